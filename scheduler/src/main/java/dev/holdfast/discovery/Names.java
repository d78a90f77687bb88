package dev.holdfast.discovery;

import dev.holdfast.core.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What this scheduler can tell of names now, or why it does not.
 *
 * <ol>
 *   <li>The one that leads tells what its newest view shows. One that has just begun waits until Mesos has taken its subscription, since
 *       what it has stored may be older than what others have seen; where no Mesos answers for a while, what is stored is the best there
 *       is, and it is told.
 *   <li>One that stands by tells what the one that leads shows on, for as long as that goes on: who leads shows at least every five seconds
 *       that it is there. The time to live is what is left of it, so that nobody keeps such an answer longer than one of the leader's.
 *       After that, and before the first, it says that it does not know (SERVFAIL), and who asks turns to the next server.
 *   <li>One that has lost its lead, or stopped, says so, too. Another may be moving nodes by now.
 * </ol>
 */
public final class Names {

    /** A leader shows on what is new within a second, and that it is there every five. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(8);

    /** How long a leader that has just begun waits for Mesos. */
    static final Duration FIRST_SUBSCRIPTION = Duration.ofSeconds(15);

    /** What this scheduler is at the moment. */
    public enum Standing {
        LEADS,
        STANDS_BY,
        STOPPED
    }

    /** What can be told. */
    sealed interface Knowledge {}

    /** @param ttlSeconds how long it may be kept */
    record Known(NameTable table, long ttlSeconds) implements Knowledge {}

    /** Nothing, and why. */
    record Unknown(String why) implements Knowledge {}

    /** A view, and when it came. */
    private record Seen(View view, long nanos) {}

    private final NamesSettings settings;
    private final Supplier<Standing> standing;
    private final LongSupplier nanos;
    private final LongSupplier seconds;
    private final Object lock = new Object();
    private volatile Optional<Seen> seen = Optional.empty();
    private volatile Optional<Long> ledSince = Optional.empty();
    private volatile boolean subscribed;
    private Optional<NameTable> table = Optional.empty();

    /**
     * Knows nothing before the first view.
     *
     * @param nanos a clock that never goes back, for ages
     * @param seconds since 1970, for serial numbers
     */
    public Names(NamesSettings settings, Supplier<Standing> standing, LongSupplier nanos, LongSupplier seconds) {
        this.settings = settings;
        this.standing = standing;
        this.nanos = nanos;
        this.seconds = seconds;
    }

    /** A view; one that is older than the newest, or of before the first turn, is passed over. Returns at once; any thread. */
    public void see(View view) {
        synchronized (lock) {
            if (view.turn() == 0
                    || seen.filter(known -> known.view().turn() > view.turn()).isPresent()) {
                return;
            }
            long now = nanos.getAsLong();
            if (standing.get() == Standing.LEADS) {
                ledSince = Optional.of(ledSince.orElse(now));
                subscribed |= view.master().connected();
            }
            seen = Optional.of(new Seen(view, now));
        }
    }

    public NamesSettings settings() {
        return settings;
    }

    /** What can be told now. */
    Knowledge now() {
        Standing now = standing.get();
        if (now == Standing.STOPPED) {
            return new Unknown("this scheduler has stopped");
        }
        Optional<Seen> newest = seen;
        if (newest.isEmpty()) {
            return new Unknown(
                    now == Standing.LEADS
                            ? "this scheduler has just begun"
                            : "nothing is heard yet from one that leads");
        }
        long age = nanos.getAsLong() - newest.get().nanos();
        if (now == Standing.STANDS_BY) {
            return age > LONGEST_SILENCE.toNanos()
                    ? new Unknown("nothing is heard any more from the one that leads")
                    : known(newest.get().view(), settings.ttl().toSeconds() - age / 1_000_000_000L - 1);
        }
        boolean waits = ledSince.filter(since -> nanos.getAsLong() - since >= FIRST_SUBSCRIPTION.toNanos())
                .isEmpty();
        if (!subscribed && waits) {
            return new Unknown("this scheduler has just begun, and is not subscribed yet");
        }
        return known(newest.get().view(), settings.ttl().toSeconds());
    }

    /** All names of a cluster; none where nothing can be told now. */
    public List<Listed> of(String cluster) {
        return now() instanceof Known known
                ? known.table().cluster(cluster).map(Listed::of).orElse(List.of())
                : List.of();
    }

    /** Why nothing can be told now; empty if it can. */
    public Optional<String> silence() {
        return now() instanceof Unknown unknown ? Optional.of(unknown.why()) : Optional.empty();
    }

    private Known known(View view, long ttlSeconds) {
        return new Known(table(view), Math.max(0, ttlSeconds));
    }

    /** Made by whoever asks first after a change; others wait that moment. */
    private synchronized NameTable table(View view) {
        NameTable newest = NameTable.of(view, settings, table, seconds.getAsLong());
        table = Optional.of(newest);
        return newest;
    }
}
