package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.cassandra.CassandraAccess;
import dev.holdfast.database.cassandra.CassandraIds;
import dev.holdfast.database.cassandra.CassandraOptions;
import dev.holdfast.database.cassandra.Replication;
import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Changes how keyspaces are copied over data centres, by statements to any node that runs, one keyspace after the other. */
final class Altering {

    private static final int CONTACTS = 3;

    private final Secrets secrets;

    /** @param secrets the password of whom Holdfast is where people must log in */
    Altering(Secrets secrets) {
        this.secrets = secrets;
    }

    Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        List<Replication.Change> changes = Replication.changes(chore, cluster);
        if (changes.isEmpty()) {
            return new Outcome(true, "nothing is left to be changed");
        }
        Optional<String> hindrance = Replication.hindrance(cluster);
        if (hindrance.isPresent()) {
            return new Outcome(false, hindrance.get());
        }
        List<NodeView> contacts = cluster.nodes().values().stream()
                .filter(node -> node.placed() && node.processUp() && cluster.isReady(node.id()))
                .limit(CONTACTS)
                .toList();
        if (contacts.isEmpty()) {
            return new Outcome(false, "no node is ready");
        }
        Replication.Change next = changes.get(0);
        try (CqlTalk talk = CqlTalk.open(door(cluster, contacts), "one", timeout)) {
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
            String name = cluster.target().name().value();
            String byHand = e.kind() == CqlTalk.Kind.DENIED
                    ? "; name a superuser (holdfast set " + name
                            + " options.login-user=USER 'options.login-password=${secret:NAME}'), or have somebody do it by"
                            + " holdfast client " + name + " cqlsh --user: " + next.statement()
                    : "";
            return new Outcome(false, next + ": " + e.getMessage() + byHand);
        }
    }

    private CqlTalk.Door door(ClusterView cluster, List<NodeView> contacts) {
        ClusterSpec target = cluster.target();
        boolean tls = contacts.stream().anyMatch(CassandraAccess::isTls);
        return new CqlTalk.Door(
                contacts.stream()
                        .filter(node -> CassandraAccess.isTls(node) == tls)
                        .map(node -> node.endpoint(CassandraIds.NATIVE_PORT))
                        .collect(Collectors.joining(",")),
                CassandraOptions.dc(target),
                CassandraAccess.user(target)
                        .map(user -> new CqlTalk.Login(
                                user,
                                CassandraAccess.passwordSecret(target)
                                        .flatMap(secrets::value)
                                        .orElse(""))),
                tls ? Optional.of(encryption(target)) : Optional.empty());
    }

    /** A password goes to nobody whose certificate is not believed. */
    private Encryption encryption(ClusterSpec target) {
        String name = target.name().value();
        return Encryption.believing(secrets.certificates(name), secrets.certificatesPlace(name));
    }
}
