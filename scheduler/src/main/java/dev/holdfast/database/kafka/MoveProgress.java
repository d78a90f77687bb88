package dev.holdfast.database.kafka;

import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the movement of data is, by the sizes on the brokers' disks.
 *
 * <p>A replica that is being added shall become as large as the leader's: what it has is done, the rest is left. What
 * was in progress at the look before and is no longer counts as done. The rate is what was added between two looks.
 */
public final class MoveProgress {

    private MoveProgress() {}

    /**
     * @param before the look before; its {@link KafkaDetails#moving} is carried on
     * @param elapsed between the two looks
     */
    public static Moving of(KafkaDetails before, KafkaDetails now, Duration elapsed) {
        if (!now.knows(KafkaDetails.Part.REASSIGNMENTS, KafkaDetails.Part.LOG_DIRS)) {
            return now.reassignments().isEmpty() ? Moving.NOTHING : before.moving();
        }
        if (now.reassignments().isEmpty() && before.reassignments().isEmpty()) {
            return Moving.NOTHING;
        }
        // 1. What was done when it was no longer in progress: everything but what is in progress now.
        long finished = before.moving().doneBytes() - inProgress(before, before);
        // 2. What finished since: as large as it shall be. A move that was stopped left nothing.
        for (Reassigning moving : before.reassignments().values()) {
            if (!now.reassignments().containsKey(moving.id())) {
                finished += size(now, moving.id()) * arrived(now, moving);
            }
        }
        // 3. What is in progress now.
        long done = Math.max(0, finished) + inProgress(now, now);
        long added = Math.max(0, done - before.moving().doneBytes());
        long millis = Math.max(1, elapsed.toMillis());
        return new Moving(done, left(now), before.reassignments().isEmpty() ? 0 : added * 1000 / millis);
    }

    /** Bytes that replicas which are being added still lack. */
    public static long left(KafkaDetails details) {
        long left = 0;
        for (Reassigning moving : details.reassignments().values()) {
            long whole = size(details, moving.id());
            for (int broker : moving.adding()) {
                left += Math.max(0, whole - details.bytesOf(moving.id(), broker));
            }
        }
        return left;
    }

    /** The size a full replica of a partition has: that of the leader, or else of the largest. */
    public static long size(KafkaDetails details, PartitionId id) {
        Optional<Partition> known = details.partition(id);
        if (known.isEmpty()) {
            return 0;
        }
        Partition partition = known.get();
        long size = details.bytesOf(id, partition.leader());
        if (size == 0) {
            for (int broker : partition.replicas()) {
                size = Math.max(size, details.bytesOf(id, broker));
            }
        }
        return size;
    }

    /**
     * For people: {@code 1.2 GB of 4.0 GB moved, about 3 min left}.
     *
     * @param further bytes that are to be moved beyond the reassignments in progress
     */
    public static String text(Moving moving, long further) {
        long left = moving.leftBytes() + further;
        String text = bytes(moving.doneBytes()) + " of " + bytes(moving.doneBytes() + left) + " moved";
        return moving.bytesPerSecond() <= 0 || left == 0
                ? text
                : text + ", about " + time(left / moving.bytesPerSecond()) + " left";
    }

    /** How many of those that were being added are replicas now. */
    private static long arrived(KafkaDetails now, Reassigning moving) {
        List<Integer> replicas =
                now.partition(moving.id()).map(Partition::replicas).orElse(List.of());
        return moving.adding().stream().filter(replicas::contains).count();
    }

    private static long inProgress(KafkaDetails which, KafkaDetails sizes) {
        long bytes = 0;
        for (Reassigning moving : which.reassignments().values()) {
            long whole = size(sizes, moving.id());
            for (int broker : moving.adding()) {
                bytes += Math.min(whole, sizes.bytesOf(moving.id(), broker));
            }
        }
        return bytes;
    }

    private static String bytes(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return Math.max(1, seconds) + " s";
        }
        return seconds < 3600 ? (seconds + 59) / 60 + " min" : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
    }
}
