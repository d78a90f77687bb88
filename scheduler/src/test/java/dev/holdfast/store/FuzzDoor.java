package dev.holdfast.store;

import dev.holdfast.core.Fact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets damaged records into this room where stored ones come in. */
public final class FuzzDoor {

    private static final Records RECORDS = new Records(Json.mapper());

    private FuzzDoor() {}

    /** Stored records, each as its key, a newline and its JSON. */
    public static List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        for (Fact fact : List.of(
                new Fact.SelfIs(Samples.self(7)),
                new Fact.ClusterIs(Samples.cluster()),
                new Fact.NodeIs(Samples.node()),
                new Fact.Surplus(Samples.surplus()))) {
            RECORDS.change(fact)
                    .flatMap(change -> change.json().map(json -> change.key() + "\n" + json))
                    .ifPresent(text -> records.add(text.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    /** A record read as a store reads it; empty if it is refused. */
    public static Optional<Fact> read(String key, String json) {
        try {
            return Optional.of(RECORDS.read(key, json));
        } catch (RuntimeException refused) { // as every store does, which then tells which record it was
            return Optional.empty();
        }
    }
}
