package dev.holdfast.engine;

import dev.holdfast.mesos.CallResult;
import dev.holdfast.mesos.SchedulerCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Repeats what was said about roles and never reached the master, or perhaps did not. The loop counts it as said. Without the REVIVE
 * what was refused for an hour stays refused, and a node waits for its own volume so long; without the newest set of roles a cluster
 * in a new one gets no offer at all. That a SUPPRESS is lost does no harm.
 */
final class RoleCalls {

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int TRIES = 12;

    private final Function<SchedulerCall, CompletableFuture<CallResult>> sender;
    private final Executor later;
    private volatile Optional<SchedulerCall> newestRoles = Optional.empty();

    RoleCalls(Function<SchedulerCall, CompletableFuture<CallResult>> sender) {
        this(sender, CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param later runs what it is given after a while */
    RoleCalls(Function<SchedulerCall, CompletableFuture<CallResult>> sender, Executor later) {
        this.sender = sender;
        this.later = later;
    }

    /** A call is about to be sent. */
    void leaves(SchedulerCall call) {
        if (call instanceof SchedulerCall.UpdateFramework) {
            newestRoles = Optional.of(call);
        }
    }

    /** What became of a call. */
    void heard(SchedulerCall call, CallResult result) {
        heard(call, result, TRIES);
    }

    private void heard(SchedulerCall call, CallResult result, int tries) {
        boolean about = call instanceof SchedulerCall.Revive || call instanceof SchedulerCall.UpdateFramework;
        if (about && OfferReturn.isUnsure(result) && tries > 0) {
            later.execute(() -> again(call, tries - 1));
        }
    }

    private void again(SchedulerCall call, int tries) {
        boolean overtaken = call instanceof SchedulerCall.UpdateFramework
                && newestRoles.filter(newest -> newest == call).isEmpty();
        if (!overtaken) {
            CompletableFuture<Void> unused = sender.apply(call).thenAccept(result -> heard(call, result, tries));
        }
    }
}
