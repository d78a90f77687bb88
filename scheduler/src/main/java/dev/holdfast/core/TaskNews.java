package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.database.Stage;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What task updates make true.
 *
 * <ol>
 *   <li>An update for a chore beside a node is that chore's ({@link ChoreNews}).
 *   <li>An update for a launch that is not its node's newest only needs its acknowledgement; if that process runs, it is killed
 *       ({@link Strays}).
 *   <li>Otherwise the launch's record takes over the new state, and the node moves by the transition table.
 *   <li>A process that ended though it should run is a failure if that is its own doing ({@link TaskAnswer}): the first is tried
 *       again at once, later ones with a delay that doubles. What it wrote last is asked for, unless it never began.
 *   <li>A process that a plan wanted to end, but that was out of reach meanwhile and still runs, is not ended by what a gate said
 *       then: the plan goes back before its gate.
 *   <li>The acknowledgement leaves after all of that is durable, like every effect.
 * </ol>
 */
final class TaskNews {

    /** How the message of a status begins that only answers a question. */
    private static final String RECONCILED = "Reconciliation:";

    /** How the message of a process ends that was killed from outside: what it wrote before does not say why. */
    private static final String KILLED = "signal Killed";

    /** The reason of a status that only answers a question. */
    static final String ASKED = "RECONCILIATION";

    /** What the agent says when a file that a task needs could not be had. */
    private static final String FAILED_FETCH = "Failed to fetch";

    void take(Turn turn, TaskStatus status) {
        Optional<NodeRecord> owner = Intake.nodeOf(turn.state(), status.taskId());
        boolean awaited = turn.sight().unreconciled().containsKey(status.taskId());
        turn.see(look -> look.unreconciled(turn.sight().unreconciled().minus(status.taskId())));
        Optional<NodeRecord> beside = Intake.besideOf(turn.state(), status.taskId());
        if (beside.isPresent()) {
            ChoreNews.take(turn, beside.get(), status);
        } else if (owner.isPresent()) {
            NodeRecord before = askGateAgain(turn, owner.get(), status, awaited);
            ofNode(turn, before, status);
        } else if (Strays.isOne(status)) {
            Strays.take(turn, status);
        }
        if (status.wantsAcknowledgement()) {
            turn.effect(new Effect.Acknowledge(status));
        }
    }

    /**
     * The node as it is for its task's news: if that says that the process runs though its end was decided before the connection or
     * the agent was lost, it is wanted again until the gate has been asked anew. A kill that no gate let through is just repeated.
     */
    private static NodeRecord askGateAgain(Turn turn, NodeRecord node, TaskStatus status, boolean awaited) {
        boolean runs = status.state() == TaskState.RUNNING || status.state() == TaskState.STARTING;
        boolean unheard = node.state() == NodeState.STOPPING
                && awaited
                && !turn.sight().killed().containsKey(status.taskId());
        boolean back = node.state() == NodeState.UNREACHABLE && node.goal() == Goal.STOPPED;
        if (runs && unheard && node.goal() == Goal.RUNNING) {
            // A kill that nobody heard, of what is wanted again meanwhile: to repeat it would end it past every gate.
            NodeRecord kept = node.at(NodeLife.next(node.state(), Trigger.KILL_UNHEARD), turn.now);
            turn.put(kept);
            turn.tell(EventKind.NODE, node.id(), node.id().shortName() + " was not ended in time, and is wanted again");
            return kept;
        }
        Optional<ClusterRecord> cluster = turn.state().cluster(node.id().cluster());
        Optional<Plan> plan = cluster.flatMap(ClusterRecord::plan).filter(Plan::isActive);
        if (!runs || !(unheard || back) || plan.isEmpty()) {
            return node;
        }
        Plan again = PlanRunner.askAgain(plan.get(), node.id(), turn.now);
        if (again.equals(plan.get()) && !isUnlicensed(cluster.orElseThrow(), plan.get(), node.id())) {
            return node;
        }
        turn.put(cluster.orElseThrow().with(again));
        NodeRecord wanted = node.with(Goal.RUNNING).at(NodeLife.next(node.state(), Trigger.KILL_UNHEARD), turn.now);
        turn.put(wanted);
        turn.tell(EventKind.STEP, node.id(), node.id().shortName() + " was not ended in time: its gate is asked again");
        return wanted;
    }

    /**
     * Whether a node's end is wanted only by what an earlier plan began: the present one has a step on it that has not come to a stop, and
     * its user did not stop it.
     */
    private static boolean isUnlicensed(ClusterRecord cluster, Plan plan, NodeId node) {
        return !cluster.stopped().contains(node)
                && plan.steps()
                        .filter(step -> step.node().filter(node::equals).isPresent())
                        .filter(step -> !step.status().isOver())
                        .noneMatch(step -> step.status().hasBegun()
                                && step
                                        .stages()
                                        .subList(
                                                0,
                                                Math.min(
                                                        step.at() + 1,
                                                        step.stages().size()))
                                        .stream()
                                        .anyMatch(Stage.Stop.class::isInstance))
                && plan.steps()
                        .filter(step -> step.node().filter(node::equals).isPresent())
                        .anyMatch(step -> !step.status().isOver());
    }

    /** A process that should not be. A kill of what is not there is answered too, so only what surely lives is killed. */
    static void killIfAlive(Turn turn, TaskStatus status) {
        boolean alive = switch (status.state()) {
            case STAGING, STARTING, RUNNING -> true;
            default -> false;
        };
        if (alive) {
            status.agentId().ifPresent(agent -> turn.effect(new Effect.Kill(status.taskId(), agent)));
        }
    }

