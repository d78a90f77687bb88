package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a wish: everything at once, by what is known before anything is done. */
final class CrateValidation {

    /** What CrateDB's Java needs beside its heap even when idle: classes, code, threads, buffers. */
    static final long BESIDE_HEAP_MEGABYTES = 192;

    /** With less, CrateDB does not get through its own start. */
    private static final long LEAST_HEAP_MEGABYTES = 128;

    /** In an address, the version it is of. */
    private static final Pattern TARBALL =
            Pattern.compile("crate-(\\d+\\.\\d+\\.\\d+)[^/]*\\.(?:tar\\.gz|tgz|tar|zip)");

    private final CrateVersions versions;

    CrateValidation(CrateVersions versions) {
        this.versions = versions;
    }

    List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        List<Problem> problems = new ArrayList<>();
        version(next, problems);
        tarball(next, problems);
        settings(next, problems);
        next.groups().values().stream().filter(group -> group.count() > 0).forEach(group -> memory(group, problems));
        options(next, problems);
        problems.addAll(BackupValidation.problems(next, current));
        AccessValidation.problems(next, current, problems);
        if (next.user().equals("root")) {
            problems.add(Problem.of(
                    "user", "CrateDB does not run as root", "name a user that the agents have, such as crate"));
        }
        if (CrateIds.dataNodes(next) < 1) {
            problems.add(Problem.of(
                    "groups." + CrateIds.DATA + ".count",
                    "a cluster without a node that holds data is none",
                    "holdfast stop " + next.name() + " keeps the data for later; holdfast uninstall " + next.name()
                            + " destroys it"));
        }
        current.ifPresent(view -> new CrateChange(versions, next, view).problems(problems));
        return problems;
    }

    private void version(ClusterSpec next, List<Problem> problems) {
        if (Version.parse(next.version()).isEmpty()) {
            problems.add(Problem.of(
                    "version",
                    "'" + next.version() + "' is no version of CrateDB",
                    "write three numbers with dots, such as " + versions.defaultVersion()));
        } else if (!versions.isKnown(next.version()) && !isGiven(next)) {
            problems.add(Problem.of(
                    "version",
                    "CrateDB " + next.version() + " is not in the catalogue",
                    "use one of " + String.join(", ", versions.known()) + ", or name its tarball: artifacts: { "
                            + CrateLaunch.CRATE + ": URL or file }"));
        }
    }

    /** A tarball whose name says another version than the wish: nodes would never come up as what they should be. */
    private static void tarball(ClusterSpec next, List<Problem> problems) {
        for (String key : List.of(CrateLaunch.CRATE, CrateLaunch.CRATE + "-" + next.version())) {
            Matcher named = TARBALL.matcher(next.artifacts().getOrDefault(key, ""));
            if (named.find() && !named.group(1).equals(next.version())) {
                problems.add(Problem.of(
                        "artifacts." + key,
                        "this is the tarball of CrateDB " + named.group(1) + ", not of " + next.version(),
                        "name each version's own, such as artifacts: { " + CrateLaunch.CRATE + "-" + next.version()
                                + ": URL or file }, or remove it"));
            }
        }
    }

    /** Whether the user says where this version's tarball is. */
    static boolean isGiven(ClusterSpec next) {
        return next.artifacts().containsKey(CrateLaunch.CRATE)
                || next.artifacts().containsKey(CrateLaunch.CRATE + "-" + next.version());
    }

    private void settings(ClusterSpec next, List<Problem> problems) {
        Optional<Version> version = Version.parse(next.version());
        if (version.isEmpty()) {
            return;
        }
        removed("settings", next.settings(), version.get(), problems);
        for (GroupSpec group : next.groups().values()) {
            String path = "groups." + group.name();
            removed(path + ".settings", group.settings(), version.get(), problems);
            for (Map.Entry<Integer, SortedMap<String, String>> node :
                    group.nodes().entrySet()) {
                removed(path + ".nodes." + node.getKey() + ".settings", node.getValue(), version.get(), problems);
            }
        }
    }

    private void removed(String path, SortedMap<String, String> settings, Version version, List<Problem> problems) {
        for (String name : settings.keySet()) {
            versions.removedSince(name, version)
                    .ifPresent(since -> problems.add(Problem.of(
                            path + "." + name,
                            "CrateDB does not know '" + name + "' any more since " + since
                                    + ", and would not start with it",
                            "remove it")));
        }
    }

    private static void memory(GroupSpec group, List<Problem> problems) {
        String path = "groups." + group.name();
        if (group.heapMegabytes() > 0 && group.heapMegabytes() < LEAST_HEAP_MEGABYTES) {
            problems.add(Problem.of(
                    path + ".heap",
                    "CrateDB does not start with a heap of " + group.heapMegabytes() + " MB",
                    "give it at least " + LEAST_HEAP_MEGABYTES + " MB"));
        }
        long needed = group.heapMegabytes() + BESIDE_HEAP_MEGABYTES;
        if (group.memoryMegabytes() < needed) {
            problems.add(Problem.of(
                    path + ".memory",
                    group.memoryMegabytes() + " MB are too little for a heap of " + group.heapMegabytes()
                            + " MB and the " + BESIDE_HEAP_MEGABYTES + " MB that CrateDB needs beside it",
                    "give it at least " + needed + " MB, or lower the heap"));
        }
    }

    private static void options(ClusterSpec next, List<Problem> problems) {
        if (Advertise.names(next)) {
            problems.add(Problem.of(
                    "options." + Advertise.NAME,
                    "CrateDB looks its publish host up once, at its start, and publishes the address",
                    "leave it at addresses; give clients the names that holdfast endpoints " + next.name()
                            + " shows, and let nodes find each other by options.srv-query"));
        }
        for (String option : List.of(CrateOptions.DATA_PATH, CrateOptions.BLOB_PATH)) {
            String path = CrateOptions.text(next, option);
            if (!path.isEmpty() && !path.matches("/[A-Za-z0-9_./@+-]*")) {
                problems.add(Problem.of(
                        "options." + option,
                        "'" + path + "' is no absolute path of plain characters",
                        "write one such as /data/crate, which exists on every agent"));
            }
        }
        String name = CrateOptions.text(next, CrateOptions.CLUSTER_NAME);
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9_.-]{1,200}")) {
            problems.add(Problem.of(
                    "options." + CrateOptions.CLUSTER_NAME,
                    "'" + name + "' cannot be the name of a CrateDB cluster",
                    "use letters, digits, dots, dashes and underscores, or leave it out for " + next.name()));
        }
        String resolver = CrateOptions.text(next, CrateOptions.SRV_RESOLVER);
        if (!resolver.isEmpty() && !resolver.matches("[A-Za-z0-9_.:\\[\\]-]+:\\d{1,5}")) {
            problems.add(Problem.of(
                    "options." + CrateOptions.SRV_RESOLVER,
                    "'" + resolver + "' is no address of a DNS server",
                    "write host:port, such as 127.0.0.1:53"));
        }
        if (!resolver.isEmpty()
                && CrateOptions.text(next, CrateOptions.SRV_QUERY).isEmpty()) {
            problems.add(Problem.of(
                    "options." + CrateOptions.SRV_QUERY,
                    "a resolver is named, but nothing to ask it for",
                    "name the SRV record, such as _transport._tcp.data." + next.name() + ".mesos, or remove "
                            + CrateOptions.SRV_RESOLVER));
        }
    }

    /** Nodes that hold data and that a wish does not keep, among those that exist. */
    static List<NodeId> leaving(ClusterSpec next, ClusterView view) {
        List<NodeId> kept = CrateIds.kept(next);
        return view.nodes().values().stream()
                .map(NodeView::id)
                .filter(node -> CrateIds.holdsData(node) && !kept.contains(node))
                .toList();
    }

    /** What a look must have answered for the tables' age to be judged. */
    static final Part[] AGE = {Part.TABLES, Part.SHARDS};
}
