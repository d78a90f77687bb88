package dev.holdfast.core;

import dev.holdfast.database.Blocker;
import dev.holdfast.model.AgentId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.PlanRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When much is lost at once, the cause is seldom the machines: a network, a master, a mistake. Then to act makes it worse.
 *
 * <ol>
 *   <li>Of all nodes that ran, those are counted that were lost to sight or given up within the last minutes; likewise the agents
 *       they are on. Mesos's own words for lost agents may be lost themselves, so nodes' task updates count, nothing else.
 *   <li>Past a share of either, and more than one, everything disruptive is held, in all clusters: gates stay shut, what has to be
 *       proved is not, nothing is replaced by itself. What brings nodes up goes on, and so does what a person asks for without a
 *       gate: stop all, uninstall.
 *   <li>That is durable, and ends only by a person's word, also when all is back. What was lost by then is not counted again.
 * </ol>
 */
final class Freezing {

    /** What is lost within so long is lost at once. */
    static final Duration AT_ONCE = Duration.ofMinutes(10);

    /** More than one in so many. */
    static final int SHARE = 3;

    /** Fewer are never many. */
    private static final int LEAST = 2;

    private Freezing() {}

    /** Freezes if too much is lost now that another was. */
    static void look(Turn turn) {
        Optional<Freeze> before = turn.state().self().freeze();
        if (before.filter(Freeze::on).isPresent() || !turn.isLoss()) {
            return;
        }
        Instant thawed = before.map(Freeze::at).orElse(Instant.EPOCH);
        Instant recent = turn.now.minus(AT_ONCE);
        Instant after = thawed.isAfter(recent) ? thawed : recent;
        List<NodeRecord> all = turn.state().nodes().values().stream()
                .filter(node -> node.marked() && node.claim().isPresent() && node.goal() == Goal.RUNNING)
                .toList();
        List<NodeRecord> lost = all.stream()
                .filter(node -> node.state().isLost() && node.since().isAfter(after))
                .toList();
        int agents = agents(all).size();
        int away = agents(lost).size();
        if (isMuch(lost.size(), all.size()) || isMuch(away, agents)) {
            String why = lost.size() + " of " + all.size() + " nodes on " + away + " of " + agents
                    + " agents were lost within " + AT_ONCE.toMinutes() + " min";
            turn.fact(new Fact.SelfIs(turn.state().self().with(new Freeze(true, turn.now, why))));
            tell(turn, "everything disruptive is held: " + why + "; holdfast thaw goes on");
        }
    }

    private static boolean isMuch(int lost, int all) {
        return lost >= LEAST && lost * SHARE > all;
    }

    private static SortedSet<AgentId> agents(List<NodeRecord> nodes) {
        TreeSet<AgentId> agents = new TreeSet<>();
        nodes.forEach(
                node -> node.claim().ifPresent(claim -> agents.add(claim.agent().id())));
        return agents;
    }

    /** A person says go. */
    static Answer thaw(Turn turn) {
        Optional<Freeze> freeze = turn.state().self().freeze().filter(Freeze::on);
        if (freeze.isEmpty()) {
            return new Answer.Nothing("nothing is held");
        }
        turn.fact(new Fact.SelfIs(turn.state()
                .self()
                .with(new Freeze(false, turn.now, freeze.get().why()))));
        tell(turn, "a person said to go on");
        return new Answer.Nothing("goes on; it was held because " + freeze.get().why());
    }

    /** What holds everything disruptive; empty if nothing does. */
    static Optional<Blocker> blocker(Turn turn) {
        return turn.state()
                .self()
                .freeze()
                .filter(Freeze::on)
                .map(freeze -> Blocker.waitFor(
                        PlanRunner.FROZEN,
                        freeze.why() + "; so nothing is taken down or given up until a person says go: holdfast thaw"));
    }

    private static void tell(Turn turn, String text) {
        turn.state().clusters().keySet().forEach(cluster -> turn.tell(EventKind.FREEZE, cluster, text));
    }
}
