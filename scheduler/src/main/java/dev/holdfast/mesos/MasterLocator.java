package dev.holdfast.mesos;

import dev.holdfast.model.ZooKeeperAccess;
import dev.holdfast.model.ZooKeeperAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where masters may be. Asked anew before every attempt to subscribe, so that the answer may change over time. */
public interface MasterLocator extends AutoCloseable {

    /**
     * Base addresses ({@code http://host:port}) in the order to try them, the likeliest leader first. A master that
     * does not lead sends us on to the one that does. Empty while no master is known.
     *
     * @throws InterruptedException if asked to give up while looking
     */
    List<URI> candidates() throws InterruptedException;

    /** Who leads now, where that is known without asking; when it changes, the subscription with the one before is over. */
    default Optional<URI> leader() {
        return Optional.empty();
    }

    /** For messages: what was looked at. */
    String description();

    /** By what the user wrote: addresses, or one place in ZooKeeper ({@code zk://…}). */
    static MasterLocator of(List<URI> masters, ZooKeeperAccess access) {
        return masters.stream()
                .findFirst()
                .flatMap(first -> ZooKeeperAddress.parse(first.toString()))
                .map(place -> place.with(access))
                .<MasterLocator>map(ZooKeeperMasters::at)
                .orElseGet(() -> fixed(masters));
    }

    @Override
    default void close() {}

    /** A list that never changes. */
    static MasterLocator fixed(List<URI> masters) {
        List<URI> copy = List.copyOf(masters);
        return new MasterLocator() {
            @Override
            public List<URI> candidates() {
                return copy;
            }

            @Override
            public String description() {
                return copy.toString();
            }
        };
    }
}
