package dev.holdfast.node;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Words for what a Cassandra node has in flight. */
final class RingProgress {

    private static final double MEGABYTE = 1024.0 * 1024.0;

    private final Beans beans;

    RingProgress(Beans beans) {
        this.beans = beans;
    }

    /** Of data on its way to and from other nodes. */
    String streams(String doing) {
        List<Streams.Stream> all = new Streams(beans).all();
        if (all.isEmpty()) {
            return doing;
        }
        long done = all.stream().mapToLong(Streams.Stream::done).sum();
        long total = all.stream().mapToLong(Streams.Stream::total).sum();
        return doing + ": " + megabytes(done) + " of " + megabytes(total) + " MB, with " + all.size() + " nodes";
    }

    /** Of compactions whose type begins with that; empty if there are none. */
    String compactions(String type) {
        StringBuilder text = new StringBuilder();
        for (Object each : beans.all(RingReport.COMPACTIONS, "Compactions")) {
            if (each instanceof Map<?, ?> compaction
                    && RingReport.text(compaction, "taskType").startsWith(type)) {
                text.append(": ")
                        .append(RingReport.text(compaction, "columnfamily"))
                        .append(' ')
                        .append(percent(compaction))
                        .append('%');
            }
        }
        return text.toString();
    }

    private static long percent(Map<?, ?> compaction) {
        try {
            long total = Long.parseLong(RingReport.text(compaction, "total"));
            return total <= 0 ? 0 : Long.parseLong(RingReport.text(compaction, "completed")) * 100 / total;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
    }
}
