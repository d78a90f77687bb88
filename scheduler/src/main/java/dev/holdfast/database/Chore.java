package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An operation on the database's side. Performing it twice does no harm.
 *
 * @param name known to the package: {@code drain}, {@code unregister}
 * @param node whom it is about, if about one
 * @param arguments of the chore
 */
public record Chore(String name, Optional<NodeId> node, SortedMap<String, String> arguments) {

    public Chore {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }

    public static Chore on(NodeId node, String name) {
        return new Chore(name, Optional.of(node), new TreeMap<>());
    }

    public Chore with(String key, String value) {
        TreeMap<String, String> more = new TreeMap<>(arguments);
        more.put(key, value);
        return new Chore(name, node, more);
    }
}
