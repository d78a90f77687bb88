package dev.holdfast.metrics;

import dev.holdfast.core.View;
import dev.holdfast.database.ClusterView;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that can be counted, as text in the format of Prometheus. */
public final class Scrape {

    private static final PrometheusTextFormatWriter WRITER =
            PrometheusTextFormatWriter.builder().build();

    private Scrape() {}

    /** What kind of text it is. */
    public static String type() {
        return WRITER.getContentType();
    }

    /** Of one that stands by: only what is its own, for all else the one that leads tells. */
    public static String text(SchedulerMeter meter) {
        return text(meter.snapshots());
    }

    /** @param clusters a cluster as its rules see it, by name */
    public static String text(SchedulerMeter meter, View view, Function<String, Optional<ClusterView>> clusters) {
        List<MetricSnapshot> all = new ArrayList<>(meter.snapshots());
        all.addAll(Pictures.of(view, clusters).snapshots());
        return text(all);
    }

    private static String text(List<MetricSnapshot> snapshots) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            WRITER.write(out, new MetricSnapshots(snapshots));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
