package dev.holdfast.core;

import dev.holdfast.core.Sight.Reading;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of chores beside nodes.
 *
 * <ol>
 *   <li>A task update takes the record of the chore on. What only says that nobody can see it ends nothing; all else that ends a task
 *       ends the chore, well if its exit code was 0.
 *   <li>An end is told to the plan once what the chore wrote last was read, or could not be read in time.
 *   <li>Then it is a fact of the node, and the record of the task is dropped: should the task turn up after all, it is killed.
 * </ol>
 */
final class ChoreNews {

    private ChoreNews() {}

    static void take(Turn turn, NodeRecord node, TaskStatus status) {
        ChoreTask before = node.beside().task().orElseThrow();
        if (before.isOver()) {
            TaskNews.killIfAlive(turn, status);
            return;
        }
        String reason = status.reason().equals(TaskNews.ASKED) ? before.reason() : status.reason();
        ChoreTask after = before.said(status.state(), status.message(), reason, status.containerId(), turn.now);
        turn.put(node.with(node.beside().with(after)));
        if (after.isOver()) {
            turn.see(look -> look.killed(turn.sight().killed().minus(status.taskId())));
        }
    }

    static void said(Turn turn, Event.ChoreSaid said) {
        Optional<NodeRecord> found = Intake.besideOf(turn.state(), said.task());
        if (found.isEmpty()) {
            return;
        }
        NodeRecord node = found.get();
        ChoreTask task = node.beside().task().orElseThrow();
        if (task.isOver() && said.last()) {
            ChoreTask heard = said.progress().isBlank() ? task : task.saying(said.progress());
            end(turn, node, heard, said.result(), said.words());
            return;
        }
        if (!said.progress().isBlank() && !said.progress().equals(task.progress())) {
            turn.put(node.with(node.beside().with(task.saying(said.progress()))));
        }
        Reading asked = turn.sight().readings().get(said.task());
        if (asked != null && asked.last() == said.last()) {
            turn.see(look -> look.reading(said.task(), new Reading(asked.askedAt(), true, asked.last())));
        }
    }

    /** The chore is through: a fact of its node from now on. {@code result} and {@code words} as it wrote them, empty if it did not. */
    static void end(Turn turn, NodeRecord node, ChoreTask task, String result, String words) {
        boolean ok = task.state() == TaskState.FINISHED;
        String text = ok ? first(result, task.progress(), "done") : failure(task, first(result, words, ""));
        Instant at = task.isOver() ? task.at() : turn.now;
        ChoreEnd end = new ChoreEnd(task.chore(), ok, text, task.sentAt(), at, task.incarnation());
        turn.put(node.with(node.beside().after(end, written(node, task))));
        turn.see(look ->
                look.readNoMore(task.taskId()).killed(turn.sight().killed().minus(task.taskId())));
        turn.tell(
                EventKind.CHORE,
                node.id(),
                task.chore().name() + " beside " + node.id().shortName() + (ok ? " is done: " : " failed: ") + text);
    }

    /** Where a chore beside the node writes; empty if it has no place any more. */
    static Optional<Written> written(NodeRecord node, ChoreTask task) {
        return node.claim()
                .flatMap(claim -> node.incarnation()
                        .map(beside -> new Written(
                                task.chore().name(),
                                task.taskId(),
                                beside.executor().id(),
                                claim.agent(),
                                task.containerId())));
    }

    private static String failure(ChoreTask task, String said) {
        String cause = TaskAnswer.to(task.state(), task.reason()).cause();
        String mesos = "TASK_" + task.state()
                + (cause.isEmpty() ? "" : " (" + cause + ")")
                + (task.message().isEmpty() ? "" : ": " + task.message());
        String why =
                task.ending().map(reason -> "it was ended, because " + reason).orElse(mesos);
        return said.isEmpty() ? why : why + "; it said: " + said;
    }

    private static String first(String one, String other, String last) {
        return !one.isBlank() ? one.strip() : !other.isBlank() ? other.strip() : last;
    }
}
