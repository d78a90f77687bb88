package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a launch of a node is or was, so that what it wrote can be read as long as its agent keeps it.
 *
 * @param number of the incarnation
 * @param host name of its agent
 * @param address of its agent: its IP where known, else its name
 * @param port of its agent's API
 * @param volumePath where the volume is in the executor's sandbox
 * @param state newest word of Mesos about it
 * @param at when that was
 */
public record PastLaunch(
        int number,
        TaskId task,
        String host,
        String address,
        int port,
        String volumePath,
        Instant sentAt,
        TaskState state,
        Instant at) {

    /** So many are remembered beside the newest; agents clear sandboxes after a while anyway. */
    static final int KEPT = 10;

    static PastLaunch of(Incarnation incarnation, Agent agent) {
        return new PastLaunch(
                incarnation.number(),
                incarnation.taskId(),
                agent.hostname(),
                agent.ip().isEmpty() ? agent.hostname() : agent.ip(),
                agent.port(),
                incarnation.launch().volumePath(),
                incarnation.sentAt(),
                incarnation.state(),
                incarnation.at());
    }

    /** The newest first, and no more than are kept. */
    static List<PastLaunch> before(List<PastLaunch> others, PastLaunch newest) {
        List<PastLaunch> all = new ArrayList<>();
        all.add(newest);
        all.addAll(others);
        return List.copyOf(all.subList(0, Math.min(all.size(), KEPT)));
    }
}
