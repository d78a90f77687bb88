package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.SecretWish;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who gets in, and what is encrypted.
 *
 * <ol>
 *   <li>With an admin, CrateDB's own superuser {@code crate}, who can have no password, is trusted only from the node's own machine;
 *       everybody else needs a password. Somebody on that machine then makes the admin: {@code start.sh} sees to it.
 *   <li>With TLS, clients get it from every node as soon as that node was restarted. Among each other nodes speak either all TLS or all
 *       none, so that is settled at the cluster's first start and kept in its identity. There, a node lets in who has a certificate of
 *       the cluster's authority, and nobody else.
 * </ol>
 */
public final class CrateAccess {

    /** Holdfast makes an authority for the cluster and certificates for its nodes. */
    static final String GENERATED = "generated";

    /** The user has put a keystore on each agent, which settings name. */
    static final String FILES = "files";

    /** In a cluster's identity: its nodes speak TLS among each other. */
    static final String TRANSPORT_TLS = "transport-tls";

    static final String HTTP_TLS = "ssl.http.enabled";
    static final String PSQL_TLS = "ssl.psql.enabled";
    static final String NODES_TLS = "ssl.transport.mode";

    static final String PASSWORD_VARIABLE = "HOLDFAST_ADMIN_PASSWORD";
    static final String KEYSTORE_VARIABLE = "HOLDFAST_KEYSTORE";
    static final String LOCK_VARIABLE = "HOLDFAST_KEYSTORE_PASSWORD";

    private static final String RULE = "auth.host_based.config.";
    private static final String ON = "on";
    private static final String HTTP = "http";
    private static final String PSQL = "pg";

    private CrateAccess() {}

    /** The admin's name; empty if there is none. */
    static String admin(ClusterSpec target) {
        return CrateOptions.text(target, CrateOptions.ADMIN);
    }

    static boolean isTls(ClusterSpec target) {
        return !CrateOptions.text(target, CrateOptions.TLS).isEmpty();
    }

    static boolean isGenerated(ClusterSpec target) {
        return CrateOptions.text(target, CrateOptions.TLS).equals(GENERATED);
    }

    /** Whether the nodes of a cluster speak TLS among each other. */
    static boolean isTransportTls(ClusterView view) {
        return view.identity().containsKey(TRANSPORT_TLS);
    }

    /** Name of the secret with an admin's password. */
    public static String passwordSecret(ClusterName cluster) {
        return cluster + "-admin-password";
    }

    private static String lockSecret(ClusterName cluster) {
        return cluster + "-keystore-password";
    }

    /** Whom the process of a node knows as admin, by its launch; empty if it asks nobody who they are. */
    public static String adminOf(NodeView node) {
        return node.inputs().getOrDefault(CrateInputs.OPTION + CrateOptions.ADMIN, "");
    }

    /** Whether the process of a node speaks TLS with clients, by its launch. */
    public static boolean isTls(NodeView node) {
        return node.inputs().containsKey(CrateInputs.OPTION + CrateOptions.TLS)
                || node.inputs()
                        .getOrDefault(CrateInputs.SETTING + HTTP_TLS, "false")
                        .equals("true");
    }

    /** Whether the process of a node knows its admin by a certificate too, by its launch. */
    public static boolean knowsCertificates(NodeView node) {
        return !adminOf(node).isEmpty()
                && node.inputs()
                        .getOrDefault(CrateInputs.OPTION + CrateOptions.TLS, "")
                        .equals(GENERATED);
    }

    /** Rules of host based authentication, tried in the order of their numbers; the user's may stand before, between and after. */
    static SortedMap<String, String> rules(ClusterView view, NodeView node) {
        SortedMap<String, String> settings = new TreeMap<>();
        boolean admin = !admin(view.target()).isEmpty();
        boolean transport = isTransportTls(view);
        if (!admin && !transport) {
            return settings;
        }
        settings.put("auth.host_based.enabled", "true");
        if (transport) {
            rule(settings, "50", "transport", "cert");
            settings.put(RULE + "50.ssl", ON);
        }
        if (admin && isGenerated(view.target())) {
            // Of the scheduler's own certificate, so that not each of its questions costs a check of the password.
            rule(settings, "40", HTTP, "cert");
            settings.put(RULE + "40.user", admin(view.target()));
            settings.put(RULE + "40.ssl", ON);
        }
        if (admin) {
            rule(settings, "10", HTTP, "trust");
            settings.put(RULE + "10.user", "crate");
            settings.put(RULE + "10.address", CrateLaunch.isLoopback(node.address()) ? "_local_" : node.address());
        }
        rule(settings, "90", HTTP, admin ? "password" : "trust");
        rule(settings, "91", PSQL, admin ? "password" : "trust");
        if (admin && isTls(view.target())) {
            // That port speaks both, and a password must not go over it in the clear.
            settings.put(RULE + "91.ssl", ON);
        }
        return settings;
    }

