package dev.holdfast.core;

import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A task of the simulated Mesos: a node's, or a chore's, which has joined the executor of its node. */
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
    /** Its process ended while its agent was away. */
    boolean endedUnheard;

    /** The node's task in whose executor this one is; empty for that itself. */
    final Optional<SimTask> host;

    SimTask(TaskSpec spec, ExecutorSpec executor, SimAgent agent, Optional<SimTask> host, Instant now) {
        this.spec = spec;
        this.executor = executor;
        this.agent = agent;
        this.host = host;
        this.executorOver = host.isPresent();
        this.launchedAt = now;
        this.runsAt = now.plusSeconds(1);
    }

    String node() {
        return spec.labels().getOrDefault("holdfast_node", "");
    }

    /** Name of the chore; empty for a node. */
    String chore() {
        return spec.labels().getOrDefault("holdfast_chore", "");
    }

    /** Node that a chore is beside. */
    String beside() {
        return spec.labels().getOrDefault("holdfast_beside", "");
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
