package dev.holdfast.simulation;

import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A task in its executor on a machine, with the one volume it has: a node's process, or a chore beside it. */
final class Container {

    final TaskSpec task;
    final ExecutorSpec executor;
    final Machine machine;
    final Volume volume;
    final NodeId node;
    /** Of a chore: the node's process that its executor was made for. */
    final Optional<Container> host;
    /** Files that were fetched for it, by path. */
    final SortedMap<String, String> files = new TreeMap<>();
    /** Words of the agent that nobody has acknowledged; only the first is sent, until it is. */
    final Deque<TaskStatus> updates = new ArrayDeque<>();

    TaskState state = TaskState.STAGING;
    /** Whether the database's process is there. */
    boolean processUp;

    boolean killed;
    boolean executorOver;
    long sendAt;
    /** What it has written of how far it is, and of how it went. */
    String progress = "";

    String result = "";

    Container(TaskSpec task, ExecutorSpec executor, Machine machine, Volume volume, NodeId node) {
        this.task = task;
        this.executor = executor;
        this.machine = machine;
        this.volume = volume;
        this.node = node;
        this.host = Optional.empty();
    }

    /** A chore in the executor of a node's process. */
    Container(TaskSpec task, Container host) {
        this.task = task;
        this.executor = host.executor;
        this.machine = host.machine;
        this.volume = host.volume;
        this.node = host.node;
        this.host = Optional.of(host);
    }

    boolean isChore() {
        return host.isPresent();
    }

    boolean isOver() {
        return state.isOver();
    }

    Resources executorResources() {
        return Machine.bare(executor.resources());
    }

    Resources taskResources() {
        return Machine.bare(task.resources());
    }

    static NodeId nodeOf(TaskSpec task) {
        String text = task.labels().getOrDefault("holdfast_node", "");
        int slash = text.indexOf('/');
        int dash = text.lastIndexOf('-');
        return new NodeId(
                new dev.holdfast.model.ClusterName(text.substring(0, slash)),
                text.substring(slash + 1, dash),
                Integer.parseInt(text.substring(dash + 1)));
    }
}
