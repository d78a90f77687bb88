package dev.holdfast.crate.model.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node as it introduces itself.
 *
 * @param id lasts as long as its data directory
 * @param launch new with every process
 * @param host address it is reached at
 * @param masters whether it may become master
 * @param data whether it holds shards
 */
public record Member(
        String id,
        String launch,
        String name,
        String host,
        int http,
        int transport,
        int psql,
        String version,
        boolean masters,
        boolean data,
        SortedMap<String, String> attributes) {

    public Member {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** Where its transport listens. */
    public String address() {
        return host + ":" + transport;
    }

    /** As CrateDB writes it in messages. */
    public String shown() {
        return "[" + name + "][" + address() + "]";
    }
}
