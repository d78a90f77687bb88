package dev.holdfast.placement;

import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chooses a node's ports out of those that are free.
 *
 * <ol>
 *   <li>Fixed ports are taken as they are.
 *   <li>The others are the lowest free ones in the first of these regions that has any: from 31000 to the begin of what
 *       Linux gives to outgoing connections; the rest above the privileged ones and below that; everything else.
 *   <li>Within this, ports that other needs are fixed on are spared as long as there are others.
 * </ol>
 */
public final class PortPicker {

    private static final List<PortRange> REGIONS =
            List.of(new PortRange(31_000, 32_767), new PortRange(1024, 30_999), new PortRange(1, 65_535));

    private final Quantity.Ranges free;
    private final List<Integer> spared;

    /** @param spared ports that others are fixed on */
    public PortPicker(Quantity.Ranges free, List<Integer> spared) {
        this.free = free;
        this.spared = spared;
    }

    Optional<Objection> objection(SortedMap<String, Integer> wanted) {
        List<Integer> fixed = wanted.values().stream().filter(port -> port != 0).toList();
        for (int port : fixed) {
            if (!free.contains(port)) {
                return Optional.of(
                        new Objection(Objection.PORT, () -> "port " + port + " is not free; free are " + text(free)));
            }
        }
        if (new TreeSet<>(fixed).size() < fixed.size()) {
            return Optional.of(new Objection(Objection.PORT, () -> "two of the ports have one number"));
        }
        int open = wanted.size() - fixed.size();
        long left = free.count() - fixed.size();
        return left >= open
                ? Optional.empty()
                : Optional.of(new Objection(Objection.PORT, () -> left + " of " + open + " ports free to pick from"));
    }

    /** All ports by name; there must be no objection. */
    public SortedMap<String, Integer> pick(SortedMap<String, Integer> wanted) {
        SortedMap<String, Integer> picked = new TreeMap<>();
        Quantity left = free;
        for (Map.Entry<String, Integer> port : wanted.entrySet()) {
            if (port.getValue() != 0) {
                picked.put(port.getKey(), port.getValue());
                left = left.minus(Quantity.Ranges.of(port.getValue()));
            }
        }
        for (Map.Entry<String, Integer> port : wanted.entrySet()) {
            if (port.getValue() == 0) {
                int number = first((Quantity.Ranges) left);
                picked.put(port.getKey(), number);
                left = left.minus(Quantity.Ranges.of(number));
            }
        }
        return picked;
    }

    private int first(Quantity.Ranges from) {
        List<PortRange> avoided = new ArrayList<>();
        spared.forEach(port -> avoided.add(new PortRange(port, port)));
        Quantity.Ranges unspoken = (Quantity.Ranges) from.minus(new Quantity.Ranges(avoided));
        for (Quantity.Ranges choice : List.of(unspoken, from)) {
            for (PortRange region : REGIONS) {
                for (PortRange range : choice.ranges()) {
                    long port = Math.max(range.begin(), region.begin());
                    if (port <= range.end() && port <= region.end()) {
                        return (int) port;
                    }
                }
            }
        }
        throw new IllegalStateException("no port is free");
    }

    /** Ranges as people read them, cut short where they are many. */
    static String text(Quantity.Ranges ranges) {
        int shown = 5;
        if (ranges.isEmpty()) {
            return "none";
        }
        List<String> texts =
                ranges.ranges().stream().limit(shown).map(PortRange::toString).toList();
        return String.join(", ", texts) + (ranges.ranges().size() > shown ? ", …" : "");
    }
}
