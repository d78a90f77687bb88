package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that is reserved under our owner id and of which no record tells: the state that knew of it was lost, or is a newer one
 * than this. It is kept, and a person decides.
 *
 * @param uid its claim's
 * @param node the text of its label; nodes are named by people, and it may be any
 * @param generation of the node's volume; 0 if its label does not say
 * @param agent where it is, or was when it was seen last
 * @param resources all that was seen of it
 * @param listed seen in the master's own list of what its agents have; otherwise only in offers, which may not show all of it
 */
record Leak(
        String uid,
        String node,
        int generation,
        Agent agent,
        String role,
        Resources resources,
        boolean listed,
        Instant seenAt) {

    /** Its volume; empty if it has none. */
    Optional<Resource> volume() {
        return resources.stream()
                .filter(resource -> resource.isVolume() && resource.quantity() instanceof Quantity.Amount)
                .findFirst();
    }

    Leak seen(Instant when) {
        return new Leak(uid, node, generation, agent, role, resources, listed, when);
    }
}
