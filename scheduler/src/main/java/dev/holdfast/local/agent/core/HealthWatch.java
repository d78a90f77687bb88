package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When to probe a task's health and what an outcome means, as Mesos's health checker has it.
 *
 * <p>1. The first probe comes {@code delay} after the start, each later one {@code interval} after the last one ended.
 * 2. Until the first success, failures within the grace period after the start are not counted and not reported.
 * 3. After that every failure is reported; the n-th in a row asks for the task to be killed.
 * 4. Success is reported when it is the first, or the first after a failure.
 */
final class HealthWatch {

    /** What to report: nothing, healthy, unhealthy, or unhealthy and to be killed. */
    enum Verdict {
        SILENT,
        HEALTHY,
        UNHEALTHY,
        FATAL
    }

    private static final int FIRST_ERROR_STATUS = 400;
    private static final int FIRST_GOOD_STATUS = 200;

    private final HealthCheck check;
    private Instant startedAt = Instant.MAX;
    private Instant nextAt = Instant.MAX;
    private boolean initializing = true;
    private int failures;

    HealthWatch(HealthCheck check) {
        this.check = check;
    }

    HealthCheck check() {
        return check;
    }

    /** The task runs from {@code now}; what was known of its health before an agent's restart is given. */
    void start(Instant now, Optional<Boolean> healthy) {
        startedAt = now;
        nextAt = now.plus(Seconds.of(check.getDelaySeconds()));
        initializing = healthy.isEmpty();
    }

    Instant nextAt() {
        return nextAt;
    }

    /** A probe is on its way; the next is planned when it ends. */
    void taken() {
        nextAt = Instant.MAX;
    }

    void stop() {
        nextAt = Instant.MAX;
        startedAt = Instant.MAX;
    }

    Verdict onOutcome(ProbeOutcome outcome, Instant now) {
        if (startedAt.equals(Instant.MAX)) {
            return Verdict.SILENT;
        }
        nextAt = now.plus(Seconds.of(check.getIntervalSeconds()));
        if (isSuccess(outcome)) {
            boolean news = initializing || failures > 0;
            initializing = false;
            failures = 0;
            return news ? Verdict.HEALTHY : Verdict.SILENT;
        }
        Duration grace = Seconds.of(check.getGracePeriodSeconds());
        if (initializing && !grace.isZero() && !now.isAfter(startedAt.plus(grace))) {
            return Verdict.SILENT;
        }
        initializing = false;
        failures++;
        return failures >= check.getConsecutiveFailures() ? Verdict.FATAL : Verdict.UNHEALTHY;
    }

    private static boolean isSuccess(ProbeOutcome outcome) {
        if (outcome instanceof ProbeOutcome.ExitCode exit) {
            return exit.code() == 0;
        }
        if (outcome instanceof ProbeOutcome.HttpStatus http) {
            return http.code() >= FIRST_GOOD_STATUS && http.code() < FIRST_ERROR_STATUS;
        }
        return outcome instanceof ProbeOutcome.Connected tcp && tcp.accepted();
    }
}
