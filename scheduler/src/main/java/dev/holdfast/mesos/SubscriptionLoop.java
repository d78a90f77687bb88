package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one subscription open and hands its events on, in order, on one thread.
 *
 * <ol>
 *   <li>Try every master known until one takes SUBSCRIBE.
 *   <li>Read events until the stream ends, breaks, falls silent, or the master sends ERROR.
 *   <li>If a newer scheduler took over or the framework is gone, stop for good: who goes on would fight the newer one.
 *   <li>Else say so, pause a little longer each time, and begin again. A subscription that held for a while, or one
 *       ended only to change roles, makes the next pause short.
 * </ol>
 */
final class SubscriptionLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionLoop.class);

    private final Subscriber subscriber;
    private final MasterLocator masters;
    private final Registration registration;
    private final ClientSettings settings;
    private final Consumer<MesosEvent> events;
    private final Backoff backoff;
    private final Ends ends;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile String lastReason = "not subscribed yet";
    private volatile boolean again;
    /** By ZooKeeper's word when we subscribed; a redirect may name the same master otherwise. */
    private volatile Optional<URI> leaderThen = Optional.empty();

    private volatile Optional<Subscription> open = Optional.empty();

    /** Whoever must know of a subscription's beginning and end before everybody else. */
    interface Ends {

        /** Calls may be sent on it now. */
        void stands(Subscription subscription);

        /** It is over; an answer still waited for will not come. */
        void isOver();
    }

    SubscriptionLoop(
            Subscriber subscriber,
            MasterLocator masters,
            Registration registration,
            ClientSettings settings,
            Consumer<MesosEvent> events,
            Backoff backoff,
            Ends ends) {
        this.subscriber = subscriber;
        this.masters = masters;
        this.registration = registration;
        this.settings = settings;
        this.events = events;
        this.backoff = backoff;
        this.ends = ends;
    }

    /** The subscription on which calls may be sent now. */
    Optional<Subscription> standing() {
        return open.filter(Subscription::isStanding);
    }

    String lastReason() {
        return lastReason;
    }

    /** Ends the subscription, to make a new one at once. */
    void renew(Subscription subscription, String reason) {
        again = true;
        subscription.end(reason);
    }

    void watch() {
        open.ifPresent(subscription -> {
            subscription.endIfSilent(settings.missedHeartbeats());
            Optional<URI> leads = masters.leader();
            if (leads.isPresent() && !leads.equals(leaderThen)) {
                renew(subscription, "another Mesos master leads now: " + leads.get());
            }
        });
    }

    void stop(String reason) {
        lastReason = reason;
        stop.countDown();
        open.ifPresent(subscription -> subscription.end(reason));
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                String reason = oneSubscription();
                if (isStopped()) {
                    return;
                }
                Duration pause = again ? Duration.ZERO : backoff.next();
                again = false;
                lastReason = reason;
                LOG.warn("Not subscribed to Mesos: {}. Trying again in {} ms.", reason, pause.toMillis());
                deliver(new MesosEvent.Disconnected(reason, pause));
                if (stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns why it ended, or could not begin. */
    private String oneSubscription() throws InterruptedException {
        Subscription subscription;
        Optional<URI> leads = masters.leader();
        try {
            subscription = subscriber.subscribe();
        } catch (SubscribeException refused) {
            return String.valueOf(refused.getMessage());
        }
        long begin = System.nanoTime();
        leaderThen = leads.or(masters::leader); // the first look may have come with the subscription
        open = Optional.of(subscription);
        if (isStopped()) {
            subscription.end(lastReason);
        }
        try {
            deliver(new MesosEvent.Connected(subscription.master()));
            return read(subscription);
        } finally {
            open = Optional.empty();
            subscription.end("done");
            ends.isOver();
            if (subscription.everStood()
                    && System.nanoTime() - begin > settings.longestPause().toNanos()) {
                backoff.reset();
            }
        }
    }

    private String read(Subscription subscription) {
        try {
            Optional<byte[]> record = subscription.next();
            while (record.isPresent() && subscription.endReason().isEmpty()) {
                Optional<MesosEvent> event = parse(record.get(), settings.format(), settings.heartbeatInterval());
                if (event.isPresent()) {
                    handle(subscription, event.get());
                }
                record = subscription.next();
            }
            return subscription.endReason().orElse(subscription.master() + " closed the stream");
        } catch (IOException broken) {
            return subscription
                    .endReason()
                    .orElseGet(
                            () -> "the stream from " + subscription.master() + " broke: " + MesosHttp.describe(broken));
        } catch (RuntimeException unexpected) { // or nobody would listen to Mesos any more
            LOG.error("An event of Mesos made reading fail", unexpected);
            return "an event from " + subscription.master() + " made reading fail: " + unexpected;
        }
    }

    /** A record nobody can read is passed over, as the stream around it is sound; Mesos repeats what matters. */
    static Optional<MesosEvent> parse(byte[] record, WireFormat format, Duration usualHeartbeat) {
        try {
            Event message = format.read(record, Event.getDefaultInstance());
            return EventMessages.event(message, usualHeartbeat);
        } catch (MalformedMessageException | IllegalArgumentException unreadable) {
            LOG.error("Passed over an event of {} bytes that cannot be read: {}", record.length, unreadable.toString());
            return Optional.empty();
        }
    }

    private void handle(Subscription subscription, MesosEvent event) {
        if (event instanceof MesosEvent.Subscribed subscribed) {
            registration.assigned(subscribed.frameworkId());
            registration.accepted(subscription.roles());
            subscription.stands(subscribed);
            LOG.info(
                    "Subscribed to Mesos {} at {} as {}",
                    subscribed.master().version(),
                    subscription.master(),
                    subscribed.frameworkId());
            ends.stands(subscription);
        } else if (event instanceof MesosEvent.Failed failed) {
            failed(subscription, failed);
        }
        deliver(event);
    }

    private void failed(Subscription subscription, MesosEvent.Failed failed) {
        String reason = subscription.master() + " answered ERROR: " + failed.message();
        LOG.error("Mesos: {}", reason);
        if (failed.isFinal()) {
            stop(reason);
        } else if (!subscription.everStood() && registration.refused(subscription.roles())) {
            renew(subscription, reason);
        } else {
            subscription.end(reason);
        }
    }

    /** An event that its receiver could not take is lost, so begin anew: reconciliation then tells what was missed. */
    private void deliver(MesosEvent event) {
        try {
            events.accept(event);
        } catch (RuntimeException failed) {
            LOG.error("An event of Mesos could not be handled", failed);
            open.ifPresent(subscription -> subscription.end("an event could not be handled: " + failed));
        }
    }
}
