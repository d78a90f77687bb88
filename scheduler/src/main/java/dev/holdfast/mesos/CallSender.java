package dev.holdfast.mesos;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls one after the other, in the order they were given: Mesos promises no order over several connections. A
 * call belongs to the subscription it was given under and is never sent under a later one, whose offers are others.
 */
final class CallSender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CallSender.class);

    private final MesosHttp http;
    private final ClientSettings settings;
    private final Registration registration;
    private final BooleanSupplier mayAct;
    private final SubscriptionRenewal renewal;
    private final BlockingQueue<Waiting> queue;
    private volatile CompletableFuture<?> inFlight = CompletableFuture.completedFuture("");
    private volatile boolean closed;

    private record Waiting(SchedulerCall call, Subscription subscription, CompletableFuture<CallResult> result) {}

    /** How to begin a new subscription in place of one. */
    interface SubscriptionRenewal {
        void renew(Subscription subscription, String reason);
    }

    /** @param mayAct asked just before each call leaves: whether this scheduler still leads */
    CallSender(
            MesosHttp http,
            ClientSettings settings,
            Registration registration,
            BooleanSupplier mayAct,
            SubscriptionRenewal renewal) {
        this.http = http;
        this.settings = settings;
        this.registration = registration;
        this.mayAct = mayAct;
        this.renewal = renewal;
        this.queue = new ArrayBlockingQueue<>(settings.maxQueuedCalls());
    }

    CompletableFuture<CallResult> add(SchedulerCall call, Subscription subscription) {
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        if (!queue.offer(new Waiting(call, subscription, result))) {
            result.complete(new CallResult.NotConnected(
                    "the master is too slow: " + settings.maxQueuedCalls() + " calls are waiting for it already"));
        }
        if (closed) {
            turnAwayAll();
        }
        return result;
    }

    /** Turns away what waits and whatever comes later. */
    void close() {
        closed = true;
        turnAwayAll();
    }

    /** Stops waiting for the answer to the call under way. */
    void abandon() {
        inFlight.cancel(true);
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                Waiting waiting = queue.take();
                answer(waiting);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** However it ends, the caller hears of it. */
    private void answer(Waiting waiting) throws InterruptedException {
        CallResult result = new CallResult.Unanswered("the Mesos client was closed while it waited for the answer");
        try {
            result = send(waiting.call(), waiting.subscription());
        } finally {
            waiting.result().complete(result);
        }
    }

    private CallResult send(SchedulerCall call, Subscription subscription) throws InterruptedException {
        if (!subscription.isStanding()) {
            return new CallResult.NotConnected(
                    subscription.endReason().orElse("the subscription it was meant for has ended"));
        }
        if (!mayAct.getAsBoolean()) {
            return new CallResult.NotConnected("this scheduler no longer leads");
        }
        try {
            return call instanceof SchedulerCall.UpdateFramework update
                    ? changeRoles(update, subscription)
                    : post(call, subscription);
        } catch (IllegalArgumentException unspeakable) {
            LOG.error("A call cannot be written as a Mesos message", unspeakable);
            return new CallResult.Rejected(0, "cannot be written as a Mesos message: " + unspeakable.getMessage());
        }
    }

    private CallResult changeRoles(SchedulerCall.UpdateFramework update, Subscription subscription)
            throws InterruptedException {
        Registration.Roles roles = new Registration.Roles(update.roles(), update.suppressed());
        registration.want(roles);
        if (!subscription.takesUpdates()) {
            renewal.renew(subscription, "roles change by a new subscription, as the master is older than Mesos 1.9");
            return new CallResult.Sent();
        }
        CallResult result = post(update, subscription);
        if (result instanceof CallResult.Sent) {
            registration.accepted(roles);
        } else if (result instanceof CallResult.Rejected) {
            registration.refused(roles);
        }
        return result;
    }

    private CallResult post(SchedulerCall call, Subscription subscription) throws InterruptedException {
        HttpRequest request = http.post(
                        subscription.master(),
                        Subscriber.SCHEDULER_API,
                        CallMessages.call(call, registration.framework()))
                .header(Subscriber.STREAM_ID, subscription.streamId())
                .build();
        try {
            CompletableFuture<HttpResponse<byte[]>> answer = http.exchange(request);
            inFlight = answer;
            if (!subscription.isStanding()) {
                answer.cancel(true);
            }
            return result(call, subscription, MesosHttp.await(answer, settings.callTimeout()));
        } catch (IOException failed) {
            String reason = "no answer from " + subscription.master() + ": " + MesosHttp.describe(failed);
            return MesosHttp.neverLeft(failed)
                    ? new CallResult.NotConnected(reason)
                    : new CallResult.Unanswered(reason);
        }
    }

    private static CallResult result(SchedulerCall call, Subscription subscription, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == MesosHttp.ACCEPTED || status == MesosHttp.OK) {
            return new CallResult.Sent();
        }
        String text = MesosHttp.text(answer.body());
        LOG.warn(
                "{} answered {} to {}: {}",
                subscription.master(),
                status,
                call.getClass().getSimpleName(),
                text);
        if (isForgotten(status, text)) {
            subscription.end(subscription.master() + " has forgotten our subscription: " + text);
        }
        return new CallResult.Rejected(status, text);
    }

    /** A master that thinks we are gone will send nothing more, though the stream may look alive for a while. */
    private static boolean isForgotten(int status, String text) {
        return (status == MesosHttp.FORBIDDEN && text.contains("Framework is not subscribed"))
                || text.contains("Framework cannot be found");
    }

    private void turnAwayAll() {
        List<Waiting> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(waiting -> waiting.result().complete(new CallResult.NotConnected("the Mesos client is closed")));
    }
}
