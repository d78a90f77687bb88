package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.Inquiry;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node's goal asks for that needs no offer: ending processes, asking again, and giving up on what nobody answers.
 * Nothing here is an error; each wait says what it waits for.
 */
final class NodeCare {

    /** After this long without a word, RESERVE, CREATE and UNRESERVE count as failed. */
    static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(30);

    /** After this long without a word about a launch, the master is asked. */
    static final Duration LAUNCH_SILENCE = Duration.ofSeconds(30);

    /** A kill is repeated this often while its process is known to be ending. */
    static final Duration KILL_AGAIN = Duration.ofSeconds(30);

    void care(Turn turn, NodeRecord node) {
        Optional<TaskId> task = node.incarnation().map(Incarnation::taskId);
        if (task.isPresent()
                && turn.sight().unreconciled().containsKey(task.get())
                && node.state().mayRun()) {
            turn.wait(
                    node.id(),
                    PlanRunner.RECONCILIATION,
                    "the master was asked about " + task.get() + " and has not answered yet",
                    "",
                    Optional.empty());
            return;
        }
        if (Uninstalling.hasNothingLeft(turn, node)) {
            Uninstalling.giveUp(turn, node);
            return;
        }
        switch (node.state()) {
            case WANTED -> {
                if (node.goal() == Goal.RELEASED) {
                    turn.put(node.at(NodeLife.next(node.state(), Trigger.ALL_RELEASED), turn.now));
                } else if (turn.now.isBefore(node.trouble().retryAt())) {
                    turn.wake(node.trouble().retryAt());
                }
            }
            case RESERVING, CREATING -> awaitClaim(turn, node);
            case REMOVING -> awaitRelease(turn, node);
            case LAUNCHING -> awaitLaunch(turn, node);
            case STARTING, RUNNING, READY -> endIfUnwanted(turn, node);
            case STOPPING -> killAgain(turn, node);
            case UNREACHABLE ->
                away(
                        turn,
                        node,
                        "unreachable",
                        "agent " + hostname(node) + " is cut off from the master; its process may go on running",
                        Uninstalling.remedy(turn, node).orElse("bring the agent back, or mark it gone in Mesos"));
            case LOST -> lost(turn, node);
            case STOPPED, RELEASED -> {
                // A stopped node needs an offer to go on; a released one needs nothing.
            }
        }
    }

    private void awaitClaim(Turn turn, NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        if (node.goal() == Goal.RELEASED) {
            ClaimOutcomes.giveUp(turn, node, "no longer wanted");
            return;
        }
        Instant until = claim.sentAt().orElse(turn.now).plus(OPERATION_TIMEOUT);
        if (!turn.now.isBefore(until)) {
            ClaimOutcomes.giveUp(turn, node, "nobody answered RESERVE and CREATE on " + hostname(node));
            return;
        }
        turn.wake(until);
        turn.wait(node.id(), "reserving", "RESERVE and CREATE were sent to " + hostname(node), "", Optional.of(until));
    }

    private void awaitRelease(Turn turn, NodeRecord node) {
        Instant until = node.claim().flatMap(Claim::sentAt).orElse(node.since()).plus(OPERATION_TIMEOUT);
        if (!turn.now.isBefore(until)) {
            turn.put(node.at(NodeLife.next(node.state(), Trigger.RELEASE_FAILED), turn.now));
            return;
        }
        turn.wake(until);
        turn.wait(
                node.id(), "releasing", "DESTROY and UNRESERVE were sent to " + hostname(node), "", Optional.of(until));
    }

    private void awaitLaunch(Turn turn, NodeRecord node) {
        if (node.goal() != Goal.RUNNING) {
            end(turn, node);
            return;
        }
        Incarnation incarnation = node.incarnation().orElseThrow();
        Instant ask = incarnation.at().plus(LAUNCH_SILENCE);
        if (turn.now.isBefore(ask)) {
            turn.wake(ask);
            return;
        }
        ask(turn, node, incarnation);
        turn.put(node.with(incarnation.said(incarnation.state(), incarnation.message(), turn.now)));
    }

    private static void ask(Turn turn, NodeRecord node, Incarnation incarnation) {
        Inquiry inquiry = new Inquiry(node.claim().orElseThrow().agent().id(), 0, turn.now, turn.now);
        turn.see(look -> look.unreconciled(turn.sight().unreconciled().plus(incarnation.taskId(), inquiry)));
    }

    private void endIfUnwanted(Turn turn, NodeRecord node) {
        // A chore beside it is ended first, and told why: what it does in the database is given up in good order.
        if (node.goal() != Goal.RUNNING
                && node.beside().task().filter(chore -> !chore.isOver()).isEmpty()) {
            end(turn, node);
        }
    }

