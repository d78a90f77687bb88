package dev.holdfast.engine;

import java.net.URI;
import java.util.Optional;

/** Who of several schedulers leads, for those that answer users. */
public interface Leadership {

    /** Whether this one does. */
    boolean leads();

    /** Where the one that leads has its API; empty if none leads now, or it is not known. */
    Optional<URI> leader();

    /** Of a scheduler that has no others beside it. */
    static Leadership alone() {
        return new Leadership() {
            @Override
            public boolean leads() {
                return true;
            }

            @Override
            public Optional<URI> leader() {
                return Optional.empty();
            }
        };
    }
}
