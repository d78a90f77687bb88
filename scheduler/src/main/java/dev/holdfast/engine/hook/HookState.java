package dev.holdfast.engine.hook;

import java.time.Instant;
import java.util.Optional;

/**
 * How a webhook is.
 *
 * @param url without what may be secret in it
 * @param told number of the last event that it was sent, or did not want
 * @param waiting how many events there are after that
 * @param dropped how many it was never sent
 * @param taken when it last took one, since this scheduler leads
 * @param problem why it did not take the last; empty if it did
 * @param again when it is tried again, if it is
 */
public record HookState(
        String name,
        String url,
        long told,
        long waiting,
        long dropped,
        Optional<Instant> taken,
        String problem,
        Optional<Instant> again) {}