    private static void rule(SortedMap<String, String> settings, String number, String protocol, String method) {
        settings.put(RULE + number + ".protocol", protocol);
        settings.put(RULE + number + ".method", method);
    }

    /** What is encrypted, and with which keystore; where that lies only the node's start knows, unless the user says it. */
    static SortedMap<String, String> encryption(ClusterView view) {
        SortedMap<String, String> settings = new TreeMap<>();
        ClusterSpec target = view.target();
        if (!isTls(target)) {
            return settings;
        }
        settings.put(HTTP_TLS, "true");
        settings.put(PSQL_TLS, "true");
        if (isTransportTls(view)) {
            settings.put(NODES_TLS, ON);
        }
        if (isGenerated(target)) {
            String lock = "${" + LOCK_VARIABLE + "}";
            settings.put("ssl.keystore_password", lock);
            settings.put("ssl.keystore_key_password", lock);
            settings.put("ssl.truststore_password", lock);
        }
        return settings;
    }

    /** Secrets that a node's process gets beside those its settings name. */
    static List<TaskSpec.Variable> environment(ClusterView view, NodeView node) {
        List<TaskSpec.Variable> variables = new ArrayList<>();
        ClusterSpec target = view.target();
        ClusterName cluster = target.name();
        if (!admin(target).isEmpty()) {
            variables.add(secret(PASSWORD_VARIABLE, new SecretWish.Minted(passwordSecret(cluster))));
        }
        if (isGenerated(target)) {
            String lock = lockSecret(cluster);
            variables.add(secret(LOCK_VARIABLE, new SecretWish.Minted(lock)));
            variables.add(secret(
                    KEYSTORE_VARIABLE,
                    new SecretWish.Keystore(
                            cluster.value(), lock, node.id().shortName() + "." + cluster, names(node))));
        }
        return variables;
    }

    private static TaskSpec.Variable secret(String variable, SecretWish wish) {
        return new TaskSpec.Variable(variable, wish.text(), true);
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

    /** What people should know who change who gets in. */
    static List<String> notes(ClusterView view) {
        ClusterSpec target = view.target();
        List<String> notes = new ArrayList<>();
        boolean begun = view.nodes().values().stream().anyMatch(NodeView::everLaunched);
        boolean admin = !admin(target).isEmpty() && isNew(view, CrateOptions.ADMIN);
        if (admin && !isTls(target)) {
            notes.add("passwords and data go over the network in the clear, and each look of ours costs CrateDB the"
                    + " check of a password: options.tls=generated does away with both");
        }
        if (admin && begun) {
            notes.add("clients need a user and a password as soon as the first node was restarted");
        }
        if (begun && isTls(target) && isNew(view, CrateOptions.TLS)) {
            notes.add("clients need https as soon as the first node was restarted");
            if (!isTransportTls(view)) {
                notes.add(
                        "what nodes say to each other stays in the clear: TLS there must be had from a cluster's first"
                                + " start");
            }
        }
        return notes;
    }

    /** Whether some node was not yet launched with an option as it is now. */
    private static boolean isNew(ClusterView view, String option) {
        String wished = CrateOptions.text(view.target(), option);
        return view.nodes().isEmpty()
                || view.nodes().values().stream()
                        .anyMatch(node -> !node.inputs()
                                .getOrDefault(CrateInputs.OPTION + option, "")
                                .equals(wished));
    }

    /** For the start script, what it has to do about all this. */
    static SortedMap<String, String> startValues(ClusterView view, NodeView node) {
        ClusterSpec target = view.target();
        SortedMap<String, String> values = new TreeMap<>();
        String admin = admin(target);
        values.put("admin", admin);
        values.put(
                "admin_url",
                admin.isEmpty() ? "" : (isTls(target) ? "https://" : "http://") + node.endpoint(CrateIds.HTTP_PORT));
        values.put("keystore", isGenerated(target) ? "yes" : "no");
        values.put(
                "made_secrets",
                String.join(
                        " ",
                        environment(view, node).stream()
                                .map(TaskSpec.Variable::name)
                                .toList()));
        return values;
    }
}
