package dev.holdfast.node.backup;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.RemoteEndpointAwareJdkSSLOptions;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.SimpleStatement;
import java.util.ArrayList;
import java.util.List;

/** A ring by its query language, through the driver that comes with Cassandra. */
final class Ring implements AutoCloseable {

    private static final int MOST_MILLIS = 60_000;

    private final Cluster cluster;
    private final Session session;

    Ring(CqlDoor door) {
        Cluster.Builder builder = Cluster.builder()
                .addContactPoint(door.address())
                .withPort(Integer.parseInt(door.port()))
                .withoutMetrics()
                .withoutJMXReporting();
        if (door.hasUser()) {
            builder = builder.withCredentials(door.user(), door.password());
        }
        if (door.authority().isPresent()) {
            builder = builder.withSSL(RemoteEndpointAwareJdkSSLOptions.builder()
                    .withSSLContext(door.authority().get().context())
                    .build());
        }
        cluster = builder.build();
        cluster.getConfiguration().getSocketOptions().setReadTimeoutMillis(MOST_MILLIS);
        session = cluster.connect();
    }

    /** All that people made, with the columns that were dropped since. */
    Schema schema() {
        List<Schema.Part> parts = new ArrayList<>();
        for (Row row : session.execute(new SimpleStatement("DESCRIBE SCHEMA WITH INTERNALS"))) {
            String keyspace = row.getString("keyspace_name");
            if (Snapshot.isCopied(keyspace)) {
                parts.add(new Schema.Part(
                        keyspace, row.getString("type"), row.getString("name"), row.getString("create_statement")));
            }
        }
        return new Schema(parts);
    }

    /** Whether there is a table of that name with rows in it. */
    boolean hasRows(String keyspace, String table) {
        KeyspaceMetadata known = cluster.getMetadata().getKeyspace(quoted(keyspace));
        if (known == null || known.getTable(quoted(table)) == null) {
            return false;
        }
        return !session.execute("SELECT * FROM " + quoted(keyspace) + "." + quoted(table) + " LIMIT 1")
                .isExhausted();
    }

    boolean has(Schema.Part part) {
        KeyspaceMetadata known = cluster.getMetadata().getKeyspace(quoted(part.keyspace()));
        return switch (part.type()) {
            case "keyspace" -> known != null;
            case "table" -> known != null && known.getTable(quoted(part.name())) != null;
            case "type" -> known != null && known.getUserType(quoted(part.name())) != null;
            case "materialized_view" -> known != null && known.getMaterializedView(quoted(part.name())) != null;
            case "index" ->
                known != null
                        && known.getTables().stream().anyMatch(table -> table.getIndex(quoted(part.name())) != null);
            default -> false;
        };
    }

    void execute(String statement) {
        session.execute(statement);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        cluster.close();
    }
}
