package dev.holdfast.core;

import dev.holdfast.core.Sight.Inquiry;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * Reconciliation, of two kinds. Explicit: after a subscription the master is asked about every task that may run, and asked again, less and less
 * often, until it has answered for each. A master that has just started cannot answer before its agents are back, which may take
 * ten minutes; nothing is concluded from its silence. Implicit: after a subscription and now and then the master is asked to tell
 * all tasks it knows of ours, so that one that nobody remembers is found, and ended.
 */
final class Reconciling {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final Duration ASK_FOR_ALL = Duration.ofMinutes(5);

    void ask(Turn turn) {
        if (!turn.sight().link().up()) {
            return;
        }
        askForAll(turn);
        TreeMap<TaskId, AgentId> due = new TreeMap<>();
        TreePMap<TaskId, Inquiry> next = turn.sight().unreconciled();
        for (Map.Entry<TaskId, Inquiry> entry : turn.sight().unreconciled().entrySet()) {
            Inquiry inquiry = entry.getValue();
            if (!inquiry.nextAt().isAfter(turn.now)) {
                due.put(entry.getKey(), inquiry.agent());
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inquiry.asked(), 10));
                Instant again = turn.now.plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
                inquiry = new Inquiry(inquiry.agent(), inquiry.asked() + 1, again, inquiry.since());
                next = next.plus(entry.getKey(), inquiry);
            }
            turn.wake(inquiry.nextAt());
        }
        if (!due.isEmpty()) {
            TreePMap<TaskId, Inquiry> asked = next;
            turn.see(look -> look.unreconciled(asked));
            turn.effect(new Effect.Reconcile(due));
        }
    }

    /**
     * What has no process is told nothing when its agent is given up. So the master is asked about the last process of nodes whose
     * agents are away: the answer names an agent that was marked gone.
     */
    private static void askForAbsent(Turn turn) {
        for (NodeRecord node : turn.state().nodes().values()) {
            if (node.state() == NodeState.STOPPED && node.incarnation().isPresent() && Replacing.isAway(turn, node)) {
                AgentId agent = node.claim().orElseThrow().agent().id();
                Inquiry inquiry = new Inquiry(agent, 0, turn.now, turn.now);
                turn.see(look -> look.unreconciled(turn.sight()
                        .unreconciled()
                        .plus(node.incarnation().get().taskId(), inquiry)));
            }
        }
    }

    private static void askForAll(Turn turn) {
        Instant due = turn.sight().askedAllAt().plus(ASK_FOR_ALL);
        if (turn.now.isBefore(due)) {
            turn.wake(due);
            return;
        }
        turn.see(look -> look.askedAllAt(turn.now));
        askForAbsent(turn);
        turn.effect(new Effect.Reconcile(new TreeMap<>()));
        askForThoseAway(turn);
        turn.wake(turn.now.plus(ASK_FOR_ALL));
    }

    /**
     * A master that lost its memory lists no task of an agent it never saw. So what is out of reach is asked for by name as well: should
     * an operator have marked its agent gone meanwhile, that is the only way to hear of it.
     */
    private static void askForThoseAway(Turn turn) {
        TreeMap<TaskId, AgentId> away = new TreeMap<>();
        for (NodeRecord node : turn.state().nodes().values()) {
            if (node.state() == NodeState.UNREACHABLE && node.incarnation().isPresent()) {
                TaskId task = node.incarnation().get().taskId();
                node.claim()
                        .filter(claim -> !turn.sight().unreconciled().containsKey(task))
                        .ifPresent(claim -> away.put(task, claim.agent().id()));
                node.beside()
                        .task()
                        .filter(chore -> !chore.isOver())
                        .filter(chore -> !turn.sight().unreconciled().containsKey(chore.taskId()))
                        .ifPresent(
                                chore -> away.put(chore.taskId(), chore.task().agentId()));
            }
        }
        if (!away.isEmpty()) {
            turn.effect(new Effect.Reconcile(away));
        }
    }
}
