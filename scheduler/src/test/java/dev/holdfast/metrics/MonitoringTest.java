package dev.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The lists of docs/metrics.md are whole, and what dashboards and rules ask for is really told. */
final class MonitoringTest {

    private static final Path ROOT = Path.of("..");
    private static final Path MAIN = Path.of("src", "main", "java", "dev", "holdfast");
    private static final Path RECORDED = Path.of("src", "test", "resources", "exporters");
    private static final String LISTS = "<!-- What follows is made by MonitoringTest. -->\n";

    /** Where an instrument is made, or a gauge put together. */
    private static final Pattern MADE =
            Pattern.compile("\\b(?:counter|gauge|quick|slow|add|count)\\(\\s*\"([a-z0-9_]+)\",\\s*\"([^\"]+)\"");

    private static final Pattern RULE = Pattern.compile("name: (\\w+)\\s+type: \\w+\\s+help: ([^\\n]+)");
    private static final Pattern TOLD = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern USED = Pattern.compile(
            "\\b((?:holdfast|kafka|cassandra|crate|jvm|process)_[a-z0-9_]+|up)\\b(?![\"}(])(?!\\s*=~?\")");

    /** Names of ours and what they count, by their places in the source. */
    private static SortedMap<String, String> made(String... files) throws IOException {
        SortedMap<String, String> made = new TreeMap<>();
        for (String file : files) {
            Matcher matcher = MADE.matcher(Files.readString(MAIN.resolve(file)));
            while (matcher.find()) {
                made.put("holdfast_" + matcher.group(1), matcher.group(2));
            }
        }
        return made;
    }

    /** Names that an exporter's rules give. */
    private static SortedMap<String, String> ruled(String file) throws IOException {
        SortedMap<String, String> ruled = new TreeMap<>();
        Matcher matcher = RULE.matcher(Files.readString(MAIN.resolve(file)));
        while (matcher.find()) {
            ruled.put(matcher.group(1), matcher.group(2).strip());
        }
        return ruled;
    }

    private static SortedMap<String, SortedMap<String, String>> lists() throws IOException {
        SortedMap<String, SortedMap<String, String>> lists = new TreeMap<>();
        lists.put("1 The scheduler", made("metrics/SchedulerMeter.java", "metrics/TurnCounters.java"));
        lists.put("2 Clusters and nodes", made("metrics/Pictures.java"));
        lists.put("3 Kafka, as a whole", made("database/kafka/KafkaGauges.java"));
        lists.put("4 Cassandra, as a whole", made("database/cassandra/CassandraGauges.java"));
        lists.put("5 CrateDB, as a whole", made("database/crate/CrateGauges.java"));
        lists.put("6 Kafka's nodes", ruled("database/kafka/KafkaExporter.java"));
        lists.put("7 Cassandra's nodes", ruled("database/cassandra/CassandraExporter.java"));
        lists.put("8 CrateDB's nodes", ruled("database/crate/CrateExporter.java"));
        return lists;
    }

    private static SortedSet<String> recorded() throws IOException {
        SortedSet<String> told = new TreeSet<>();
        try (Stream<Path> files = Files.list(RECORDED)) {
            for (Path file : files.sorted().toList()) {
                Matcher matcher = TOLD.matcher(Files.readString(file));
                while (matcher.find()) {
                    told.add(matcher.group(1));
                }
            }
        }
        return told;
    }

