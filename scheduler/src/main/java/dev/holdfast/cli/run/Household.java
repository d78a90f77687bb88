package dev.holdfast.cli.run;

import dev.holdfast.cli.ApiClient;
import java.util.Optional;

/** Everything that {@code up} runs. Closing it leaves the databases running. */
interface Household extends AutoCloseable {

    /** To its scheduler, or to whichever of several answers. */
    ApiClient client(Optional<String> token);

    /** Why nothing can go on any more; empty as long as it does. */
    Optional<String> trouble();

    @Override
    void close();
}
