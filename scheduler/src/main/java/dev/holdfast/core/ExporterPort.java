package dev.holdfast.core;

import dev.holdfast.database.Exporter;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.PortPicker;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The port of a node's exporter, which a node that stands already gets where it stands. */
final class ExporterPort {

    private ExporterPort() {}

    /** Which port a node lacks that it shall have, 0 for any; empty if it lacks none. */
    static OptionalInt lacking(Turn turn, ClusterRecord cluster, NodeRecord node) {
        if (!Exporter.isWanted(cluster.spec())
                || node.claim().isEmpty()
                || node.claim().get().heldPorts().containsKey(Exporter.PORT)) {
            return OptionalInt.empty();
        }
        return cluster.spec()
                .group(node.id().group())
                .map(group -> Exporter.ports(cluster.spec(), group, turn.descriptor(cluster)))
                .map(ports -> ports.get(Exporter.PORT))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /**
     * Whether a node that is to be started gets its port before that: if it is free on the agent, and nothing was asked for since the node
     * came to a stop, or that is not answered yet. So want of the port, or a lost answer, never keeps a node down for long.
     */
    static boolean comesFirst(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node) {
        OptionalInt lacking = lacking(turn, cluster, node);
        if (lacking.isEmpty()) {
            return false;
        }
        Claim claim = node.claim().orElseThrow();
        boolean asked =
                claim.sentAt().filter(sent -> !sent.isBefore(node.since())).isPresent();
        return asked
                ? Resizing.isPending(turn, claim)
                : takeFrom(desk.unreserved(), lacking.getAsInt()).isPresent();
    }

    /** The port out of resources of an agent that nobody has reserved; empty if it is not there. */
    static Optional<Resource> takeFrom(Resources unreserved, int wanted) {
        SortedMap<String, Integer> need = new TreeMap<>();
        need.put(Exporter.PORT, wanted);
        for (Resource resource : unreserved.all()) {
            if (resource.quantity() instanceof Quantity.Ranges ranges
                    && !ranges.isEmpty()
                    && (wanted == 0 || ranges.contains(wanted))) {
                int number = new PortPicker(ranges, List.of())
                        .pick(need)
                        .values()
                        .iterator()
                        .next();
                return Optional.of(resource.withQuantity(Quantity.Ranges.of(number)));
            }
        }
        return Optional.empty();
    }

    /** The ports that a claim has names for, with this one. */
    static SortedMap<String, Integer> with(Claim claim, Resource port) {
        SortedMap<String, Integer> ports = new TreeMap<>(claim.ports());
        ports.put(Exporter.PORT, (int)
                ((Quantity.Ranges) port.quantity()).ranges().get(0).begin());
        return ports;
    }
}
