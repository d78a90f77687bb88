package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is wrong with a wish as to who gets in and what is encrypted. */
final class AccessValidation {

    private static final String KEYSTORE = "ssl.keystore_filepath";

    /** What follows from the option alone. */
    private static final List<String> OURS = List.of(CrateAccess.HTTP_TLS, CrateAccess.PSQL_TLS, CrateAccess.NODES_TLS);

    private AccessValidation() {}

    static void problems(ClusterSpec next, Optional<ClusterView> current, List<Problem> problems) {
        admin(next, problems);
        String tls = CrateOptions.text(next, CrateOptions.TLS);
        switch (tls) {
            case "" -> {}
            case CrateAccess.GENERATED -> generated(next, problems);
            case CrateAccess.FILES -> files(next, problems);
            default ->
                problems.add(Problem.of(
                        "options." + CrateOptions.TLS,
                        "'" + tls + "' is no way to have TLS",
                        "write generated (certificates are made for you) or files (settings name a keystore on each"
                                + " agent), or off"));
        }
        current.flatMap(view -> change(next, view)).ifPresent(problems::add);
    }

    private static void admin(ClusterSpec next, List<Problem> problems) {
        String admin = CrateAccess.admin(next);
        String place = "options." + CrateOptions.ADMIN;
        if (admin.equals("crate")) {
            problems.add(Problem.of(
                    place,
                    "'crate' is CrateDB's own superuser, who can have no password",
                    "choose another name, such as admin; crate is then let in only from a node's own machine"));
        } else if (!admin.isEmpty() && !admin.matches("[a-z_][a-z0-9_]{0,62}")) {
            problems.add(Problem.of(
                    place,
                    "'" + admin + "' cannot be the admin's name",
                    "use lower-case letters, digits and underscores, not beginning with a digit"));
        }
    }

    private static void generated(ClusterSpec next, List<Problem> problems) {
        everywhere(next)
                .forEach((path, settings) -> settings.keySet().stream()
                        .filter(name -> name.startsWith("ssl.") && !name.equals("ssl.resource_poll_interval"))
                        .forEach(name -> problems.add(Problem.of(
                                path + "." + name,
                                "with options.tls=generated Holdfast sets '" + name + "' itself",
                                "remove it, or give all of it yourself with options.tls=files"))));
    }

    private static void files(ClusterSpec next, List<Problem> problems) {
        everywhere(next)
                .forEach((path, settings) -> settings.keySet().stream()
                        .filter(OURS::contains)
                        .forEach(name -> problems.add(Problem.of(
                                path + "." + name, "'" + name + "' follows from options.tls", "remove it"))));
        boolean missing = CrateIds.kept(next).stream()
                .anyMatch(node -> !next.settingsOf(node).containsKey(KEYSTORE));
        if (missing) {
            problems.add(Problem.of(
                    "settings." + KEYSTORE,
                    "options.tls=files needs a keystore on every agent, and no setting says where",
                    "set " + KEYSTORE
                            + " and ssl.keystore_password (as ${secret:NAME}), or use options.tls=generated"));
        }
    }

    /** All settings of a wish, by where they stand. */
    private static SortedMap<String, SortedMap<String, String>> everywhere(ClusterSpec next) {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
        all.put("settings", next.settings());
        for (GroupSpec group : next.groups().values()) {
            String path = "groups." + group.name();
            all.put(path + ".settings", group.settings());
            group.nodes().forEach((index, settings) -> all.put(path + ".nodes." + index + ".settings", settings));
        }
        return all;
    }

    /** Nodes with TLS among each other and nodes without, or of two authorities, could never talk: there is no way node by node. */
    private static Optional<Problem> change(ClusterSpec next, ClusterView view) {
        String before = CrateOptions.text(view.target(), CrateOptions.TLS);
        boolean begun = view.everReady() || view.nodes().values().stream().anyMatch(node -> node.incarnation() > 0);
        if (!begun || !CrateAccess.isTransportTls(view) || before.equals(CrateOptions.text(next, CrateOptions.TLS))) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                "options." + CrateOptions.TLS,
                "the nodes speak TLS among each other since the cluster's first start: with some of them changed they"
                        + " could not talk any more, and CrateDB has no way through",
                "leave it at " + before + ", or restore a snapshot into a new cluster"));
    }
}
