package dev.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    private static final List<String> ATOMS =
            List.of("a", "b", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\w", "\\.", "-", "[]a]", "[a-]", "(?:ab)");
    private static final List<String> REPEATS = List.of("", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{0}");

    @Test
    void agreesWithTheJdksOnWhateverBothKnow() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            String pattern = pattern(random, 3);
            Regex regex = Regex.of(pattern);
            Pattern jdk = Pattern.compile(pattern.replace("[]a]", "[\\]a]"));
            for (int i = 0; i < 10; i++) {
                String text = text(random);
                assertThat(regex.matches(text))
                        .as("seed %d: %s on '%s'", seed, pattern, text)
                        .isEqualTo(jdk.matcher(text).matches());
            }
        }
    }

    @Test
    void matchesTheWholeText() {
        assertThat(Regex.of("rack-[0-9]+").matches("rack-12")).isTrue();
        assertThat(Regex.of("rack-[0-9]+").matches("my-rack-12")).isFalse();
        assertThat(Regex.of("^rack-.*$").matches("rack-12")).isTrue();
        assertThat(Regex.of("").matches("")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a*)*b",
                "(a|a)*b",
                "(a|aa)+b",
                "((a*)*)*b",
                "(|)(|)(|)(|)(|)(|)(|)(|)b",
                "(a?){30}a{30}b",
                "(.*)(.*)(.*)(.*)b"
            })
    void isNotSlowWhereGoingBackWouldBe(String pattern) {
        assertThat(Regex.of(pattern).matches("a".repeat(Regex.MAX_TEXT))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a",
                "a)",
                "[a",
                "*a",
                "a**",
                "a*?",
                "a{2",
                "a{3,1}",
                "a{2000}",
                "\\1",
                "\\",
                "\\b",
                "(?=a)",
                "a^b",
                "(((((a{50}){50}){50}){50}){50})",
                "((){1000}){1000}",
                "{2}",
                "[c-a]"
            })
    void refusesWhatItCannotMatchInBoundedTime(String pattern) {
        assertThatThrownBy(() -> Regex.of(pattern)).isInstanceOf(RegexException.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> Regex.of("a".repeat(Regex.MAX_PATTERN + 1))).isInstanceOf(RegexException.class);
        assertThatThrownBy(() -> Regex.of("(".repeat(200) + ")".repeat(50))).isInstanceOf(RegexException.class);
        assertThat(Regex.of(".*").matches("a".repeat(Regex.MAX_TEXT + 1))).isFalse();
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            boolean group = depth > 0 && random.nextInt(4) == 0;
            pattern.append(group ? "(" + pattern(random, depth - 1) + ")" : pick(random, ATOMS));
            pattern.append(pick(random, REPEATS));
        }
        return random.nextInt(4) == 0 && depth > 0 ? pattern + "|" + pattern(random, depth - 1) : pattern.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append("aabbc1.-_]".charAt(random.nextInt(10)));
        }
        return text.toString();
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
