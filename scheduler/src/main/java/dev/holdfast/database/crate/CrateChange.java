package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong with a wish as a change of a cluster that exists: refused at once, before anything stops or moves. */
final class CrateChange {

    /** Options that are part of what a node is. */
    private static final List<String> FINAL_OPTIONS =
            List.of(CrateOptions.CLUSTER_NAME, CrateOptions.DATA_PATH, CrateOptions.BLOB_PATH);

    private final CrateVersions versions;
    private final ClusterSpec next;
    private final ClusterView view;
    private final Sight sight;

    CrateChange(CrateVersions versions, ClusterSpec next, ClusterView view) {
        this.versions = versions;
        this.next = next;
        this.view = view;
        this.sight = new Sight(view);
    }

    void problems(List<Problem> problems) {
        hops().ifPresent(text -> problems.add(Problem.of("version", text, versionRemedy())));
        boolean launched = view.nodes().values().stream().anyMatch(NodeView::everLaunched);
        if (launched) {
            kept(problems);
        }
        votes().ifPresent(problems::add);
        if (!CrateValidation.leaving(next, view).isEmpty() && CrateIds.dataNodes(next) > 0) {
            replicas().ifPresent(problems::add);
            room().ifPresent(problems::add);
        }
    }

    private String versionRemedy() {
        return "stay with " + view.target().version()
                + ", or go there by the releases between, each when the one before runs on" + " all nodes";
    }

    /** Every version that runs must be able to be followed by the next. */
    private Optional<String> hops() {
        Optional<Version> to = Version.parse(next.version());
        if (to.isEmpty()) {
            return Optional.empty();
        }
        for (Version from : running()) {
            Optional<String> objection =
                    versions.hop(from, to.get()).or(() -> versions.tables(from, to.get(), tables()));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** Of all nodes that had a process, oldest first. */
    private SortedSet<Version> running() {
        TreeSet<Version> running = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            if (node.everLaunched()) {
                Version.parse(node.inputs()
                                .getOrDefault(CrateInputs.VERSION, view.target().version()))
                        .ifPresent(running::add);
            }
        }
        return running;
    }

    private CrateVersions.Tables tables() {
        Optional<CrateDetails> known = sight.ruled(CrateValidation.AGE);
        TreeMap<String, String> madeBy = new TreeMap<>();
        TreeMap<String, String> lucene = new TreeMap<>();
        known.ifPresent(details -> {
            details.tables().forEach((name, table) -> {
                madeBy.put(name, table.settings().getOrDefault("version.created", ""));
                lucene.put(name, "");
            });
            for (Shard shard : details.shards()) {
                if (!shard.minLuceneVersion().isEmpty()) {
                    lucene.merge(shard.table(), shard.minLuceneVersion(), CrateChange::older);
                }
            }
        });
        return new CrateVersions.Tables(madeBy, lucene, known.isPresent());
    }

    private static String older(String one, String other) {
        Optional<Version> first = Version.parse(one);
        Optional<Version> second = Version.parse(other);
        if (first.isEmpty()) {
            return other;
        }
        return second.isPresent() && second.get().isBefore(first.get()) ? other : one;
    }

    /** What a node or a cluster gets once and keeps for life. */
    private void kept(List<Problem> problems) {
        for (String option : FINAL_OPTIONS) {
            String before = CrateOptions.text(view.target(), option);
            if (!before.equals(CrateOptions.text(next, option))) {
                problems.add(Problem.of(
                        "options." + option,
                        "'" + option
                                + "' is part of what the nodes are: with another they would not find their data or each other",
                        before.isEmpty() ? "leave it out" : "leave it at " + before));
            }
        }
        for (GroupSpec group : next.groups().values()) {
            view.target().group(group.name()).ifPresent(before -> ports(before, group, problems));
        }
    }

    private static void ports(GroupSpec before, GroupSpec after, List<Problem> problems) {
        for (Map.Entry<String, Integer> port : after.ports().entrySet()) {
            if (before.count() > 0
                    && !port.getKey().equals(Exporter.PORT)
                    && !port.getValue().equals(before.ports().getOrDefault(port.getKey(), port.getValue()))) {
                problems.add(Problem.of(
                        "groups." + after.name() + ".ports." + port.getKey(),
                        "nodes keep their ports for life: clients and the other nodes know them",
                        "leave it at " + before.ports().get(port.getKey())));
            }
        }
    }

    /** What the votes do not allow. Going from two nodes to one is not among it: that is a planned stop. */
    private Optional<Problem> votes() {
        if (LastVote.recovery(view).isPresent()) {
            return Optional.of(Problem.of(
                    "",
                    next.name() + " is being begun anew from what is left of it",
                    "wait until it has a master again (holdfast status " + next.name() + ")"));
        }
        List<NodeId> wanted = CrateIds.kept(next);
        Optional<NodeId> leaving = view.nodes().keySet().stream()
                .filter(node -> LastVote.isLeaving(node, view) && wanted.contains(node))
                .findFirst();
        if (leaving.isPresent()) {
            return Optional.of(Problem.of(
                    "groups." + leaving.get().group() + ".count",
                    CrateIds.name(leaving.get()) + " is on its way out, and its disk cannot join the cluster again",
                    "wait until it is gone (holdfast status " + next.name() + "), then add nodes"));
        }
        boolean masters =
                view.nodes().values().stream().anyMatch(node -> node.everLaunched() && !CrateIds.holdsData(node.id()));
        boolean lonely = CrateIds.eligible(next) == 1 && CrateIds.eligible(view.target()) > 1;
        return lonely && masters && view.everReady() && CrateIdentity.hadThreeVoters(view)
                ? Optional.of(Problem.of(
                        "groups." + CrateIds.DATA + ".count",
                        MasterGates.neverOne(),
                        "give up the dedicated masters with three data nodes first, then go on with one"))
                : Optional.empty();
    }

    private Optional<Problem> replicas() {
        int nodes = CrateIds.dataNodes(next);
        List<String> wide = sight.ruled(CrateValidation.AGE)
                .map(details -> new ArrayList<>(new DrainObstacles(sight, details).tooWide(nodes)))
                .orElseGet(ArrayList::new);
        return wide.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        place(),
                        Names.count(nodes, "data node") + (nodes == 1 ? " is" : " are")
                                + " too few for all replicas of " + Names.few(wide),
                        "lower number_of_replicas of these tables first, or keep more nodes"));
    }

    private Optional<Problem> room() {
        List<NodeId> staying = CrateIds.kept(next).stream()
                .filter(node -> CrateIds.holdsData(node) && view.node(node).isPresent())
                .toList();
        return DiskRoom.objection(sight, CrateValidation.leaving(next, view), staying)
                .map(text -> Problem.of(
                        place(), text, "delete data, give the nodes that stay larger disks, or keep more nodes"));
    }

    /** The group that gets smaller. */
    private String place() {
        String group = CrateValidation.leaving(next, view).get(0).group();
        return "groups." + group + ".count";
    }
}
