package dev.holdfast.core;

import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.plan.PlanRunner;
import java.util.Optional;
import org.pcollections.TreePSet;

/**
 * Processes that run under our framework's id, and that no record tells of. A launch is durable before it leaves; so there is one only
 * if its node was given up meanwhile, or if the state is an older copy that was put back.
 *
 * <ol>
 *   <li>It is asked to end, so that nothing runs twice. What it wrote stays on its volume.
 *   <li>If it is a later launch of a node than its record knows, the state is older than it: the node counts on from there. By its record it
 *       may stand on another volume and another agent, so it is not launched before that process has ended.
 *   <li>What a plan has proved of that node was then proved of another moment, before that launch: it is asked and proved again.
 * </ol>
 */
final class Strays {

    /** Name of the wait of a node beside which one still runs. */
    static final String RULE = "ends-first";

    private Strays() {}

    /** The master tells nobody of another framework's tasks; what is named as ours are was launched by us, also before an import. */
    static boolean isOne(TaskStatus status) {
        return status.taskId().node().isPresent();
    }

    static void take(Turn turn, TaskStatus status) {
        TaskNews.killIfAlive(turn, status);
        Optional<NodeRecord> node = status.taskId()
                .node()
                .flatMap(turn.state()::node)
                .filter(known -> known.launches() < status.taskId().launch());
        note(turn, status, node.isPresent());
        if (node.isEmpty()) {
            return;
        }
        turn.put(node.get().countedTo(status.taskId().launch()));
        turn.tell(
                EventKind.NODE,
                node.get().id(),
                node.get().id().shortName() + ": " + status.taskId()
                        + " is of a later launch than any that is known: the state is an older copy, see holdfast"
                        + " audit");
        turn.state()
                .cluster(node.get().id().cluster())
                .ifPresent(cluster -> cluster.plan().ifPresent(plan -> {
                    if (plan.isActive() && node.get().claim().isPresent()) {
                        turn.put(cluster.with(
                                PlanRunner.proveAgain(plan, node.get().id(), turn.now)));
                    }
                }));
    }

    /**
     * Only one of a later launch is waited for. What is of before may be of a machine that nobody sees any more, or an old word that comes
     * late: a node would wait for it for ever.
     */
    private static void note(Turn turn, TaskStatus status, boolean later) {
        TreePSet<TaskId> strays = turn.sight().strays();
        if (status.state().isOver()) {
            turn.see(look -> look.strays(strays.minus(status.taskId())));
        } else if (later) {
            turn.see(look -> look.strays(withoutEarlier(strays, status.taskId()).plus(status.taskId())));
        }
    }

    /** A later launch was made when the one before had ended, or had been given up with its volume: that one is waited for no more. */
    private static TreePSet<TaskId> withoutEarlier(TreePSet<TaskId> strays, TaskId task) {
        TreePSet<TaskId> left = strays;
        for (TaskId other : strays) {
            if (other.node().equals(task.node()) && other.launch() < task.launch()) {
                left = left.minus(other);
            }
        }
        return left;
    }

    /** A process of this node that no record tells of, and that was not heard to have ended. */
    static Optional<TaskId> beside(Turn turn, NodeRecord node) {
        return turn.sight().strays().stream()
                .filter(task -> task.node().equals(Optional.of(node.id())))
                .filter(task -> Intake.nodeOf(turn.state(), task).isEmpty()
                        && Intake.besideOf(turn.state(), task).isEmpty())
                .findFirst();
    }
}
