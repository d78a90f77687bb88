package dev.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.placement.Constraint.And;
import dev.holdfast.placement.Constraint.Avoid;
import dev.holdfast.placement.Constraint.GroupBy;
import dev.holdfast.placement.Constraint.Is;
import dev.holdfast.placement.Constraint.Like;
import dev.holdfast.placement.Constraint.MaxPer;
import dev.holdfast.placement.Constraint.Not;
import dev.holdfast.placement.Constraint.Or;
import dev.holdfast.placement.Constraint.Unique;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintParserTest {

    @Test
    void blankIsTheStandardRule() {
        assertThat(ConstraintParser.checked("  ")).isEqualTo(Constraint.STANDARD);
    }

    @Test
    void andBindsTighterThanOrAndBracketsTighterThanBoth() {
        Constraint a = new Is(new Field("a"), "1");
        Constraint b = new Is(new Field("b"), "2");
        Constraint c = new Is(new Field("c"), "3");
        assertThat(ConstraintParser.checked("a:IS:1 or b:IS:2 and c:IS:3"))
                .isEqualTo(new Or(List.of(a, new And(List.of(b, c)))));
        assertThat(ConstraintParser.checked("(a:IS:1 or b:IS:2) AND c:is:3"))
                .isEqualTo(new And(List.of(new Or(List.of(a, b)), c)));
        assertThat(ConstraintParser.checked("not a:IS:1 and not(b:IS:2)"))
                .isEqualTo(new And(List.of(new Not(a), new Not(b))));
    }

    @Test
    void readsEveryOperator() {
        assertThat(ConstraintParser.checked("@hostname:UNIQUE and @zone:GROUP_BY:3 and avoid:controller"))
                .isEqualTo(new And(
                        List.of(new Unique(Field.HOSTNAME), new GroupBy(Field.ZONE, 3), new Avoid("controller"))));
        assertThat(ConstraintParser.checked("rack:LIKE:r(1|2)[a-c]"))
                .isEqualTo(new Like(new Field("rack"), Regex.of("r(1|2)[a-c]")));
        assertThat(ConstraintParser.checked("(rack:LIKE:r(1|2))"))
                .isEqualTo(new Like(new Field("rack"), Regex.of("r(1|2)")));
        assertThat(ConstraintParser.checked("rack:IS:'a and b'")).isEqualTo(new Is(new Field("rack"), "a and b"));
        assertThat(ConstraintParser.checked("url:IS:http://x:1")).isEqualTo(new Is(new Field("url"), "http://x:1"));
        assertThat(ConstraintParser.checked("or:MAX_PER:2")).isEqualTo(new MaxPer(new Field("or"), 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@hostname:UNIQUE",
                "@zone:CLUSTER",
                "@zone:CLUSTER:a",
                "rack:GROUP_BY",
                "rack:GROUP_BY:3",
                "rack:LIKE:\"a b(c)\"",
                "rack:UNLIKE:a.*",
                "rack:MAX_PER:2",
                "rack:IS:1",
                "rack:IS_NOT:\"\\ \"",
                "avoid:controller",
                "colocate:broker",
                "not (a:UNIQUE or b:UNIQUE) and (c:UNIQUE or not d:UNIQUE and e:UNIQUE)"
            })
    void writesBackWhatItReads(String text) {
        assertThat(ConstraintParser.checked(text).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    @hostname                   | at character 10: expected ':' and an operator after '@hostname'
                    @host:UNIQUE                | at character 1: no field '@host'; expected @hostname, @zone, @region
                    rack:UNIQ                   | at character 6: no operator 'UNIQ'; expected one of UNIQUE, CLUSTER,
                    rack:MAX_PER                | at character 13: MAX_PER needs a value: rack:MAX_PER:
                    rack:MAX_PER:x              | at character 14: expected a whole number from 1, got 'x'
                    rack:MAX_PER:0              | at character 14: expected a whole number from 1, got '0'
                    rack:UNIQUE:3               | at character 13: UNIQUE takes no value
                    rack:IS:                    | at character 9: expected a value after 'IS:'
                    rack:IS:'a                  | at character 9: the quote is not closed
                    (rack:UNIQUE                | at character 13: expected ')' for the '(' at character 1
                    rack:UNIQUE)                | at character 12: expected 'and', 'or' or the end
                    rack:UNIQUE zone:UNIQUE     | at character 13: expected 'and', 'or' or the end
                    rack:UNIQUE and             | at character 16: expected a field such as @hostname
                    avoid:                      | at character 7: expected the name of a group after 'avoid:'
                    rack:LIKE:a[b               | at character 14: no regular expression: ']' is missing
                    rack:LIKE:(?=x)             | at character 12: no regular expression: only plain groups
                    not                         | at character 4: expected a field
                    """)
    void saysWhereItStoppedAndWhatItExpected(String text, String error) {
        assertThat(ConstraintParser.error(text))
                .hasValueSatisfying(found -> assertThat(found).startsWith(error));
        assertThatThrownBy(() -> ConstraintParser.checked(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotBeMadeToExhaustTheStack() {
        assertThat(ConstraintParser.error("(".repeat(1900))).isPresent();
        assertThat(ConstraintParser.error("not ".repeat(400) + "a:UNIQUE")).isPresent();
        assertThat(ConstraintParser.error("a".repeat(3000))).isPresent();
    }
}
