package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;

/**
 * A launch of a node and its logs.
 *
 * @param state as Mesos says it, in lower case
 * @param over whether its process has ended
 * @param problem why its logs cannot be listed; empty if they can
 */
public record LaunchInfo(
        int incarnation,
        String host,
        Instant at,
        String state,
        boolean over,
        List<LogFileInfo> files,
        String problem) {}
