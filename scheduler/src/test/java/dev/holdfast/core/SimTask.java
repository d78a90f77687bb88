package dev.holdfast.core;

import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** A task of the simulated Mesos, alone in its executor. */
final class SimTask {

    final TaskSpec spec;
    final ExecutorSpec executor;
    final SimAgent agent;
    final Instant launchedAt;
    TaskState state = TaskState.STAGING;
    /** Updates that were not acknowledged yet; only the first is sent, until it is. */
    final Deque<TaskStatus> updates = new ArrayDeque<>();

    Instant sendAt = Instant.MAX;
    Instant runsAt;
    Instant runningSince = Instant.MAX;
    Instant endsAt = Instant.MAX;
    Instant executorEndsAt = Instant.MAX;
    boolean executorOver;

    SimTask(TaskSpec spec, ExecutorSpec executor, SimAgent agent, Instant now) {
        this.spec = spec;
        this.executor = executor;
        this.agent = agent;
        this.launchedAt = now;
        this.runsAt = now.plusSeconds(1);
    }

    String node() {
        return spec.labels().getOrDefault("holdfast_node", "");
    }

    int incarnation() {
        return spec.environment().stream()
                .filter(variable -> variable.name().equals("INCARNATION"))
                .mapToInt(variable -> Integer.parseInt(variable.value()))
                .findFirst()
                .orElse(0);
    }

    /** Whether a process of it runs, whoever sees it. */
    boolean isLive() {
        return !state.isOver();
    }

    Resources executorResources() {
        return SimAgent.bare(executor.resources());
    }

    Resources taskResources() {
        return SimAgent.bare(spec.resources());
    }
}
