package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Going on when a majority of the votes is lost for good. It is never done unasked: what only the lost nodes acknowledged is gone then.
 *
 * <ol>
 *   <li>Lost is a node whose agent is marked gone, or that a person names. What is merely down, stopped or cut off is not: with it a majority
 *       may be there again, or be there unseen; then starting it, or waiting, is the way, and nothing is lost by it.
 *   <li>So it is refused while a master is elected, or nobody says that there is none, or those that are not lost could still elect one.
 *   <li>The cluster begins anew from the node with the newest state of those left that may be master: highest term first, then version, as
 *       CrateDB's own tool has it. Where that is not known for all of them a person must choose.
 *   <li>All others are stopped, that one too; it makes itself the only master at its next start, as in {@link LastVote}, and is proved to be
 *       that. The rest join it with the disks they have ({@link Detaching}); what was lost gets new ones.
 * </ol>
 */
final class LostQuorum {

    /** An older look may be of a time with a master. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final int PROOFS = 2;

    private final ClusterView view;
    private final Sight sight;

    LostQuorum(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    /** What can be done, in words. */
    static String remedy(ClusterView view) {
        return "If their disks are lost for good: holdfast recover "
                + view.target().name() + " --preview says what can be gone on with, and what is gone then";
    }

    /** All whose vote may count, whether they are there or not. */
    static List<NodeView> voters(ClusterView view) {
        return view.nodes().values().stream()
                .filter(node -> node.everLaunched() && Sight.isEligible(view, node))
                .filter(node -> !LastVote.isLeftBehind(node.id(), view))
                .toList();
    }

    /** How many of them must be there. */
    static int needed(ClusterView view) {
        return Math.max(voters(view).size() / 2 + 1, CrateIdentity.hadThreeVoters(view) ? 2 : 1);
    }

    Salvage salvage(SortedSet<NodeId> named, Optional<NodeId> from) {
        TreeSet<NodeId> lost = new TreeSet<>(named);
        view.nodes().values().stream()
                .filter(node -> node.everLaunched() && !node.placed())
                .forEach(node -> lost.add(node.id()));
        Optional<Salvage> refused = notNeeded().or(() -> notLost(lost)).or(() -> possibleWithout(lost));
        if (refused.isPresent()) {
            return refused.get();
        }
        List<NodeView> running = left(lost).stream().filter(NodeView::processUp).toList();
        if (running.isEmpty()) {
            return Salvage.refused(
                    names(left(lost)) + " is left, but does not run: it must first be asked what it knows",
                    "holdfast start " + left(lost).get(0).id());
        }
        return from.isPresent() ? chosen(from.get(), running, lost) : newest(running, lost);
    }

    /** While there is a master, or may be one, nothing of this is needed. */
    private Optional<Salvage> notNeeded() {
        String cluster = view.target().name().value();
        if (!view.everReady()) {
            return Optional.of(Salvage.refused(
                    cluster + " never was ready as a whole: there is nothing to recover yet",
                    "holdfast why " + cluster));
        }
        Optional<NodeId> staying = LastVote.staying(view);
        if (staying.isPresent()) {
            return Optional.of(Salvage.refused(
                    cluster + " goes on from " + CrateIds.name(staying.get()) + " alone already",
                    "holdfast status " + cluster + " shows how far it is"));
        }
        Optional<String> master = sight.knowing(Part.MASTER).flatMap(CrateDetails::master);
        if (master.isPresent()) {
            return Optional.of(Salvage.refused(
                    master.get() + " is elected master: the votes are not lost",
                    "lost nodes get new disks with holdfast replace " + cluster + "/NODE"));
        }
        boolean certain = sight.knowing(Part.MASTER).isPresent()
                && view.observation()
                        .filter(seen -> !seen.startedAt().isBefore(view.now().minus(FRESH)))
                        .isPresent();
        return certain
                ? Optional.empty()
                : Optional.of(Salvage.refused(
                        "it is not certain that no master is elected: " + sight.silence(),
                        "see that the nodes that are left run and answer (holdfast why " + cluster
                                + "), then ask again"));
    }

