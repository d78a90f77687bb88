package dev.holdfast.engine;

import dev.holdfast.mesos.CallResult;
import dev.holdfast.mesos.SchedulerCall;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back offers whose ACCEPT or DECLINE never reached the master, or perhaps did not. The loop counts them as gone, so nobody
 * else would: the master would hold them for us until the next subscription, and with them the volumes of nodes that wait for an offer.
 * To decline an offer that was used or given back already does no harm. So with inverse offers: a master that waits for an answer asks
 * no more, and a window that is spoken of no more would count as called off.
 */
final class OfferReturn {

    private static final Logger LOG = LoggerFactory.getLogger(OfferReturn.class);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int TRIES = 12;

    /** They may be wanted again at once. */
    private static final Duration REFUSED = Duration.ofSeconds(1);

    private final Function<SchedulerCall, CompletableFuture<CallResult>> sender;
    private final Executor later;

    OfferReturn(Function<SchedulerCall, CompletableFuture<CallResult>> sender) {
        this(sender, CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param later runs what it is given after a while */
    OfferReturn(Function<SchedulerCall, CompletableFuture<CallResult>> sender, Executor later) {
        this.sender = sender;
        this.later = later;
    }

    /** What became of a call. */
    void heard(SchedulerCall call, CallResult result) {
        List<OfferId> offers = call instanceof SchedulerCall.Accept accept
                ? accept.offers()
                : call instanceof SchedulerCall.Decline decline ? decline.offers() : List.of();
        if (!offers.isEmpty() && isUnsure(result)) {
            giveBack(new SchedulerCall.Decline(offers, REFUSED), TRIES);
        }
        List<OfferId> inverse = call instanceof SchedulerCall.AcceptInverse accept
                ? accept.offers()
                : call instanceof SchedulerCall.DeclineInverse decline ? decline.offers() : List.of();
        if (!inverse.isEmpty() && isUnsure(result)) {
            giveBack(new SchedulerCall.DeclineInverse(inverse, REFUSED), TRIES);
        }
    }

    /** Whether a call may not have reached the master. */
    static boolean isUnsure(CallResult result) {
        return result instanceof CallResult.NotConnected || result instanceof CallResult.Unanswered;
    }

    private void giveBack(SchedulerCall decline, int tries) {
        later.execute(() -> {
            CompletableFuture<Void> unused = sender.apply(decline).thenAccept(result -> {
                if (isUnsure(result) && tries > 1) {
                    giveBack(decline, tries - 1);
                } else {
                    LOG.debug("offers of a call that went astray: {}, {}", decline, result);
                }
            });
        });
    }
}
