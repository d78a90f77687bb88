package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.CrateDetails.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Asks what CrateDB finds wrong with itself, and what it is busy with. */
final class Checks {

    static final String CLUSTER = "select id, severity, description from sys.checks where not passed";
    static final String NODES =
            "select node_id, id, severity, description, acknowledged from sys.node_checks where not passed";

    private Checks() {}

    static Optional<List<Check>> ask(Questions questions, SortedMap<String, String> names) {
        Optional<List<Answer.Row>> cluster = questions.rows("sys.checks", CLUSTER);
        Optional<List<Answer.Row>> nodes = questions.rows("sys.node_checks", NODES);
        if (cluster.isEmpty() || nodes.isEmpty()) {
            return Optional.empty();
        }
        List<Check> checks = new ArrayList<>();
        for (Answer.Row row : cluster.get()) {
            checks.add(new Check("", row.integer(0), row.integer(1), row.text(2), false));
        }
        for (Answer.Row row : nodes.get()) {
            String node = names.getOrDefault(row.text(0), row.text(0));
            checks.add(new Check(node, row.integer(1), row.integer(2), row.text(3), row.flag(4)));
        }
        return Optional.of(checks);
    }
}
