package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A node.
 *
 * @param id {@code orders/broker-2}
 * @param state where it is in its life
 * @param goal what is wanted of it: running, stopped or released
 * @param since when it came to that state
 * @param incarnation counts its launches
 * @param generation counts its volumes
 * @param current whether it runs with the target's settings
 * @param text what the database says of it
 * @param trouble what went wrong last; empty if nothing
 * @param refusals why offers did not do, while it has no place
 */
public record NodeInfo(
        String id,
        String group,
        int index,
        String state,
        String goal,
        Instant since,
        String hostname,
        String address,
        SortedMap<String, Integer> ports,
        int incarnation,
        int generation,
        boolean current,
        String text,
        Optional<WaitInfo> waiting,
        String trouble,
        double cpus,
        long memoryMegabytes,
        long volumeMegabytes,
        String agentId,
        String taskId,
        List<String> refusals) {

    /** {@code broker-2}. */
    public String shortName() {
        return group + "-" + index;
    }
}
