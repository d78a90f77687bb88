package dev.holdfast.database;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One number that a database said of itself, for those who watch it. One name has the same help and the same labels everywhere.
 *
 * @param name in snake case, its unit last: {@code crate_node_disk_free_bytes}
 * @param help what it counts, one line
 * @param labels beside the cluster's, which is put to it
 */
public record Gauge(String name, String help, SortedMap<String, String> labels, double value) {

    public Gauge {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