    /** A node that lives is not lost, whoever says so. */
    private Optional<Salvage> notLost(SortedSet<NodeId> lost) {
        List<Problem> problems = new ArrayList<>();
        for (NodeId node : lost) {
            boolean up = view.node(node).filter(NodeView::processUp).isPresent();
            if (up || sight.isSeenAlive(node)) {
                problems.add(Problem.of(
                        "",
                        CrateIds.name(node) + (up ? " runs" : " answers, whatever Mesos says of its agent")
                                + ": it cannot be given up as lost",
                        "stop it for good first (holdfast stop " + node + "), or do not name it"));
            }
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(new Salvage.Refused(problems));
    }

    private List<NodeView> left(SortedSet<NodeId> lost) {
        return voters(view).stream().filter(node -> !lost.contains(node.id())).toList();
    }

    /** Whether those that are not lost could elect a master, or none of them could ever. */
    private Optional<Salvage> possibleWithout(SortedSet<NodeId> lost) {
        List<NodeView> left = left(lost);
        String cluster = view.target().name().value();
        if (left.isEmpty()) {
            return Optional.of(Salvage.refused(
                    "no node that may be master is left, and the others do not know all of the cluster",
                    "make a new cluster and restore a backup into it (options.backup-of=" + cluster + ")"));
        }
        if (left.size() < needed(view)) {
            return Optional.empty();
        }
        List<NodeView> down = left.stream().filter(node -> !node.processUp()).toList();
        if (down.isEmpty()) {
            return Optional.of(Salvage.refused(
                    left.size() + " of " + Names.count(voters(view).size(), "node") + " that may be master run, and "
                            + needed(view) + " are enough: they only have to find each other",
                    "holdfast logs " + left.get(0).id() + " shows what it writes"));
        }
        return Optional.of(Salvage.refused(
                names(down) + (down.size() == 1 ? " is" : " are")
                        + " down, but not known to be lost: back on its disk each has its vote, and nothing is lost",
                "bring " + (down.size() == 1 ? "it" : "them") + " back (holdfast start " + cluster
                        + ", or the agent); whose disk is lost for good is named: --lost "
                        + CrateIds.name(down.get(0).id())));
    }

    private static String names(List<NodeView> nodes) {
        return Names.few(nodes.stream().map(node -> CrateIds.name(node.id())).toList());
    }

    private Salvage chosen(NodeId from, List<NodeView> running, SortedSet<NodeId> lost) {
        Optional<NodeView> node =
                running.stream().filter(one -> one.id().equals(from)).findFirst();
        return node.isPresent()
                ? possible(node.get(), running, lost)
                : Salvage.refused(
                        "the cluster cannot begin anew from " + CrateIds.name(from)
                                + ": that must be a node that is left, runs, and may be master",
                        "name one of " + names(running) + ", or none for the one with the newest state");
    }

    private Salvage newest(List<NodeView> running, SortedSet<NodeId> lost) {
        boolean known = running.size() == 1
                || running.stream().allMatch(node -> held(node.id()).isPresent());
        if (!known) {
            return Salvage.refused(
                    "which of " + names(running) + " has the newest state is not known (CrateDB tells it from 6.4 on)",
                    "choose one: --from " + CrateIds.name(running.get(0).id()));
        }
        NodeView newest = running.stream()
                .max(Comparator.comparing((NodeView node) -> held(node.id()).orElse(Held.NOTHING))
                        .thenComparing(node -> node.id(), Comparator.reverseOrder()))
                .orElseThrow();
        return possible(newest, running, lost);
    }

    /** Which state a node holds: the higher the term, then the version, the newer. */
    private record Held(long term, long version) implements Comparable<Held> {

        static final Held NOTHING = new Held(-1, -1);

        @Override
        public int compareTo(Held other) {
            return Comparator.comparingLong(Held::term)
                    .thenComparingLong(Held::version)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return "state " + version + (term > 0 ? " of term " + term : "");
        }
    }

    private Optional<Held> held(NodeId node) {
        return sight.details()
                .flatMap(details -> Optional.ofNullable(details.states().get(CrateIds.name(node))))
                .map(text -> text.split("/", -1))
                .filter(parts -> parts[0].matches("\\d{1,18}"))
                .map(parts -> new Held(
                        parts.length > 2 && parts[2].matches("\\d{1,18}") ? Long.parseLong(parts[2]) : 0,
                        Long.parseLong(parts[0])));
    }

    private Salvage possible(NodeView from, List<NodeView> running, SortedSet<NodeId> lost) {
        Debt debt = LastVote.recovery(from, List.copyOf(lost));
        List<NodeId> rejoin = view.nodes().values().stream()
                .filter(node -> node.everLaunched() && !lost.contains(node.id()))
                .filter(node -> !LastVote.isLeftBehind(node.id(), view))
                .map(NodeView::id)
                .filter(node -> !node.equals(from.id()))
                .sorted(Comparator.comparing(CrateIds::holdsData))
                .toList();
        List<Stage> way = new ArrayList<>();
        view.nodes().values().stream()
                .filter(node -> node.everLaunched() && !node.equals(from))
                .forEach(node -> way.add(new Stage.On(node.id(), new Stage.Stop())));
        way.addAll(List.of(new Stage.Stop(), new Stage.Start(), new Stage.Ready()));
        way.add(new Stage.Prove(CrateWays.BEGUN_ANEW, PROOFS, -1));
        way.add(new Stage.Pay(debt.id()));
        return new Salvage.Possible(
                from.id(), debt, way, rejoin, List.copyOf(lost), notes(from, running, rejoin, lost));
    }

    private List<String> notes(NodeView from, List<NodeView> running, List<NodeId> rejoin, SortedSet<NodeId> lost) {
        List<String> notes = new ArrayList<>();
        String name = CrateIds.name(from.id());
        lost.forEach(node -> notes.add("lost for good: " + CrateIds.name(node)
                + (view.node(node).filter(NodeView::placed).isPresent()
                        ? ", as you say; what is on its disk is never used again"
                        : ", whose agent is gone")));
        running.forEach(node -> notes.add("left, and may be master: " + CrateIds.name(node.id())
                + held(node.id()).map(held -> ", with " + held).orElse("")
                + (node.equals(from) ? "; the cluster begins anew from it" : "")));
        Optional<NodeView> newer = running.stream()
                .filter(node -> held(node.id()).isPresent() && held(from.id()).isPresent())
                .filter(node ->
                        held(node.id()).orElseThrow().compareTo(held(from.id()).orElseThrow()) > 0)
                .findFirst();
        newer.ifPresent(node -> notes.add("WARNING: " + CrateIds.name(node.id()) + " has a newer state than " + name
                + ": what was decided in between is given up; without --from it would be chosen"));
        List<String> silent = left(lost).stream()
                .filter(node -> !node.processUp())
                .map(node -> CrateIds.name(node.id()))
                .toList();
        if (!silent.isEmpty()) {
            notes.add("WARNING: " + Names.few(silent) + (silent.size() == 1 ? " is" : " are")
                    + " not asked, and may have a newer state: start " + (silent.size() == 1 ? "it" : "them")
                    + " first if you can");
        }
        notes.add(
                "gone is what only the lost nodes had: shards whose copies were all there, and tables, settings and users that were"
                        + " made or changed after " + name
                        + " last heard of the others. Rows on the disks that are left stay");
        notes.add(
                "a table that is left without any copy of a shard holds each replacement of a lost node, by its name, until that is accepted:"
                        + " holdfast resume " + view.target().name() + " --override " + DataGates.ONLY_COPY);
        if (!rejoin.isEmpty()) {
            notes.add(Names.few(rejoin.stream().map(CrateIds::name).toList())
                    + (rejoin.size() == 1 ? " gives" : " give")
                    + " the old cluster up (crate-node detach-cluster) and " + (rejoin.size() == 1 ? "joins" : "join")
                    + " with the shards on disk");
        }
        notes.add(
                "all nodes are stopped, and nobody is served until " + name
                        + " is master alone (crate-node unsafe-bootstrap), in about half a minute; it cannot be turned back once begun");
        return notes;
    }
}
