package dev.holdfast.store;

import dev.holdfast.core.Fact;
import java.nio.file.Path;
import java.util.List;

/** A process that commits as fast as it can and says after each commit which it was, until it is killed or cannot go on. */
final class StoreWriter {

    private StoreWriter() {}

    /** Arguments: the file, and how many characters each commit is long. */
    public static void main(String[] arguments) {
        String filling = "x".repeat(Integer.parseInt(arguments[1]));
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]), () -> Samples.self(0))) {
            for (long i = store.load().self().counter() + 1; ; i++) {
                store.commit(List.of(
                        new Fact.SelfIs(Samples.self(i)),
                        new Fact.NodeIs(Samples.node()),
                        new Fact.Told(Samples.ORDERS, Samples.AT, i + " " + filling)));
                System.out.println(i);
            }
        } catch (StoreException e) {
            System.out.println("FAILED " + e.getMessage() + " | " + e.remedy());
        }
    }
}
