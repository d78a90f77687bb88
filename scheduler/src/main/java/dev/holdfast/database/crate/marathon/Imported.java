package dev.holdfast.database.crate.marathon;

import java.util.List;

/** What came of an import. */
public sealed interface Imported {

    /**
     * A spec.
     *
     * @param yaml as {@code holdfast apply -f} takes it
     * @param cluster its name
     * @param app the app's id
     * @param remarks in the order of importance: kept, changed, dropped
     */
    record Spec(String yaml, String cluster, String app, List<Remark> remarks) implements Imported {
        public Spec {
            remarks = List.copyOf(remarks);
        }
    }

    /** Nothing: cause and remedy, one line each. */
    record Refused(String cause, String remedy) implements Imported {}
}
