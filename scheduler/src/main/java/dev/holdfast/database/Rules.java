package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A database's lifecycle rules. All pure: what they know comes in as arguments, and the same arguments give the same answer.
 */
public interface Rules {

    /**
     * What is wrong with a wish beyond what the descriptor can say, alone or as a change of what runs.
     *
     * @param current the cluster as it is, if it exists; its {@code target} is the old wish
     */
    List<Problem> validate(ClusterSpec next, Optional<ClusterView> current);

    /** The same where a person says of nodes that their machines are lost for good: they can do nothing themselves any more to leave. */
    default List<Problem> validate(ClusterSpec next, Optional<ClusterView> current, SortedSet<NodeId> lost) {
        return validate(next, current);
    }

    /**
     * What the cluster needs to be this one and no other, minted once: facts that survive everything.
     *
     * @param view with all nodes that exist; those known so far are in its identity
     * @param mint gives a new unique text for a purpose, the same for the same purpose
     * @return all of identity, old and new
     */
    SortedMap<String, String> identity(ClusterView view, java.util.function.Function<String, String> mint);

    /** What a launch of this node depends on. A node whose last launch had other inputs needs a restart. */
    SortedMap<String, String> inputs(ClusterSpec target, NodeId node);

    /** Names of the sets of software that nodes of a group run on, as the target says: {@code kafka-4.3.1}. */
    List<String> software(ClusterSpec target, String group);

    /**
     * How to start the node now.
     *
     * @param incarnation of this launch; the process must report it
     */
    Launch launch(ClusterView view, NodeId node, int incarnation);

    /** What keeps this from being done to the node now; empty if it may be done. */
    List<Blocker> allows(Action action, NodeId node, ClusterView view);

    /** The way through an action on a node: stages in order. Empty where the package has nothing to say. */
    List<Stage> stages(Action action, NodeId node, ClusterView view);

    /** Whether the newest observation proves a named claim about a node: {@code empty}, {@code unregistered}. */
    Proof proves(String claim, NodeId node, ClusterView view);

    /** Whether a chore's purpose is reached, by the newest observation; with progress for people if not. */
    Proof isDone(Chore chore, ClusterView view);

    /**
     * How a chore is done by a task of its own beside its node: in the node's executor, with the volume, out of the share of the node's
     * reservation that the descriptor keeps for chores. Empty if the driver performs it. Asked each time it is to be performed.
     *
     * <p>The process writes JSON lines to its standard output: <code>{"progress":"…"}</code> as often as it likes (the newest is shown),
     * and at its end <code>{"result":"…"}</code>. Exit code 0 is success. On SIGTERM it gives up in good order within the launch's grace.
     * It may be begun anew after any end, so it must bear that; two never run beside one node at once, and none outlives its incarnation.
     */
    default Optional<Launch> beside(Chore chore, ClusterView view) {
        return Optional.empty();
    }

    /**
     * What has to be done, and to have shown what it is to show, before the first of these nodes is restarted for the target.
     *
     * @param changed nodes whose inputs differ from the target's
     */
    default List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        return List.of();
    }

    /** What a person can do about a chore that fails; empty if there is nothing beyond turning back. */
    default Optional<String> remedy(Chore chore, ClusterView view) {
        return Optional.empty();
    }

    /**
     * Where a node whose disk was given up must stand, beside what its group's constraint says, such as in the rack of the one whose place it
     * takes: a constraint in the words of a spec. Empty for anywhere.
     */
    default String place(NodeId node, ClusterView view) {
        return "";
    }

    /** What of their agents nodes are spread over where several would do: {@code @zone}, or the name of an attribute. */
    default String spread(ClusterSpec target) {
        return "@zone";
    }

    /** Order among nodes that all wait for the same: lower goes first. */
    int rank(Action action, NodeId node, ClusterView view);

    /** Whether the process of a node serves nobody any more, and only a new one will: what ends before a restart may be left at that. */
    default boolean isSpent(NodeId node, ClusterView view) {
        return false;
    }

    /**
     * Nodes that are down and that the target does not name, but without which those that it names cannot come up, such as voters of a quorum that
     * would have no majority: they are started with the others, and leave then.
     */
    default SortedSet<NodeId> neededToStart(ClusterView view) {
        return new TreeSet<>();
    }

    /**
     * Whether the newest observation says enough for gates and proofs to be asked: mostly, that the database answered. Where a part of it is down, the rest
     * may be all there is to ask.
     */
    default boolean isAnswered(ClusterView view) {
        return view.observation().filter(Observation::answered).isPresent();
    }

    /** How many nodes of a group may be starting at the same time. */
    int startsAtOnce(String group, ClusterView view);

    /**
     * What else leads from the running cluster to the target when all nodes are as wished, such as moving data onto new
     * nodes. In order.
     *
     * @param added nodes that this plan adds
     */
    List<Chore> finishing(ClusterView view, List<NodeId> added);

    /**
     * The way through a chore that a user asked for, when it is more than doing it: for the whole cluster what each node does in turn, what
     * is owed, what must be proved. Empty for just doing it.
     */
    default List<Stage> way(Chore chore, ClusterView view) {
        return List.of();
    }

    /** What a chore for the whole cluster leaves in the database and must be taken out again; empty if nothing. */
    default Optional<Debt> debtOf(Chore chore, ClusterView view) {
        return Optional.empty();
    }

    /** A debt that a way writes down by its id alone, as things are now; empty while what it must hold is not known. */
    default Optional<Debt> owes(String debtId, NodeId node, ClusterView view) {
        return Optional.empty();
    }

    /** What is not well with a running cluster, worst first, whatever is under way; nothing is concluded from silence. */
    default List<Ailment> ailments(ClusterView view) {
        return List.of();
    }

    /**
     * What should be done by itself now, most important first; asked only while nothing is under way and the newest observation is fresh.
     * What was done last is for the database to remember: the same view gives the same answer.
     */
    default List<Upkeep> upkeep(ClusterView view) {
        return List.of();
    }

    /**
     * Whether and how the cluster begins anew from what is left, when a majority is lost for good.
     *
     * @param lost nodes whose disks a person says are lost for good, beside those whose agents are gone
     * @param from what a person wants it to begin from; empty for what has the newest state
     */
    default Salvage salvage(ClusterView view, SortedSet<NodeId> lost, Optional<NodeId> from) {
        return Salvage.refused(
                "the package '" + view.target().packageName() + "' of "
                        + view.target().name() + " has no way to begin anew from what is left",
                "holdfast why " + view.target().name() + " tells what it waits for");
    }

    /** How nodes go when the cluster is uninstalled. */
    default Parting parting(ClusterView view) {
        return Parting.AT_ONCE;
    }

    /** What an uninstall leaves behind on agents, where only a person can say that nobody needs it; one line each. */
    default List<String> leftovers(ClusterView view) {
        return List.of();
    }

    /** What a change of version, as the target says it, needs of people or of later steps; one line each, for the plan. */
    List<String> notes(ClusterView view);
}
