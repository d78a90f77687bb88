package dev.holdfast.mesos;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * A framework's connection to Mesos, 1.8 to 1.12: keeps one subscription to whichever master leads, hands on its events
 * and sends calls. Three threads: one reads the stream and delivers every event, in order; one sends calls, in order;
 * one listens for silence.
 *
 * <p>After a new subscription Mesos has forgotten nothing but the offers: all of them are void, every role is awake
 * unless the last {@link SchedulerCall.UpdateFramework} suppressed it, and tasks must be reconciled explicitly.
 */
public final class MesosClient implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ClientSettings settings;
    private final Registration registration;
    private final MesosHttp http;
    private final SubscriptionLoop loop;
    private final CallSender sender;
    private final Thread reading;
    private final Thread sending;
    private final ScheduledExecutorService watchdog;

    /**
     * @param events called on the reading thread for every event; must be quick, as Mesos waits while it runs
     * @param random uniform in [0, 1), spreads attempts to subscribe
     * @param mayAct asked just before each call leaves: whether this scheduler still leads
     */
    public MesosClient(
            FrameworkSettings framework,
            MasterLocator masters,
            ClientSettings settings,
            Consumer<MesosEvent> events,
            DoubleSupplier random,
            BooleanSupplier mayAct) {
        this.settings = settings;
        this.registration = new Registration(framework);
        this.http = new MesosHttp(framework.credentials(), settings);
        this.loop = new SubscriptionLoop(
                new Subscriber(masters, http, settings, registration, mayAct),
                masters,
                registration,
                settings,
                events,
                new Backoff(settings.firstPause(), settings.longestPause(), random),
                new SubscriptionLoop.Ends() {
                    @Override
                    public void stands(Subscription subscription) {
                        catchUpWithRoles(subscription);
                    }

                    @Override
                    public void isOver() {
                        abandonCall();
                    }
                });
        this.sender = new CallSender(http, settings, registration, mayAct, loop::renew);
        this.reading = Threads.daemon("mesos-events", loop);
        this.sending = Threads.daemon("mesos-calls", sender);
        this.watchdog = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon("mesos-watchdog", task));
    }

    /** Begins to subscribe. The outcome arrives as events. */
    public void start() {
        reading.start();
        sending.start();
        long period = settings.watchdogPeriod().toMillis();
        Future<?> unused = watchdog.scheduleWithFixedDelay(loop::watch, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Sends a call, after those given before it. Never blocks. A call given while there is no subscription is turned
     * away at once, but roles are remembered and asked for with the next one.
     *
     * @return completed on the sending thread: what hangs on it must be quick
     */
    public CompletableFuture<CallResult> send(SchedulerCall call) {
        Optional<Subscription> subscription = loop.standing();
        if (subscription.isPresent()) {
            return sender.add(call, subscription.get());
        }
        if (call instanceof SchedulerCall.UpdateFramework update) {
            registration.want(new Registration.Roles(update.roles(), update.suppressed()));
        }
        return CompletableFuture.completedFuture(new CallResult.NotConnected(loop.lastReason()));
    }

    /** Whether calls would be sent now. */
    public boolean isSubscribed() {
        return loop.standing().isPresent();
    }

    /** Whether it has stopped for good: closed, or told by the master that its time is over. */
    public boolean isStopped() {
        return loop.isStopped();
    }

    /** Lets go of the connection and of nothing else: all that runs on Mesos goes on. */
    @Override
    public void close() {
        loop.stop("the Mesos client is closed");
        watchdog.shutdownNow();
        reading.interrupt();
        sending.interrupt();
        sender.close();
        join(reading);
        join(sending);
        http.close();
    }

    /** Roles may have changed while the subscription was under way with the old ones. */
    private void catchUpWithRoles(Subscription subscription) {
        Registration.Roles wanted = registration.wanted();
        if (!wanted.equals(subscription.roles())) {
            CompletableFuture<CallResult> unused = sender.add(wanted.asCall(), subscription);
        }
    }

    private void abandonCall() {
        sender.abandon();
    }

    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