    private void ofNode(Turn turn, NodeRecord node, TaskStatus status) {
        Incarnation before = node.incarnation().orElseThrow();
        if (before.isOver()) {
            // Over is over: mostly only the acknowledgement was missing. But an agent can be given up later, too.
            killIfAlive(turn, status);
            agentGivenUp(turn, node, status);
            return;
        }
        // What only answers a question has no reason of its own.
        String reason = status.reason().equals(ASKED) ? before.reason() : status.reason();
        Incarnation after = before.said(status.state(), status.message(), reason, turn.now);
        NodeState next = NodeLife.next(
                node.state(), TaskAnswer.to(status.state(), reason).trigger());
        NodeRecord changed = node.with(after).at(next, turn.now);
        if (status.state().isOver()) {
            turn.see(look -> look.killed(turn.sight().killed().minus(status.taskId())));
            changed = ended(turn, changed, status);
        }
        turn.put(changed);
        if (next != node.state()) {
            tellMove(turn, node, changed, status);
        }
    }

    /** A node without a process stays where it is, until an operator says that its agent will not come back. */
    private static void agentGivenUp(Turn turn, NodeRecord node, TaskStatus status) {
        NodeState next = NodeLife.next(node.state(), Trigger.AGENT_GONE);
        if (status.state() == TaskState.GONE_BY_OPERATOR && next != node.state()) {
            turn.put(node.at(next, turn.now));
            turn.tell(EventKind.AGENT, node.id(), node.id().shortName() + ": an operator marked its agent gone");
        }
    }

    private NodeRecord ended(Turn turn, NodeRecord node, TaskStatus status) {
        Incarnation incarnation = node.incarnation().orElseThrow();
        TaskAnswer answer = TaskAnswer.to(status.state(), incarnation.reason());
        if (node.goal() != Goal.RUNNING) {
            return node;
        }
        String text = text(status, answer);
        Trouble trouble = switch (answer.fault()) {
            case ITS_OWN ->
                isFailedFetch(status)
                        ? node.trouble().notFetched(status.message(), turn.now)
                        : node.trouble().more(text, turn.now);
            case NOT_ITS_OWN -> node.trouble().excused(text, turn.now);
            case REFUSED -> node.trouble().refused(text, turn.now);
            case DRAINED, GIVEN_UP, NOT_OVER -> node.trouble();
        };
        turn.wake(trouble.retryAt());
        if (answer.fault() == TaskAnswer.Fault.ITS_OWN
                && !isFailedFetch(status)
                && !status.reason().equals(ASKED)
                && !status.message().endsWith(KILLED)) {
            turn.effect(new Effect.ReadLastWords(
                    node.id(),
                    incarnation.number(),
                    node.claim().orElseThrow().agent(),
                    status.taskId(),
                    status.containerId()));
        }
        if (trouble.isParked() && !node.trouble().isParked()) {
            turn.tell(
                    EventKind.NODE, node.id(), node.id().shortName() + " is parked: it is not started again by itself");
        }
        return node.with(trouble);
    }

    private static String text(TaskStatus status, TaskAnswer answer) {
        String cause = answer.cause().isEmpty() ? "" : " (" + answer.cause() + ")";
        boolean answered = status.message().startsWith(RECONCILED);
        return "TASK_" + status.state() + cause
                + (answered
                        ? ", as Mesos said when it was asked"
                        : status.message().isEmpty() ? "" : ": " + status.message());
    }

    /** The database never began, for want of a file; the next launch names where files are served then. */
    private static boolean isFailedFetch(TaskStatus status) {
        return status.state() == TaskState.FAILED && status.message().contains(FAILED_FETCH);
    }

    private static void tellMove(Turn turn, NodeRecord before, NodeRecord after, TaskStatus status) {
        boolean failed = after.trouble().failures() > before.trouble().failures();
        String why = status.message().isEmpty() ? "" : " (" + status.message() + ")";
        String text = before.id().shortName() + ": " + words(before.state()) + " -> " + words(after.state());
        if (failed || status.state().isOver()) {
            text += ", TASK_" + status.state() + why;
        }
        turn.tell(EventKind.NODE, before.id(), text);
    }

    private static String words(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    void lastWords(Turn turn, Event.LastWords words) {
        Optional<NodeRecord> found = turn.state()
                .node(words.node())
                .filter(node -> node.incarnation()
                        .filter(incarnation -> incarnation.number() == words.incarnation() && incarnation.isOver())
                        .isPresent());
        String said = "; it said: " + words.text().strip();
        if (found.isEmpty()
                || words.text().isBlank()
                || found.get().trouble().failures() == 0
                || found.get().trouble().text().endsWith(said)) {
            return;
        }
        NodeRecord node = found.get();
        turn.put(node.with(node.trouble().explain(node.trouble().text() + said)));
        turn.tell(
                EventKind.NODE,
                node.id(),
                node.id().shortName() + " said last: " + words.text().strip());
    }

    /** Kills, and again while it goes on, so that a lost kill is not the end. */
    static void kill(Turn turn, TaskId task, AgentId agent, Instant again) {
        turn.effect(new Effect.Kill(task, agent));
        turn.see(look -> look.killed(turn.sight().killed().plus(task, turn.now)));
        turn.wake(again);
    }
}
