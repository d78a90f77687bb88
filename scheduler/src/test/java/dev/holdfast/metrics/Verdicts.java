package dev.holdfast.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What is asked of {@code promtool}: for each alert a recording, a minute at which it must be quiet, and one at which it must fire. */
public final class Verdicts {

    /** An alert's story. */
    public record Story(Recording recording, int quiet, int firing) {}

    private final SortedMap<String, Story> stories = new TreeMap<>();
    private final Path rules;

    public Verdicts(Path rules) {
        this.rules = rules;
    }

    public void add(String alert, Story story) {
        stories.put(alert, story);
    }

    public SortedMap<String, Story> stories() {
        return stories;
    }

    /** A file for {@code promtool test rules}. */
    public String file() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Made by AlertsTest out of what stories rendered; judged by promtool wherever that is.
                # Rules: sha256 %s
                rule_files: [alerts.yaml]
                evaluation_interval: 1m
                tests:
                """.formatted(sha256(Files.readString(rules))));
        stories.forEach((alert, story) -> {
            text.append("  - name: ").append(alert).append("\n    interval: 1m\n    input_series:\n");
            story.recording()
                    .series()
                    .forEach((name, values) -> text.append("      - series: '")
                            .append(name.replace("'", "''"))
                            .append("'\n        values: '")
                            .append(values)
                            .append("'\n"));
            text.append("    promql_expr_test:\n");
            verdict(text, alert, story.quiet(), false);
            verdict(text, alert, story.firing(), true);
        });
        return text.toString();
    }

    private static void verdict(StringBuilder text, String alert, int minute, boolean fires) {
        text.append("      - expr: 'count(ALERTS{alertname=\"")
                .append(alert)
                .append("\", alertstate=\"firing\"}) > bool 0 or vector(0)'\n        eval_time: ")
                .append(minute)
                .append("m\n        exp_samples: [{ labels: '{}', value: ")
                .append(fires ? 1 : 0)
                .append(" }]\n");
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code promtool} says with an exit code that is not 0; empty if it is content. */
    public static String promtool(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("promtool"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        return process.exitValue() == 0 ? "" : said + "\nexit code " + process.exitValue();
    }

    /** Whether there is one on the path. */
    public static boolean hasPromtool() {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> List.of(path.split(":", -1)).stream())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
    }
}