    private void end(Turn turn, NodeRecord node) {
        Incarnation incarnation = node.incarnation().orElseThrow();
        turn.put(node.at(NodeLife.next(node.state(), Trigger.KILL_SENT), turn.now));
        turn.tell(EventKind.NODE, node.id(), node.id().shortName() + " is asked to stop");
        TaskNews.kill(
                turn, incarnation.taskId(), node.claim().orElseThrow().agent().id(), turn.now.plus(KILL_AGAIN));
    }

    private void killAgain(Turn turn, NodeRecord node) {
        Incarnation incarnation = node.incarnation().orElseThrow();
        Instant last = turn.sight().killed().getOrDefault(incarnation.taskId(), Instant.EPOCH);
        if (turn.now.isBefore(last.plus(KILL_AGAIN))) {
            turn.wake(last.plus(KILL_AGAIN));
        } else if (wasNotHeard(turn, incarnation)) {
            turn.see(look -> look.killed(turn.sight().killed().minus(incarnation.taskId())));
            ask(turn, node, incarnation);
        } else if (turn.sight().link().up()) {
            TaskNews.kill(
                    turn,
                    incarnation.taskId(),
                    node.claim().orElseThrow().agent().id(),
                    turn.now.plus(KILL_AGAIN));
        }
        turn.wait(
                node.id(),
                "stopping",
                "its process was asked to end and has not ended yet; what is left of it is killed " + grace(turn, node)
                        + " after it was asked",
                "holdfast logs " + node.id() + " shows what it does",
                Optional.empty());
    }

    /**
     * A kill was sent a while ago, and nothing says that it arrived. Before it is sent again the master is asked how the task is: the
     * gate's word for the first may not be true any more, and is asked for anew if the process runs ({@link TaskNews}).
     */
    private static boolean wasNotHeard(Turn turn, Incarnation incarnation) {
        return turn.sight().killed().containsKey(incarnation.taskId()) && incarnation.state() != TaskState.KILLING;
    }

    private static String grace(Turn turn, NodeRecord node) {
        return turn.state()
                .cluster(node.id().cluster())
                .flatMap(cluster -> turn.descriptor(cluster).group(node.id().group()))
                .map(group -> Math.round(group.graceSeconds()) + " s")
                .orElse("some time");
    }

    private void lost(Turn turn, NodeRecord node) {
        if (node.goal() == Goal.RELEASED) {
            // An operator's word may have been wrong: what should come back after all is not forgotten.
            boolean keep = !Uninstalling.isUnderWay(turn, node.id());
            turn.fact(new Fact.Surplus(
                    Releasing.surplus(node, "its agent was marked gone when it was given up", keep, turn.now)));
            turn.put(node.withoutClaim().at(NodeLife.next(node.state(), Trigger.ALL_RELEASED), turn.now));
            return;
        }
        replaceAnew(turn, node);
        away(
                turn,
                node,
                "agent-gone",
                "an operator marked agent " + hostname(node) + " gone",
                "holdfast replace " + node.id());
    }

    /** A replacement whose new place is lost before it is done takes another; it has nothing to go back to. */
    private static void replaceAnew(Turn turn, NodeRecord node) {
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        Optional<Plan> plan = cluster.plan().filter(Plan::isActive);
        Optional<Plan> again = plan.map(now -> PlanRunner.replaceAnew(now, node.id(), turn.now));
        if (!again.equals(plan)) {
            turn.put(cluster.with(again.orElseThrow()));
            turn.tell(
                    EventKind.STEP,
                    node.id(),
                    "agent " + hostname(node) + ", where " + node.id().shortName()
                            + " was to come up again, was marked gone: its replacement begins anew");
        }
    }

    /** A node that nobody sees, and whether and when another takes its place. */
    private static void away(Turn turn, NodeRecord node, String rule, String text, String remedy) {
        Optional<Replacing.Unreplaced> why = Optional.ofNullable(turn.unreplaced.get(node.id()));
        boolean disagree =
                why.filter(found -> found.rule().equals(Replacing.DISAGREE)).isPresent();
        turn.wait(
                node.id(),
                disagree ? Replacing.DISAGREE : rule,
                text + why.map(found -> "; " + found.text()).orElse(""),
                remedy,
                why.flatMap(Replacing.Unreplaced::until));
    }

    private static String hostname(NodeRecord node) {
        return node.claim().map(claim -> claim.agent().hostname()).orElse("?");
    }
}
