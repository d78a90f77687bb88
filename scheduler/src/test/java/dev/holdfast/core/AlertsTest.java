package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.LoopAlertStories;
import dev.holdfast.metrics.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Each rule of {@code monitoring/alerts.yaml} is quiet while all is well and fires once its story is told. Prometheus's own {@code promtool}
 * judges, where it is there. The series and the rules that it judged last are kept as {@code monitoring/alerts-test.yaml}: where it is not
 * there, stories must render these very series, for these very rules.
 */
final class AlertsTest {

    private static final Path MONITORING = Path.of("..", "monitoring");
    private static final Path RULES = MONITORING.resolve("alerts.yaml");
    private static final Path JUDGED = MONITORING.resolve("alerts-test.yaml");
    /** So many lines say for which rules it was made. */
    private static final int HEAD = 2;

    private static final Pattern NAME = Pattern.compile("\\b((holdfast|kafka|cassandra|crate)_[a-z0-9_]+|up)\\b(?!\")");

    @TempDir
    private Path directory;

    private static SortedMap<String, String> expressions() throws IOException {
        SortedMap<String, String> expressions = new TreeMap<>();
        JsonNode root = new YAMLMapper().readTree(Files.readString(RULES));
        for (JsonNode group : root.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.put(rule.path("alert").asString(), rule.path("expr").asString());
            }
        }
        return expressions;
    }

    private static String names(String expression) {
        TreeSet<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(expression);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return String.join("|", names);
    }

    @Test
    void eachRuleIsQuietWhileAllIsWellAndFiresWhenItsStoryIsTold() throws Exception {
        SortedMap<String, BiFunction<Path, String, Verdicts.Story>> stories = new TreeMap<>(AlertStories.all());
        stories.putAll(DatabaseAlertStories.all());
        stories.putAll(LoopAlertStories.all());
        SortedMap<String, String> expressions = expressions();
        assertThat(stories.keySet()).as("a story for each rule").isEqualTo(expressions.keySet());
        Verdicts verdicts = new Verdicts(RULES);
        for (Map.Entry<String, BiFunction<Path, String, Verdicts.Story>> story : stories.entrySet()) {
            String names = names(expressions.getOrDefault(story.getKey(), ""));
            verdicts.add(story.getKey(), story.getValue().apply(directory, names));
        }
        String file = verdicts.file();
        Files.copy(RULES, directory.resolve("alerts.yaml"));
        Path asked = Files.writeString(directory.resolve("alerts-test.yaml"), file);
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("alerts-test.yaml"), file);
        String judged = Files.readString(JUDGED);
        if (Verdicts.hasPromtool()) {
            assertThat(Verdicts.promtool(List.of("test", "rules", asked.toString())))
                    .isEmpty();
            assertThat(judged.lines().limit(HEAD))
                    .as("rules that were judged; copy scheduler/target/alerts-test.yaml to monitoring/")
                    .containsExactlyElementsOf(file.lines().limit(HEAD).toList());
        } else {
            assertThat(judged)
                    .as(
                            "what promtool judged; have it judge (Debian: prometheus) scheduler/target/alerts-test.yaml, and"
                                    + " copy that to monitoring/")
                    .isEqualTo(file);
        }
    }

    @Test
    void rulesAreWellFormedAndSayWhereToRead() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "alerts.md"));
        List<String> lacking = new ArrayList<>();
        JsonNode root = new YAMLMapper().readTree(Files.readString(RULES));
        for (JsonNode group : root.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String alert = rule.path("alert").asString();
                boolean told = page.contains("### " + alert + "\n")
                        && page.contains("`" + rule.path("expr").asString() + "`")
                        && page.contains("story `" + alert + "`")
                        && rule.path("annotations")
                                .path("runbook")
                                .asString()
                                .equals("docs/alerts.md#" + alert.toLowerCase(Locale.ROOT))
                        && !rule.path("annotations").path("summary").asString().isEmpty()
                        && List.of("critical", "warning", "info")
                                .contains(rule.path("labels").path("severity").asString());
                if (!told) {
                    lacking.add(alert);
                }
            }
        }
        assertThat(lacking)
                .as("rules that docs/alerts.md does not tell as they are")
                .isEmpty();
        if (Verdicts.hasPromtool()) {
            assertThat(Verdicts.promtool(List.of("check", "rules", RULES.toString())))
                    .isEmpty();
        }
    }
}
