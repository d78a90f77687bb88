package dev.holdfast.crate.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crate.model.state.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Does to the model what was done to real CrateDB 6.4.2 and 6.4.3, and compares every answer: status, error, columns,
 * rows, count. Left aside
 * are values that differ between two real clusters too ({@link Likeness}).
 */
final class RecordedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "three-to-one",
                "votes",
                "users",
                "lost-majority",
                "rolling-upgrade",
                "drains",
                "decommission-6.4.2",
                "three-nodes"
            })
    void theModelAnswersAsTheRealOneDid(String recording) {
        List<String> differences = new Replay().run(lines(recording));
        assertThat(differences).as(String.join("\n", differences)).isEmpty();
    }

    private static List<JsonNode> lines(String recording) {
        String path = "/crate/model/" + recording + ".jsonl";
        try (InputStream in = Optional.ofNullable(RecordedTest.class.getResourceAsStream(path))
                .orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::parse)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One recording, done again. */
    private static final class Replay {
        private static final long NOTICED_MS = 500;
        private static final long PATIENCE_MS = 120_000;

        private final Simulation simulation = new Simulation();
        private final List<String> differences = new ArrayList<>();

        List<String> run(List<JsonNode> lines) {
            int number = 0;
            boolean ended = false;
            for (JsonNode line : lines) {
                number++;
                boolean end = line.path("k").asString().equals("end");
                simulation.advance(Math.max(line.path("gap").asLong(0), ended && !end ? NOTICED_MS : 0));
                ended = end;
                String node = line.path("node").asString("");
                switch (line.path("k").asString()) {
                    case "start" -> start(line, node);
                    case "end" -> simulation.kill(node);
                    case "ended" -> ended(number, line, node);
                    case "await" -> await(number, line, node);
                    case "tool" -> tool(line, node);
                    default -> sql(number, line, node);
                }
            }
            return differences;
        }

        private void start(JsonNode line, String node) {
            List<String> initial = line.path("initial").asBoolean() ? List.of("n1", "n2", "n3") : List.of();
            if (line.has("names")) {
                initial = List.of(line.path("names").asString().split(",", -1));
            }
            if (line.path("wiped").asBoolean()) {
                simulation.files(node).wipe();
            }
            simulation.start(
                    node,
                    line.path("version").asString(),
                    initial,
                    Simulation.settings(line.path("expected").asInt()));
        }

        private void tool(JsonNode line, String node) {
            if (line.path("do").asString().equals("unsafe-bootstrap")) {
                Recast.bootstrap(simulation.files(node), "another-cluster");
            } else {
                Recast.detach(simulation.files(node));
            }
        }

        private void ended(int number, JsonNode line, String node) {
            simulation.advance(30_000);
            if (simulation.ended(node) != line.path("code").asInt()) {
                differences.add(number + ": " + node + " should have ended with " + line.path("code"));
            }
        }

        private void await(int number, JsonNode line, String node) {
            String statement = line.path("stmt").asString();
            boolean stays = false;
            for (int tries = 0; tries < 5 && !stays; tries++) {
                simulation.until(node, statement, PATIENCE_MS, rows -> Likeness.same(line, rows));
                simulation.advance(300);
                stays = Likeness.same(line, simulation.sql(node, statement).rows());
            }
            if (!stays) {
                differences.add(number + ": " + statement + " never was " + line.path("rows") + " but "
                        + simulation.sql(node, statement).body());
            }
        }

        /** {@code ${n3}} is the id of a node. */
        private String named(String statement, String node) {
            int at = statement.indexOf("${");
            if (at < 0) {
                return statement;
            }
            String name = statement.substring(at + 2, statement.indexOf('}'));
            Simulation.Got id = simulation.sql(node, "select id from sys.nodes where name = ?", Json.text(name));
            return statement.replace(
                    "${" + name + "}", id.rows().path(0).path(0).asString());
        }

        private void sql(int number, JsonNode line, String node) {
            String statement = named(line.path("stmt").asString(), node);
            List<JsonNode> arguments = new ArrayList<>();
            line.path("args").forEach(arguments::add);
            Simulation.Got got = simulation.sql(node, statement, 130_000, arguments);
            Likeness.difference(statement, line, got)
                    .ifPresent(difference -> differences.add(number + ": " + statement + "\n      " + difference));
        }
    }
}
