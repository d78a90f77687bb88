package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.cassandra.CassandraIds;
import dev.holdfast.database.cassandra.CassandraOptions;
import dev.holdfast.database.cassandra.Replication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Changes how keyspaces are copied over data centres, by statements to any node that runs, one keyspace after the other. */
final class Altering {

    private static final int CONTACTS = 3;

    private Altering() {}

    static Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        List<Replication.Change> changes = Replication.changes(chore, cluster);
        if (changes.isEmpty()) {
            return new Outcome(true, "nothing is left to be changed");
        }
        Optional<String> hindrance = Replication.hindrance(cluster);
        if (hindrance.isPresent()) {
            return new Outcome(false, hindrance.get());
        }
        String contacts = cluster.nodes().values().stream()
                .filter(node -> node.placed() && node.processUp() && cluster.isReady(node.id()))
                .limit(CONTACTS)
                .map(node -> node.endpoint(CassandraIds.NATIVE_PORT))
                .collect(Collectors.joining(","));
        if (contacts.isEmpty()) {
            return new Outcome(false, "no node is ready");
        }
        Replication.Change next = changes.get(0);
        try (CqlTalk talk =
                CqlTalk.open(contacts, CassandraOptions.dc(cluster.target()), Optional.empty(), "one", timeout)) {
            for (Replication.Change change : changes) {
                next = change;
                if (!mayAct.getAsBoolean()) {
                    return new Outcome(false, "this scheduler leads no longer, and nothing more is changed");
                }
                talk.ask(change.statement());
            }
            return new Outcome(
                    true, changes.stream().map(Replication.Change::toString).collect(Collectors.joining("; ")));
        } catch (CqlTalk.RefusedException e) {
            String byHand = e.kind() == CqlTalk.Kind.DENIED
                    ? "; somebody who may do it by holdfast client "
                            + cluster.target().name() + " cqlsh --user: " + next.statement()
                    : "";
            return new Outcome(false, next + ": " + e.getMessage() + byHand);
        }
    }
}
