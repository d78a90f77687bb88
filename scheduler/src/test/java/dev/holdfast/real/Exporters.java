package dev.holdfast.real;

import dev.holdfast.api.wire.TargetsInfo;
import dev.holdfast.cli.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus would do: ask the scheduler whom to scrape, scrape, and answer the dashboards out of that. */
final class Exporters {

    private static final Path MONITORING = Path.of("..", "monitoring");
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final Pattern TOLD = Pattern.compile("(?m)^# TYPE (\\w+) ");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The nodes of a cluster that discovery lists. */
    List<TargetsInfo> targets(ApiClient api, String cluster) {
        return api.list("/v1/prometheus/targets", TargetsInfo.class).stream()
                .filter(target -> cluster.equals(target.labels().get("cluster")))
                .toList();
    }

    /** What is told at {@code address:port}; empty while nothing listens there. */
    String scrape(String target) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + target + "/metrics"))
                .timeout(LONGEST_ANSWER)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Names of what is told. */
    static SortedSet<String> names(String text) {
        return all(TOLD, text);
    }

    /** Names with this prefix that a dashboard or any alert rule asks for. */
    static SortedSet<String> asked(String prefix, String dashboard) throws IOException {
        Pattern name = Pattern.compile("\\b(" + prefix + "_[a-z0-9_]+)\\b(?=[^\"]*[{\\[/ )'\"<>])");
        SortedSet<String> names = new TreeSet<>();
        for (Path file : List.of(MONITORING.resolve("grafana/" + dashboard), MONITORING.resolve("alerts.yaml"))) {
            for (String line : Files.readAllLines(file)) {
                if (line.strip().startsWith("\"expr\":") || line.strip().startsWith("expr:")) {
                    names.addAll(all(name, line));
                }
            }
        }
        return names;
    }

    private static SortedSet<String> all(Pattern pattern, String text) {
        SortedSet<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
