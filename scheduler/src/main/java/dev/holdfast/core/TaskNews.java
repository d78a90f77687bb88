package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What task updates make true.
 *
 * <ol>
 *   <li>An update for a launch that is not its node's newest only needs its acknowledgement; if that old process runs, it is killed.
 *   <li>Otherwise the launch's record takes over the new state, and the node moves by the transition table.
 *   <li>A process that ended though it should run is a failure: the first is tried again at once, later ones with a delay that
 *       doubles. What it wrote last is asked for, unless it never began.
 *   <li>A process that a plan wanted to end, but that was out of reach meanwhile and still runs, is not ended by what a gate said
 *       then: the plan goes back before its gate.
 *   <li>The acknowledgement leaves after all of that is durable, like every effect.
 * </ol>
 */
final class TaskNews {

    /** Reasons that say that the process never began, through no fault of its own. */
    /** How the message of a status begins that only answers a question. */
    private static final String RECONCILED = "Reconciliation:";

    /** How the message of a process ends that was killed from outside: what it wrote before does not say why. */
    private static final String KILLED = "signal Killed";

    private static final Set<String> NEVER_BEGAN =
            Set.of("INVALID_OFFERS", "AGENT_DISCONNECTED", "AGENT_REMOVED", "AGENT_RESTARTED", "RECONCILIATION");

    /** What the agent says when a file that a task needs could not be had. */
    private static final String FAILED_FETCH = "Failed to fetch";

    void take(Turn turn, TaskStatus status) {
        Optional<NodeRecord> owner = Intake.nodeOf(turn.state(), status.taskId());
        boolean awaited = turn.sight().unreconciled().containsKey(status.taskId());
        turn.see(look -> look.unreconciled(turn.sight().unreconciled().minus(status.taskId())));
        if (owner.isPresent()) {
            NodeRecord before = askGateAgain(turn, owner.get(), status, awaited);
            ofNode(turn, before, status);
        } else if (isOurs(turn, status)) {
            killIfAlive(turn, status);
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
        Optional<ClusterRecord> cluster = turn.state().cluster(node.id().cluster());
        Optional<Plan> plan = cluster.flatMap(ClusterRecord::plan).filter(Plan::isActive);
        if (!runs || !(unheard || back) || plan.isEmpty()) {
            return node;
        }
        Plan again = PlanRunner.askAgain(plan.get(), node.id(), turn.now);
        if (again.equals(plan.get())) {
            return node;
        }
        turn.put(cluster.orElseThrow().with(again));
        NodeRecord wanted = node.with(Goal.RUNNING).at(NodeLife.next(node.state(), Trigger.KILL_UNHEARD), turn.now);
        turn.put(wanted);
        turn.tell(node.id().cluster(), node.id().shortName() + " was not ended in time: its gate is asked again");
        return wanted;
    }

    /** Only tasks of nodes we know or of our own mark are ours to kill. */
    private static boolean isOurs(Turn turn, TaskStatus status) {
        String id = status.taskId().value();
        return id.startsWith(turn.state().self().mark() + "-", id.lastIndexOf('.') + 1);
    }

    /** A process that should not be. A kill of what is not there is answered too, so only what surely lives is killed. */
    private static void killIfAlive(Turn turn, TaskStatus status) {
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
            killIfAlive(turn, status); // over is over: mostly only the acknowledgement was missing
            return;
        }
        Incarnation after = before.said(status.state(), status.message(), turn.now);
        NodeState next = NodeLife.next(node.state(), trigger(status.state()));
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

    private NodeRecord ended(Turn turn, NodeRecord node, TaskStatus status) {
        if (node.goal() != Goal.RUNNING || status.state() == TaskState.GONE_BY_OPERATOR) {
            return node;
        }
        if (isFailedFetch(status)) {
            Trouble trouble = node.trouble().notFetched(status.message(), turn.now);
            turn.wake(trouble.retryAt());
            return node.with(trouble);
        }
        boolean answered = status.message().startsWith(RECONCILED);
        String text = "TASK_" + status.state()
                + (answered
                        ? ", as Mesos said when it was asked"
                        : status.message().isEmpty() ? "" : ": " + status.message());
        Trouble trouble = node.trouble().more(text, turn.now);
        turn.wake(trouble.retryAt());
        if (status.state() != TaskState.DROPPED
                && !NEVER_BEGAN.contains(status.reason())
                && !status.message().endsWith(KILLED)) {
            turn.effect(new Effect.ReadLastWords(
                    node.id(),
                    node.incarnation().orElseThrow().number(),
                    node.claim().orElseThrow().agent(),
                    status.taskId(),
                    status.containerId()));
        }
        return node.with(trouble);
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
        turn.tell(before.id().cluster(), text);
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
                node.id().cluster(),
                node.id().shortName() + " said last: " + words.text().strip());
    }

    private static Trigger trigger(TaskState state) {
        return switch (state) {
            case STAGING, STARTING -> Trigger.TASK_STARTING;
            case RUNNING -> Trigger.TASK_RUNNING;
            case KILLING -> Trigger.TASK_KILLING;
            case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE -> Trigger.TASK_OVER;
            case GONE_BY_OPERATOR -> Trigger.AGENT_GONE;
            case LOST, UNREACHABLE, UNKNOWN -> Trigger.TASK_UNREACHABLE;
        };
    }

    /** Kills, and again while it goes on, so that a lost kill is not the end. */
    static void kill(Turn turn, TaskId task, AgentId agent, Instant again) {
        turn.effect(new Effect.Kill(task, agent));
        turn.see(look -> look.killed(turn.sight().killed().plus(task, turn.now)));
        turn.wake(again);
    }
}
