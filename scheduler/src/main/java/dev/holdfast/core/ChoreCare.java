package dev.holdfast.core;

import dev.holdfast.core.Sight.Inquiry;
import dev.holdfast.core.Sight.Reading;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a chore under way beside a node needs.
 *
 * <ol>
 *   <li>While it runs, what it writes is read now and then, to tell how far it is.
 *   <li>It is ended, with its grace, when no plan wants it any more, when its node is to stop, and when its node's process is over: its
 *       executor goes on as long as it does, and keeps the volume from the node's next start.
 *   <li>If Mesos says nothing of it after its launch, Mesos is asked.
 *   <li>When it is over, what it wrote last is read, for some seconds at most; then its end is told.
 * </ol>
 */
final class ChoreCare {

    /** Name of the wait of a node for the end of a chore beside it. */
    private static final String ENDING = "chore-ends";

    /** Between readings of what a chore writes. */
    static final Duration READ_EVERY = Duration.ofSeconds(3);

    /** After this long without an answer an agent is asked again for what a chore writes. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    /** So long an end waits for what the chore wrote last. */
    static final Duration RESULT_WITHIN = Duration.ofSeconds(10);

    private ChoreCare() {}

    static void care(Turn turn, NodeRecord node) {
        Optional<ChoreTask> found = node.beside().task();
        if (found.isEmpty()) {
            return;
        }
        ChoreTask task = found.get();
        if (task.isOver()) {
            awaitResult(turn, node, task);
            return;
        }
        if (turn.sight().unreconciled().containsKey(task.taskId())) {
            turn.wait(
                    node.id(),
                    PlanRunner.RECONCILIATION,
                    "the master was asked about " + task.taskId() + " and has not answered yet",
                    "",
                    Optional.empty());
            return;
        }
        Optional<String> unwanted = unwanted(turn, node, task);
        if (unwanted.isPresent() && node.state() != NodeState.UNREACHABLE) {
            end(turn, node, task, unwanted.get());
        } else if (task.mayFetch()) {
            askAboutLaunch(turn, node, task);
        } else if (task.state() == TaskState.RUNNING && node.state() != NodeState.UNREACHABLE) {
            read(turn, node, task);
        }
    }

    /** Why it shall not go on; empty if it shall. */
    private static Optional<String> unwanted(Turn turn, NodeRecord node, ChoreTask task) {
        if (task.ending().isPresent()) {
            return task.ending();
        }
        if (node.goal() != Goal.RUNNING) {
            return Optional.of(node.id().shortName() + " is to stop");
        }
        if (!node.state().mayRun()) {
            return Optional.of("the process of " + node.id().shortName() + " is over");
        }
        boolean paused = turn.state()
                .cluster(node.id().cluster())
                .flatMap(ClusterRecord::plan)
                .filter(plan -> plan.status() == Plan.Status.PAUSED)
                .isPresent();
        return paused || turn.goingOn.contains(task.chore())
                ? Optional.empty()
                : Optional.of("no plan wants it any more");
    }

    private static void end(Turn turn, NodeRecord node, ChoreTask task, String why) {
        String name = node.id().shortName();
        if (task.ending().isEmpty()) {
            turn.put(node.with(node.beside().with(task.ending(why))));
            turn.tell(EventKind.CHORE, node.id(), task.chore().name() + " beside " + name + " is asked to end: " + why);
        }
        TaskId id = task.taskId();
        Instant again = turn.sight().killed().getOrDefault(id, Instant.EPOCH).plus(NodeCare.KILL_AGAIN);
        if (turn.now.isBefore(again)) {
            turn.wake(again);
        } else if (turn.sight().link().up()) {
            TaskNews.kill(turn, id, task.task().agentId(), turn.now.plus(NodeCare.KILL_AGAIN));
        }
        turn.wait(
                node.id(),
                ENDING,
                task.chore().name() + " beside it is ended first, because " + why + "; what is left of it is killed "
                        + Math.round(task.launch().graceSeconds()) + " s after it was asked",
                "",
                Optional.empty());
    }

    private static void askAboutLaunch(Turn turn, NodeRecord node, ChoreTask task) {
        Instant ask = task.at().plus(NodeCare.LAUNCH_SILENCE);
        if (turn.now.isBefore(ask)) {
            turn.wake(ask);
            return;
        }
        Inquiry inquiry = new Inquiry(task.task().agentId(), 0, turn.now, turn.now);
        turn.see(look -> look.unreconciled(turn.sight().unreconciled().plus(task.taskId(), inquiry)));
        turn.put(node.with(node.beside().with(task.asked(turn.now))));
    }

    private static void read(Turn turn, NodeRecord node, ChoreTask task) {
        Reading before = turn.sight().readings().get(task.taskId());
        Instant due = before == null ? turn.now : before.askedAt().plus(before.answered() ? READ_EVERY : READ_TIMEOUT);
        if (turn.now.isBefore(due)) {
            turn.wake(due);
            return;
        }
        ask(turn, node, task, false);
        turn.wake(turn.now.plus(READ_TIMEOUT));
    }

    private static void ask(Turn turn, NodeRecord node, ChoreTask task, boolean last) {
        turn.see(look -> look.reading(task.taskId(), new Reading(turn.now, false, last)));
        turn.effect(new Effect.ReadChore(
                node.id(),
                node.claim().orElseThrow().agent(),
                node.incarnation().orElseThrow().executor().id(),
                task.taskId(),
                task.containerId(),
                last));
    }

    /** What never ran has written nothing. */
    private static void awaitResult(Turn turn, NodeRecord node, ChoreTask task) {
        boolean ran = task.state() == TaskState.FINISHED
                || task.state() == TaskState.FAILED
                || task.state() == TaskState.KILLED;
        if (!ran || task.containerId().isEmpty() || node.claim().isEmpty()) {
            ChoreNews.end(turn, node, task, "", "");
            return;
        }
        Reading asked = turn.sight().readings().get(task.taskId());
        if (asked == null || !asked.last()) {
            ask(turn, node, task, true);
            turn.wake(turn.now.plus(RESULT_WITHIN));
            return;
        }
        Instant until = asked.askedAt().plus(RESULT_WITHIN);
        if (turn.now.isBefore(until)) {
            turn.wake(until);
        } else {
            ChoreNews.end(turn, node, task, "", "");
        }
    }

    /**
     * Whether nothing runs beside a node whose volume is offered. Mesos offers no volume that is in use, so the executor is over and the
     * chore with it: where its own end was not heard of, that is its end. What the master was asked about is heard first.
     */
    static boolean isOver(Turn turn, NodeRecord node) {
        Optional<ChoreTask> found = node.beside().task();
        if (found.isEmpty()) {
            return true;
        }
        ChoreTask task = found.get();
        if (!task.isOver() && !turn.sight().unreconciled().containsKey(task.taskId())) {
            String why = "its node's volume is offered, so nothing runs on it";
            ChoreNews.end(turn, node, task.said(TaskState.GONE, why, "", "", turn.now), "", "");
        }
        return false; // when its end is told, the next look at the same offer goes on
    }
}
