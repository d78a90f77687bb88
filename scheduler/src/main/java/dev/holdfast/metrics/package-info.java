/**
 * What can be counted, for Prometheus.
 *
 * <p>{@link dev.holdfast.metrics.SchedulerMeter} has the counters of one scheduler; the shell tells it of each turn when it is durable,
 * and of what its workers do. {@link dev.holdfast.metrics.Scrape} turns the newest picture and the newest observations into gauges when
 * somebody asks. This room decides nothing, and asks nobody for anything.
 */
@NullMarked
package dev.holdfast.metrics;

import org.jspecify.annotations.NullMarked;
