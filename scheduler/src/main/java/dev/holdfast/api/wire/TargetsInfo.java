package dev.holdfast.api.wire;

import java.util.List;
import java.util.SortedMap;

/**
 * What Prometheus shall scrape, as its HTTP service discovery wants it.
 *
 * @param targets {@code host:port}
 * @param labels that all their samples get
 */
public record TargetsInfo(List<String> targets, SortedMap<String, String> labels) {}
