package dev.holdfast.database;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node as rules and drivers see it.
 *
 * @param placed whether it has a reservation and a volume; otherwise address and ports are empty
 * @param address the node advertises
 * @param ports by name, as reserved
 * @param everLaunched whether a process on this volume generation was ever seen alive: then the volume carries the node's mark
 * @param processUp whether Mesos says its process runs
 * @param incarnation of the current or last launch; 0 if never launched
 * @param inputs of that launch
 * @param generation of its volume; more than 1 after a replacement
 * @param ended how chores beside it ended last, by name of the chore ({@link Rules#beside})
 */
public record NodeView(
        NodeId id,
        boolean placed,
        Optional<AgentId> agent,
        String hostname,
        String address,
        String zone,
        SortedMap<String, String> attributes,
        SortedMap<String, Integer> ports,
        boolean everLaunched,
        boolean processUp,
        int incarnation,
        SortedMap<String, String> inputs,
        int generation,
        SortedMap<String, ChoreEnd> ended) {

    public NodeView {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        ended = Collections.unmodifiableSortedMap(new TreeMap<>(ended));
    }

    /** A node beside which no chore has ended. */
    public NodeView(
            NodeId id,
            boolean placed,
            Optional<AgentId> agent,
            String hostname,
            String address,
            String zone,
            SortedMap<String, String> attributes,
            SortedMap<String, Integer> ports,
            boolean everLaunched,
            boolean processUp,
            int incarnation,
            SortedMap<String, String> inputs,
            int generation) {
        this(
                id,
                placed,
                agent,
                hostname,
                address,
                zone,
                attributes,
                ports,
                everLaunched,
                processUp,
                incarnation,
                inputs,
                generation,
                new TreeMap<>());
    }

    /** {@code address:port} of a named port. */
    public String endpoint(String port) {
        return address + ":" + ports.getOrDefault(port, 0);
    }
}
