package dev.holdfast.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.function.LongSupplier;

/**
 * Bounds what goes out over UDP to one network, since whose address a packet carries has not always sent it: a server without a bound
 * can be made to flood others. Beyond the bound every second query gets an empty answer that says to ask over TCP, which only the true
 * sender can; the rest get none. Nothing is bounded on this machine.
 *
 * <p>Networks are /24 and /56. They share a fixed number of places, so that many senders cost no memory; two that share one share its rate.
 */
final class RateBound {

    /** Answers a second to a network. */
    static final int RATE = 200;

    /** Answers at once to a network that was quiet. */
    static final int BURST = 400;

    private static final int PLACES = 4_096;
    private static final int BITS_4 = 24;
    private static final int BITS_6 = 56;

    /** Thousandths of an answer, so that a short while counts, too. */
    private static final long WHOLE = 1_000;

    /** After this many milliseconds there is as much as there can be. */
    private static final long LONGEST_REST = BURST * WHOLE;

    private final long[] left = new long[PLACES];
    private final long[] asOf = new long[PLACES];
    private final LongSupplier nanos;
    private final int seed;
    private boolean odd;

    /** @param seed so that nobody can choose whom to share a place with */
    RateBound(LongSupplier nanos, int seed) {
        this.nanos = nanos;
        this.seed = seed;
        java.util.Arrays.fill(left, BURST * WHOLE);
        java.util.Arrays.fill(asOf, nanos.getAsLong());
    }

    enum Verdict {
        ANSWER,
        HINT,
        SILENCE
    }

    synchronized Verdict judge(InetAddress from) {
        if (from.isLoopbackAddress()) {
            return Verdict.ANSWER;
        }
        int place = Math.floorMod(network(from), PLACES);
        long now = nanos.getAsLong();
        long millis = (now - asOf[place]) / 1_000_000; // each brings RATE thousandths
        left[place] = Math.min(BURST * WHOLE, left[place] + Math.min(millis, LONGEST_REST) * RATE);
        asOf[place] += millis * 1_000_000;
        if (left[place] >= WHOLE) {
            left[place] -= WHOLE;
            return Verdict.ANSWER;
        }
        odd = !odd;
        return odd ? Verdict.HINT : Verdict.SILENCE;
    }

    private int network(InetAddress from) {
        byte[] address = from.getAddress();
        int bytes = (from instanceof Inet4Address ? BITS_4 : BITS_6) / 8;
        int hash = seed;
        for (int i = 0; i < bytes; i++) {
            hash = (hash ^ (address[i] & 0xff)) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }
}
