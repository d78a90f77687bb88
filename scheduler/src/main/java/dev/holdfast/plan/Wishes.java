package dev.holdfast.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers what a turn wants, each thing once, and when it wants to be woken. */
final class Wishes {

    private final Set<Want> wants = new LinkedHashSet<>();
    private Optional<Instant> wakeAt = Optional.empty();

    void want(Want want) {
        wants.add(want);
    }

    void wakeAt(Instant when) {
        if (wakeAt.isEmpty() || when.isBefore(wakeAt.get())) {
            wakeAt = Optional.of(when);
        }
    }

    void take(Wishes others) {
        wants.addAll(others.wants);
        others.wakeAt.ifPresent(this::wakeAt);
    }

    List<Want> wants() {
        return new ArrayList<>(wants);
    }

    Optional<Instant> wakeAt() {
        return wakeAt;
    }
}
