package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.cli.run.Databases;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manuals tell people to type is understood. */
class ManualTest {

    /** Tests run in the module's directory. */
    private static final Path ROOT = Path.of("..");

    /** Between backticks, or a line of its own in a block, up to a remark. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:(?<=`)|^)(?:\\./)?holdfast ([a-z][^`\\n]*?)(?=`|\\s+#|\\s{3,}|$)", Pattern.MULTILINE);

    private static List<String> commands(String file) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(Files.readString(ROOT.resolve(file)));
        while (matcher.find()) {
            commands.add(matcher.group(1).strip());
        }
        return commands;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/spec.md",
                "docs/high-availability.md",
                "docs/audit.md",
                "docs/faults.md",
                "docs/cassandra.md",
                "docs/names.md",
                "docs/web.md",
                "docs/alerts.md"
            })
    void everyCommandInItIsUnderstood(String file) throws IOException {
        List<String> commands = commands(file);
        assertThat(commands).hasSizeGreaterThan(3);
        for (String command : commands) {
            assertThatCode(() -> Main.commandLine(false).parseArgs(command.split("\\s+")))
                    .as("holdfast " + command)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theSpecThatIsShownCanBeApplied() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/spec.md"));
        int start = text.indexOf("```yaml\n") + "```yaml\n".length();
        String shown = text.substring(start, text.indexOf("```", start));
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        Verdict verdict = new SpecReader(Databases.specRules(packages, "holdfast")).read(shown);
        assertThat(verdict.problems()).isEmpty();
        assertThat(packages.get("kafka").rules().validate(verdict.spec().orElseThrow(), Optional.empty()))
                .isEmpty();
    }
}