    @Test
    void thePageListsEveryNumber() throws IOException {
        StringBuilder text = new StringBuilder(LISTS);
        lists().forEach((title, names) -> {
            text.append("\n## ").append(title.substring(2)).append("\n\n| name | what it says |\n|---|---|\n");
            names.forEach((name, help) ->
                    text.append("| `").append(name).append("` | ").append(help).append(" |\n"));
        });
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("metrics-lists.md"), text);
        String page = Files.readString(ROOT.resolve("docs/metrics.md"));
        assertThat(page.substring(Math.max(0, page.indexOf(LISTS))))
                .as("the lists of docs/metrics.md; they should be scheduler/target/metrics-lists.md")
                .isEqualTo(text.toString());
    }

    @Test
    void everyRuleOfAnExporterMatchedSomethingWhenARealNodeWasScraped() throws IOException {
        SortedSet<String> ruled = new TreeSet<>();
        lists().forEach((title, names) -> names.keySet().stream()
                .filter(name -> !name.startsWith("holdfast_"))
                .forEach(ruled::add));
        assertThat(ruled).hasSizeGreaterThan(60);
        SortedSet<String> dead = new TreeSet<>(ruled);
        dead.removeAll(recorded());
        assertThat(dead).isEmpty();
    }

    @Test
    void namesSayTheirUnit() throws IOException {
        for (SortedMap<String, String> names : lists().values()) {
            for (String name : names.keySet()) {
                assertThat(name).doesNotContainPattern("_(ms|millis|kb|mb|percent|megabytes|minutes)(_|$)");
                assertThat(name).as("no time that is no base unit").doesNotEndWith("_time");
            }
        }
    }

    @Test
    void whatDashboardsAndRulesAskForIsToldBySomebody() throws IOException {
        SortedSet<String> told = new TreeSet<>(recorded());
        lists().forEach((title, names) -> names.keySet().stream()
                .filter(name -> name.startsWith("holdfast_"))
                .forEach(told::add));
        told.add("up"); // Prometheus's own
        List<String> unknown = new ArrayList<>();
        int asked = 0;
        for (String expression : expressions()) {
            Matcher matcher = USED.matcher(expression);
            while (matcher.find()) {
                asked++;
                String name = matcher.group(1);
                String histogram = name.replaceFirst("_(bucket|sum|count)$", "");
                if (!told.contains(name) && !told.contains(histogram)) {
                    unknown.add(name + " in " + expression);
                }
            }
        }
        assertThat(asked).isGreaterThan(150);
        assertThat(unknown).isEmpty();
    }

    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        JsonNode rules = new YAMLMapper().readTree(Files.readString(ROOT.resolve("monitoring/alerts.yaml")));
        rules.path("groups")
                .forEach(group -> group.path("rules")
                        .forEach(rule -> all.add(rule.path("expr").asString())));
        for (JsonNode dashboard : dashboards()) {
            dashboard
                    .path("panels")
                    .forEach(panel -> panel.path("targets")
                            .forEach(target -> all.add(target.path("expr").asString())));
            dashboard.path("templating").path("list").forEach(variable -> {
                if (variable.path("type").asString().equals("query")) {
                    all.add(variable.path("definition").asString().replaceAll(".*\\((.*),.*", "$1"));
                }
            });
        }
        return all;
    }

    private static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("monitoring/grafana"))) {
            for (Path file : files.sorted().toList()) {
                dashboards.add(JsonMapper.shared().readTree(Files.readString(file)));
            }
        }
        return dashboards;
    }

    @Test
    void dashboardsAreWhole() throws IOException {
        TreeSet<String> uids = new TreeSet<>();
        for (JsonNode dashboard : dashboards()) {
            assertThat(dashboard.path("title").asString()).startsWith("Holdfast: ");
            assertThat(uids.add(dashboard.path("uid").asString())).isTrue();
            TreeSet<Integer> ids = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String title = panel.path("title").asString();
                assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                assertThat(panel.path("gridPos").path("x").asInt()
                                + panel.path("gridPos").path("w").asInt())
                        .as(title)
                        .isBetween(1, 24);
                if (!panel.path("type").asString().equals("row")) {
                    assertThat(panel.path("targets").size()).as(title).isPositive();
                    assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
                }
            }
        }
        assertThat(uids)
                .containsExactly(
                        "holdfast-cassandra",
                        "holdfast-cluster",
                        "holdfast-crate",
                        "holdfast-kafka",
                        "holdfast-overview",
                        "holdfast-scheduler");
    }
}
