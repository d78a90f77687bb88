package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.KillPolicy;
import java.time.Duration;
import java.util.Optional;

/** How long a task may take to end by itself. */
final class KillGrace {

    static final Duration DEFAULT = Duration.ofSeconds(3);

    private KillGrace() {}

    /** The policy that came with the kill, else the task's own. */
    static Duration of(Optional<KillPolicy> override, TaskRun task) {
        return override.filter(KillPolicy::hasGracePeriod)
                .map(policy -> Seconds.of(policy.getGracePeriod()))
                .orElse(task.ownGrace());
    }

    /** The task's own grace, but not more than {@code cap}. */
    static Duration capped(TaskRun task, Duration cap) {
        Duration own = task.ownGrace();
        return own.compareTo(cap) < 0 ? own : cap;
    }
}
