package dev.holdfast.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers gauges under their names, for the text format wants each name once. */
final class Families {

    private final SortedMap<String, GaugeSnapshot.Builder> byName = new TreeMap<>();

    void add(String name, String help, SortedMap<String, String> labels, boolean yes) {
        add(name, help, labels, yes ? 1 : 0);
    }

    void add(String name, String help, SortedMap<String, String> labels, Instant when) {
        add(name, help, labels, SchedulerMeter.seconds(when));
    }

    void add(String name, String help, SortedMap<String, String> labels, Number value) {
        String[] names = labels.keySet().toArray(String[]::new);
        String[] values = labels.values().toArray(String[]::new);
        byName.computeIfAbsent(
                        name,
                        key -> GaugeSnapshot.builder()
                                .name(Instruments.PREFIX + name)
                                .help(help))
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(names, values))
                        .value(value.doubleValue())
                        .build());
    }

    List<MetricSnapshot> snapshots() {
        return byName.values().stream()
                .<MetricSnapshot>map(GaugeSnapshot.Builder::build)
                .toList();
    }

    /** Names and values in turns. */
    static SortedMap<String, String> labels(String... namesAndValues) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }
}
