package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What people should know of a plan before it runs. */
final class CrateNotes {

    /** From here on Java's pointers take twice the room, so that more heap holds less. */
    private static final long LARGE_HEAP_MEGABYTES = 31_000;

    private static final int TWO = 2;

    private final CrateVersions versions;

    CrateNotes(CrateVersions versions) {
        this.versions = versions;
    }

    List<String> of(ClusterView view) {
        ClusterSpec target = view.target();
        List<String> notes = new ArrayList<>();
        if (!versions.isKnown(target.version())) {
            notes.add("CrateDB " + target.version()
                    + " is not in the catalogue of this Holdfast: it is taken to behave as "
                    + versions.defaultVersion());
        }
        TreeSet<String> running = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            String version = node.inputs().getOrDefault(CrateInputs.VERSION, target.version());
            if (!version.equals(target.version())) {
                running.add(version);
            }
        }
        if (!running.isEmpty()) {
            upgrade(target, running, notes);
        }
        votes(view, notes);
        if (CrateIds.dataNodes(target) == 1 && !view.nodes().isEmpty()) {
            notes.add("with a single data node each of its restarts is an outage");
        }
        unreplicated(view, notes);
        excluded(view, notes);
        notes.addAll(CrateAccess.notes(view));
        for (GroupSpec group : target.groups().values()) {
            if (group.count() > 0 && group.heapMegabytes() > LARGE_HEAP_MEGABYTES) {
                notes.add("a heap above 30.5 GB holds less than one just below it: two smaller nodes use the memory of "
                        + group.name() + " better");
            }
        }
        return notes;
    }

    private static void upgrade(ClusterSpec target, SortedSet<String> running, List<String> notes) {
        String next = target.version();
        notes.add("nodes go from " + String.join(" and ", running) + " to " + next + " one by one");
        boolean features = running.stream()
                .flatMap(version -> Version.parse(version).stream())
                .anyMatch(version -> Version.parse(next)
                        .filter(to -> !to.feature().equals(version.feature()))
                        .isPresent());
        if (features) {
            notes.add("there is no way back from " + next + ": make a snapshot first");
        }
    }

    private static void votes(ClusterView view, List<String> notes) {
        int masters = CrateIds.eligible(view.target());
        LastVote vote = new LastVote(new Sight(view));
        if (masters == 1
                && view.nodes().keySet().stream()
                        .anyMatch(node -> vote.staysAfter(node).isPresent())) {
            notes.add(
                    "going on with one node is a planned stop where both votes are needed: the last two nodes are stopped, and"
                            + " nobody is served for about half a minute. It waits for: holdfast resume "
                            + view.target().name() + " --accept-outage " + MasterGates.LAST_VOTE);
        }
        if (masters != TWO) {
            return;
        }
        boolean shrinks = view.everReady() && CrateIdentity.hadThreeVoters(view);
        notes.add(
                shrinks
                        ? "with two masters left of three the loss of either stops the cluster; going on with one of them is a"
                                + " planned stop"
                        : "with two nodes that may be master the loss of one of them stops the cluster: three are the least that"
                                + " bear a loss");
    }

    private static void unreplicated(ClusterView view, List<String> notes) {
        Sight sight = new Sight(view);
        TreeSet<String> single = new TreeSet<>();
        sight.ruled(Part.TABLES)
                .ifPresent(details -> details.tables().forEach((name, table) -> {
                    if (Replicas.most(table.replicas()) == 0) {
                        single.add(name);
                    }
                }));
        if (!single.isEmpty()) {
            notes.add(Names.tables(single) + (single.size() == 1 ? " has" : " have")
                    + " no replicas: each restart of a node that holds them is an outage for them");
        }
    }

    /** Directories of the host hold what Mesos does not know of, so they stay. */
    static List<String> leftovers(ClusterView view) {
        List<String> leftovers = new ArrayList<>();
        for (String option : List.of(CrateOptions.DATA_PATH, CrateOptions.BLOB_PATH)) {
            String path = CrateOptions.text(view.target(), option);
            if (path.isEmpty()) {
                continue;
            }
            for (NodeView node : view.nodes().values()) {
                if (node.everLaunched()) {
                    leftovers.add(
                            path + "/" + node.id().cluster() + "/" + node.id().shortName() + " on " + node.hostname()
                                    + " stays: remove it when nobody needs it any more");
                }
            }
        }
        return leftovers;
    }

    /** Names that stand among the excludes though no debt of ours put them there: such nodes stay empty. */
    private static void excluded(ClusterView view, List<String> notes) {
        Sight sight = new Sight(view);
        List<String> theirs = sight.ruled(Part.SETTINGS).map(CrateChores::excluded).orElse(List.of()).stream()
                .filter(name -> sight.kept().stream()
                        .anyMatch(node -> CrateIds.name(node).equals(name)))
                .filter(name ->
                        view.debts().stream().noneMatch(debt -> debt.id().equals("exclude/" + name)))
                .toList();
        if (!theirs.isEmpty()) {
            notes.add(Names.few(theirs) + (theirs.size() == 1 ? " gets" : " get") + " no shards: somebody put "
                    + (theirs.size() == 1 ? "it" : "them") + " on " + CrateChores.EXCLUDE_NAME);
        }
    }
}
