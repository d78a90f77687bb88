package dev.holdfast.store;

import java.util.concurrent.CompletableFuture;

/** The time for which a scheduler leads. It ends once, for good. */
public interface Tenure {

    /**
     * Whether it lasts, by a proof that is fresh. Waits for one if the last is too old, as after a pause of this process; false
     * only once the tenure is over.
     */
    boolean holds();

    /** Completes with the reason when it is over. */
    CompletableFuture<String> over();

    /** Counts who led before; 0 where nobody else can. */
    default int number() {
        return 0;
    }

    /** Of a scheduler whose state nobody else can open. */
    static Tenure alone() {
        CompletableFuture<String> never = new CompletableFuture<>();
        return new Tenure() {
            @Override
            public boolean holds() {
                return true;
            }

            @Override
            public CompletableFuture<String> over() {
                return never;
            }
        };
    }
}
