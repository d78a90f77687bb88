package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.crate.CrateAccess;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.model.ClusterName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How each node is spoken to: with TLS and as the admin, or not, just as its process was launched; while a change goes through, nodes
 * differ. The admin is shown by a certificate where nodes know it, for CrateDB spends a fifth of a second on each check of a password, and
 * checks it with every statement. Safe for many threads.
 *
 * <p>A password that was changed in its file holds in the database only from the next start of a node on. Until then the one that
 * worked last is tried in turn with the one in the file, for the gate of that start needs to see the cluster.
 */
final class Doors {

    private final Secrets secrets;
    private final ConcurrentMap<ClusterName, Passwords> passwords = new ConcurrentHashMap<>();
    private final ConcurrentMap<ClusterName, Trusted> trusted = new ConcurrentHashMap<>();

    Doors(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * What was made of the certificates that vouch for a cluster; made anew when they change.
     *
     * @param user of whom we have a certificate to show, if we have; empty where none is asked for
     * @param shows whether we have
     */
    private record Trusted(Optional<String> pem, String user, boolean shows, Trust trust) {}

    /**
     * What is known of a cluster's password.
     *
     * @param tried used at present
     * @param worked the last that was let in; empty if none was yet
     */
    private record Passwords(String tried, String worked) {}

    SqlClient open(NodeView node) {
        int port = node.ports().getOrDefault(CrateIds.HTTP_PORT, 0);
        if (!CrateAccess.isTls(node)) {
            return new SqlClient(node.address(), port, login(node), Optional.empty());
        }
        Trusted trust = trust(node);
        boolean shown = trust.shows() && CrateAccess.knowsCertificates(node);
        return new SqlClient(node.address(), port, shown ? Optional.empty() : login(node), Optional.of(trust.trust()));
    }

    /** When the certificates end that a node shows; empty without TLS, and while it has shown none. */
    Optional<Instant> certificatesEnd(NodeView node) {
        return CrateAccess.isTls(node)
                ? trust(node).trust().endings().of(node.address(), node.ports().getOrDefault(CrateIds.HTTP_PORT, 0))
                : Optional.empty();
    }

    private Trusted trust(NodeView node) {
        ClusterName cluster = node.id().cluster();
        Optional<String> pem = secrets.certificates(cluster.value());
        String user = CrateAccess.knowsCertificates(node) ? CrateAccess.adminOf(node) : "";
        return trusted.compute(
                cluster,
                (name, known) ->
                        known != null && known.pem().equals(pem) && known.user().equals(user)
                                ? known
                                : trusted(name, pem, user));
    }

    private Trusted trusted(ClusterName cluster, Optional<String> pem, String user) {
        Optional<Secrets.Identity> self = user.isEmpty() ? Optional.empty() : secrets.identity(cluster.value(), user);
        Trust trust = Trust.in(pem, secrets.certificatesPlace(cluster.value()), self);
        return new Trusted(pem, user, self.isPresent(), trust);
    }

    private Optional<Login> login(NodeView node) {
        String admin = CrateAccess.adminOf(node);
        if (admin.isEmpty()) {
            return Optional.empty();
        }
        ClusterName cluster = node.id().cluster();
        Passwords known = passwords.computeIfAbsent(cluster, name -> new Passwords(file(name), ""));
        return known.tried().isEmpty() ? Optional.empty() : Optional.of(new Login(admin, known.tried()));
    }

    private String file(ClusterName cluster) {
        return secrets.value(CrateAccess.passwordSecret(cluster)).orElse("");
    }

    /** Learns from what nodes of a cluster answered, for the next time. */
    void heard(ClusterName cluster, List<Voice> voices) {
        passwords.computeIfPresent(cluster, (name, known) -> {
            if (voices.stream().anyMatch(Voice::speaks)) {
                return new Passwords(known.tried(), known.tried());
            }
            if (voices.stream().noneMatch(voice -> voice.manner() == Voice.Manner.DENIES)) {
                return known;
            }
            String now = file(name);
            boolean other = known.tried().equals(now) && !known.worked().isEmpty();
            return new Passwords(other ? known.worked() : now, known.worked());
        });
    }
}
