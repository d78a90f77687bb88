package dev.holdfast.database.cassandra;

import dev.holdfast.database.NodeView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.SecretWish;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Secret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who gets in, and what is encrypted.
 *
 * <ol>
 *   <li>Where people must log in, Holdfast works as a superuser whom the spec names, with a password that is one of the scheduler's secrets.
 *   <li>With {@code tls=generated} each launch of a node gets a key and a certificate of the cluster's own authority, for its native
 *       port. It comes as a secret and lies in the node's sandbox, locked; its lock is in no file.
 *   <li>Whoever has certificates of his own puts them on the agents and names them in {@code client_encryption_options}.
 * </ol>
 */
public final class CassandraAccess {

    static final String USER = "login-user";
    static final String PASSWORD = "login-password";

    /** As they were called when only backups logged in. */
    static final String OLD_USER = "backup-user";

    static final String OLD_PASSWORD = "backup-password";
    static final String TLS = "tls";

    /** Holdfast makes an authority for the cluster and certificates for its nodes. */
    static final String GENERATED = "generated";

    /** Where the start script puts what came as a secret, relative to the sandbox. */
    static final String KEYSTORE_FILE = "cassandra/tls/keystore.p12";

    static final String KEYSTORE_VARIABLE = "HOLDFAST_KEYSTORE";
    /** The companion puts variables of that kind into settings; no secret of a user's begins so. */
    static final String LOCK_VARIABLE = "HOLDFAST_SECRET__KEYSTORE_LOCK";

    private static final String OFF = "off";
    private static final String CLIENTS = "client_encryption_options";
    private static final String ENABLED = CLIENTS + ".enabled";

    private CassandraAccess() {}

    private static String text(ClusterSpec target, String option) {
        String value = target.options().getOrDefault(option, "").strip();
        return value.equals(OFF) ? "" : value;
    }

    /** As whom Holdfast logs in; empty where nobody has to. */
    public static Optional<String> user(ClusterSpec target) {
        String user = text(target, USER);
        return Optional.of(user.isEmpty() ? text(target, OLD_USER) : user).filter(value -> !value.isEmpty());
    }

    /** Name of the secret that is that user's password. */
    public static Optional<String> passwordSecret(ClusterSpec target) {
        String password = text(target, PASSWORD);
        return Secret.names(password.isEmpty() ? text(target, OLD_PASSWORD) : password).stream()
                .findFirst();
    }

    static boolean isGenerated(ClusterSpec target) {
        return text(target, TLS).equals(GENERATED);
    }

    /** Whether the process of a node speaks TLS with clients, by its launch. */
    public static boolean isTls(NodeView node) {
        SortedMap<String, String> inputs = node.inputs();
        String whole = inputs.getOrDefault(CassandraInputs.SETTING + CLIENTS, "");
        return inputs.containsKey(CassandraInputs.OPTION + TLS)
                || inputs.getOrDefault(CassandraInputs.SETTING + ENABLED, "").equals("true")
                || whole.matches("(?s).*\\benabled\"?\\s*:\\s*\"?true\\b.*");
    }

    /** Name of the secret that locks keystores; made up once. */
    private static String lockSecret(ClusterName cluster) {
        return cluster + "-keystore-password";
    }

    /** What is encrypted, and with which keystore. */
    static SortedMap<String, String> settings(ClusterSpec target) {
        SortedMap<String, String> settings = new TreeMap<>();
        if (isGenerated(target)) {
            settings.put(ENABLED, "true");
            settings.put(CLIENTS + ".optional", "false");
            settings.put(CLIENTS + ".keystore", KEYSTORE_FILE);
            settings.put(CLIENTS + ".keystore_password", "${" + LOCK_VARIABLE + "}");
            settings.put(CLIENTS + ".store_type", "PKCS12");
        }
        return settings;
    }

    /** What the bulk loader, a client, believes: certificates that the tool before it puts there, behind a lock that is no secret. */
    static SortedMap<String, String> loaderSettings(ClusterSpec target) {
        SortedMap<String, String> settings = new TreeMap<>();
        if (isGenerated(target)) {
            for (String store : List.of("keystore", "truststore")) {
                settings.put(CLIENTS + "." + store, "chore/authority.p12");
                settings.put(CLIENTS + "." + store + "_password", "public");
            }
        }
        return settings;
    }

    /** What a process that speaks TLS, or asks who does, gets beside the secrets that settings name. */
    static List<TaskSpec.Variable> environment(ClusterSpec target, NodeView node) {
        List<TaskSpec.Variable> variables = new ArrayList<>();
        if (isGenerated(target)) {
            ClusterName cluster = target.name();
            String lock = lockSecret(cluster);
            variables.add(new TaskSpec.Variable(LOCK_VARIABLE, new SecretWish.Minted(lock).text(), true));
            variables.add(new TaskSpec.Variable(
                    KEYSTORE_VARIABLE,
                    new SecretWish.Keystore(cluster.value(), lock, node.id().shortName() + "." + cluster, names(node))
                            .text(),
                    true));
        }
        return variables;
    }

    /** By which the node may be called, from elsewhere and on its own machine. */
    private static List<String> names(NodeView node) {
        String cluster = node.id().cluster().value();
        Set<String> names = new LinkedHashSet<>(List.of(
                node.address(),
                node.hostname(),
                node.id().shortName(),
                node.id().shortName() + "." + cluster,
                node.id().group() + "." + cluster,
                cluster,
                "localhost",
                "127.0.0.1",
                "::1"));
        names.remove("");
        return List.copyOf(names);
    }

    /** What people should know who change what is encrypted. */
    static List<String> notes(SortedMap<?, NodeView> nodes, ClusterSpec target) {
        boolean begins =
                isGenerated(target) && nodes.values().stream().anyMatch(node -> node.everLaunched() && !isTls(node));
        return begins ? List.of("clients need TLS for a node as soon as that node was restarted") : List.of();
    }

    static List<Problem> problems(ClusterSpec next) {
        List<Problem> problems = new ArrayList<>();
        String tls = text(next, TLS);
        if (!tls.isEmpty() && !tls.equals(GENERATED)) {
            problems.add(Problem.of(
                    "options." + TLS,
                    "'" + tls + "' is neither generated nor off",
                    "write generated; or leave it out, and name your own files in settings." + CLIENTS));
        }
        together(next, USER, PASSWORD, problems);
        together(next, PASSWORD, USER, problems);
        String password = text(next, PASSWORD);
        if (!password.isEmpty() && !password.matches("\\$\\{secret:[^{}]+}")) {
            problems.add(
                    Problem.of(
                            "options." + PASSWORD,
                            "it must be a secret and nothing else",
                            "write ${secret:NAME}, and the value into the file secrets/NAME in the scheduler's data directory"));
        }
        return problems;
    }

    private static void together(ClusterSpec next, String one, String other, List<Problem> problems) {
        if (!text(next, one).isEmpty() && text(next, other).isEmpty()) {
            problems.add(Problem.of("options." + other, "it goes with " + one, "give both, or neither"));
        }
    }
}
