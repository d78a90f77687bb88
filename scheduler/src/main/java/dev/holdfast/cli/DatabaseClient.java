package dev.holdfast.cli;

import java.io.IOException;
import java.util.Optional;

/** How a user of one kind of database talks to it from here: with tools of its own, or with a prompt of ours. */
interface DatabaseClient {

    /** The exit code. */
    int run(ClientCall call) throws IOException, InterruptedException;

    /** The client for a package's clusters; empty if there is none. */
    static Optional<DatabaseClient> of(String packageName) {
        return switch (packageName) {
            case "kafka" -> Optional.of(new KafkaClient());
            case "cassandra" -> Optional.of(new CassandraClient());
            case "crate" -> Optional.of(new CrateClient());
            default -> Optional.empty();
        };
    }
}
