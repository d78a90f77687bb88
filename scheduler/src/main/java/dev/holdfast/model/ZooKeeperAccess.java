package dev.holdfast.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a ZooKeeper is told who we are, and how we know whom we speak to; what does not belong into an address, which others may see.
 *
 * @param login user and password with a colon between, for addresses that have none
 * @param properties of ZooKeeper's client, by its own names, as in {@code zookeeper.ssl.trustStore.location}
 */
public record ZooKeeperAccess(Optional<String> login, SortedMap<String, String> properties) {

    /** Nothing but what the address says. */
    public static final ZooKeeperAccess NONE = new ZooKeeperAccess(Optional.empty(), new TreeMap<>());

    public ZooKeeperAccess {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    /** A login and passwords of stores may be among it. */
    @Override
    public String toString() {
        return "ZooKeeperAccess[" + properties.keySet() + "]";
    }
}
