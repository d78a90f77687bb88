package dev.holdfast.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Makes instruments, all under one prefix and in one registry. Times are in seconds, sizes in bytes. */
final class Instruments {

    static final String PREFIX = "holdfast_";

    /** From a tenth of a millisecond, for what is quick, to ten seconds. */
    private static final double[] QUICK = {
        0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10
    };

    /** From ten milliseconds, for what goes over a network, to ten minutes. */
    private static final double[] SLOW = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final List<Counter> byCluster = new ArrayList<>();

    Instruments() {
        JvmMetrics.builder().register(registry);
    }

    Counter counter(String name, String help, String... labels) {
        Counter counter = Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
        if (labels.length > 0 && labels[0].equals("cluster")) {
            byCluster.add(counter);
        }
        return counter;
    }

    Gauge gauge(String name, String help) {
        return Gauge.builder().name(PREFIX + name).help(help).withoutExemplars().register(registry);
    }

    /** One that is asked when somebody looks; what is not a number is left out. */
    void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(answer -> {
                    double now = value.getAsDouble();
                    if (!Double.isNaN(now)) {
                        answer.call(now);
                    }
                })
                .register(registry);
    }

    /** One for each value of a label. */
    void gauge(String name, String help, String label, Supplier<SortedMap<String, Long>> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(label)
                .callback(answer -> values.get().forEach((value, number) -> answer.call(number, value)))
                .register(registry);
    }

    /** Likewise what only rises. */
    void counter(String name, String help, String label, Supplier<SortedMap<String, Long>> values) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(label)
                .callback(answer -> values.get().forEach((value, number) -> answer.call(number, value)))
                .register(registry);
    }

    Histogram quick(String name, String help, String... labels) {
        return histogram(name, help, QUICK, labels);
    }

    Histogram slow(String name, String help, String... labels) {
        return histogram(name, help, SLOW, labels);
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    /** What was counted of a cluster that is no more is not told for ever. */
    void forget(String cluster) {
        byCluster.forEach(counter -> counter.removeIf(labels -> labels.get(0).equals(cluster)));
    }

    List<MetricSnapshot> snapshots() {
        return registry.scrape().stream().toList();
    }
}
