package dev.holdfast.metrics;

import dev.holdfast.core.State;
import dev.holdfast.core.Vitals;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The meter of one scheduler: what it has done since its process began. Safe for all threads; nothing in it waits.
 *
 * <p>What has labels has few: clusters, packages, and words of ours and of Mesos; never a task or an agent.
 */
public final class SchedulerMeter implements TurnWatch {

    private static final double NANOS = 1e9;
    private static final String TAKEN = "taken";
    private static final String FAILED = "failed";

    private final Instruments instruments = new Instruments();
    private final TurnCounters counters = new TurnCounters(instruments);

    private final Histogram turns =
            instruments.quick("turn_seconds", "Time of a turn of the loop: all its decisions and their commit");
    private final Histogram pictures =
            instruments.quick("picture_seconds", "Time to draw the picture of a turn and to tell who watches");
    private final Histogram commits =
            instruments.quick("store_commit_seconds", "Time to make the facts of a turn durable");
    private final CounterDataPoint commitFailures = instruments
            .counter("store_commit_failures_total", "Turns that could not be made durable, and so never happened")
            .labelValues();

    private final Histogram probes =
            instruments.slow("probe_seconds", "Time of a look at a database, by its package", "package");
    private final Counter looks =
            instruments.counter("probes_total", "Looks at a database, by whether it answered", "cluster", "outcome");
    private final Counter chores = instruments.counter(
            "chore_runs_total", "Chores performed by a driver, by how they ended", "package", "chore", "outcome");
    private final Counter calls = instruments.counter(
            "mesos_calls_total", "Calls to the Mesos master, by what became of them", "call", "result");

    private final Counter hooks = instruments.counter(
            "webhook_deliveries_total", "Tries to tell a webhook an event, by how they ended", "webhook", "outcome");

    private final Counter subscriptions =
            instruments.counter("subscriptions_total", "Subscriptions that a Mesos master took");
    private final Counter disconnections =
            instruments.counter("disconnections_total", "Subscriptions that ended, and tries that failed");
    private final Gauge heard = instruments.gauge(
            "master_heard_timestamp_seconds", "When the Mesos master last said anything, heartbeats included");

    /** A meter of a loop that nobody has shown it yet. */
    public SchedulerMeter() {
        subscriptions.labelValues();
        disconnections.labelValues();
    }

    // The loop

    @Override
    public void turned(List<Decided> decisions, long commitNanos) {
        long nanos = commitNanos;
        for (Decided decided : decisions) {
            nanos += decided.nanos();
            counters.count(decided);
        }
        turns.observe(nanos / NANOS);
        boolean hasFacts = decisions.stream()
                .anyMatch(decided -> !decided.decision().facts().isEmpty());
        if (hasFacts) {
            commits.observe(commitNanos / NANOS);
        }
    }

    @Override
    public void failed() {
        commitFailures.inc();
    }

    /** A picture was drawn and shown. */
    public void drew(long nanos) {
        pictures.observe(nanos / NANOS);
    }

    /** What is asked of the loop whenever somebody looks. */
    public void loop(DoubleSupplier queued, int queueSize, DoubleSupplier halted, Supplier<State> state) {
        instruments.gauge("queue_events", "Events that wait for the loop", queued);
        instruments.gauge("queue_limit_events", "So many may wait; beyond it who brings one waits", () -> queueSize);
        instruments.gauge("halted", "1 once this scheduler acts no more, for whatever reason", halted);
        instruments.gauge("offers_in_hand", "Offers neither used nor declined", () -> Vitals.offersInHand(state.get()));
        instruments.gauge(
                "reconciliation_pending_tasks",
                "Tasks of which the master has not spoken since it was asked",
                () -> Vitals.unanswered(state.get()).tasks());
        instruments.gauge(
                "reconciliation_pending_since_timestamp_seconds",
                "Since when the master has not spoken of the task asked about first; absent if none is asked about",
                () -> Vitals.unanswered(state.get())
                        .since()
                        .map(SchedulerMeter::seconds)
                        .orElse(Double.NaN));
    }

    // What is around it

    /**
     * Who leads and where the state is.
     *
     * @param leads 1 or 0
     * @param epoch counts who led before; not a number where no others can lead
     * @param storeBytes not a number where it is not known
     */
    public void house(DoubleSupplier leads, DoubleSupplier epoch, DoubleSupplier storeBytes) {
        instruments.gauge("leader", "1 if this scheduler leads, 0 if it stands by", leads);
        instruments.gauge(
                "leader_epoch",
                "Rises whenever another scheduler begins to lead; absent where there is only one",
                epoch);
        instruments.gauge(
                "store_size_bytes", "Size of the state's file with its log; absent with ZooKeeper", storeBytes);
    }

    /**
     * Webhooks, and what is asked of them whenever somebody looks.
     *
     * @param waiting by their names how many events they have not been told yet
     * @param dropped how many they were never told, before this process too
     */
    public void hooks(
            SortedSet<String> names,
            Supplier<SortedMap<String, Long>> waiting,
            Supplier<SortedMap<String, Long>> dropped) {
        for (String name : names) {
            hooks.labelValues(name, TAKEN);
            hooks.labelValues(name, FAILED);
        }
        instruments.gauge(
                "webhook_waiting_events", "Events after the last that a webhook was told", "webhook", waiting);
        instruments.counter(
                "webhook_dropped_events_total",
                "Events that a webhook was never told: not taken for too long, or kept no longer",
                "webhook",
                dropped);
    }

    /** A webhook was sent an event. */
    public void hooked(String name, boolean taken) {
        hooks.labelValues(name, taken ? TAKEN : FAILED).inc();
    }

    /** The master said something. */
    public void heard(Instant when) {
        heard.set(seconds(when));
    }

    public void subscribed() {
        subscriptions.inc();
    }

    public void disconnected() {
        disconnections.inc();
    }

    /** A call was answered, or not sent. */
    public void called(String call, String result) {
        calls.labelValues(words(call), words(result)).inc();
    }

    /** A database was looked at. */
    public void looked(String packageName, String cluster, boolean answered, Duration took) {
        probes.labelValues(packageName).observe(took.toNanos() / NANOS);
        looks.labelValues(cluster, answered ? "answered" : "silent").inc();
    }

    /** A driver performed a chore. */
    public void performed(String packageName, String chore, boolean ok) {
        chores.labelValues(packageName, chore, ok ? "done" : "failed").inc();
    }

    /** All of it, as it is now. */
    List<MetricSnapshot> snapshots() {
        return instruments.snapshots();
    }

    static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    /** {@code AcceptInverse} as {@code accept_inverse}. */
    static String words(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
