package dev.holdfast.database.cassandra;

import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What is wrong with settings that the rendered files are made of. */
final class LaunchProblems {

    private LaunchProblems() {}

    static List<Problem> of(ClusterSpec next) {
        List<Problem> problems = new ArrayList<>();
        settings("settings", next.settings(), problems);
        next.groups().forEach((name, group) -> {
            settings("groups." + name + ".settings", group.settings(), problems);
            group.nodes()
                    .forEach((index, own) ->
                            settings("groups." + name + ".nodes." + index + ".settings", own, problems));
        });
        String delay =
                next.options().getOrDefault(CassandraOptions.RING_DELAY, "").strip();
        if (!delay.isEmpty() && !delay.matches(CassandraOptions.RING_DELAY_FORM)) {
            problems.add(Problem.of(
                    "options." + CassandraOptions.RING_DELAY, "'" + delay + "' is no number of seconds", "write 30s"));
        }
        return problems;
    }

    private static void settings(String path, SortedMap<String, String> settings, List<Problem> problems) {
        settings.forEach((name, value) -> CassandraYaml.problem(value)
                .ifPresent(problem -> problems.add(Problem.of(
                        path + "." + name, "the value " + problem, "write it as cassandra.yaml has it, on one line"))));
    }
}
