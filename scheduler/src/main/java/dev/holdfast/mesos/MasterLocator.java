package dev.holdfast.mesos;

import java.net.URI;
import java.util.List;

/** Where masters may be. Asked anew before every attempt to subscribe, so that the answer may change over time. */
public interface MasterLocator {

    /**
     * Base addresses ({@code http://host:port}) in the order to try them, the likeliest leader first. A master that
     * does not lead sends us on to the one that does. Empty while no master is known.
     *
     * @throws InterruptedException if asked to give up while looking
     */
    List<URI> candidates() throws InterruptedException;

    /** For messages: what was looked at. */
    String description();

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
