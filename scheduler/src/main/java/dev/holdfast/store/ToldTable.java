package dev.holdfast.store;

import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The table {@code told} of a state file: events, bounded by count and age. */
final class ToldTable {

    /** So many events are kept at most. */
    static final int KEPT = 20_000;

    /** So long they are kept at most. */
    static final Duration KEPT_FOR = Duration.ofDays(90);

    /** What is too old goes by so many at once: more than one commit ever adds. */
    private static final int GO_AT_ONCE = 500;

    private static final String COLUMNS = "SELECT id, cluster, at, text, kind, node, asker FROM told ";

    private final Connection connection;

    ToldTable(Connection connection) {
        this.connection = connection;
    }

    /** A table of before events had kinds gets what it lacks. */
    static void widen(Statement statement) throws SQLException {
        Set<String> there = new TreeSet<>();
        try (ResultSet columns = statement.executeQuery("PRAGMA table_info(told)")) {
            while (columns.next()) {
                there.add(columns.getString("name"));
            }
        }
        for (String column : List.of("kind", "node", "asker")) {
            if (!there.contains(column)) {
                statement.execute("ALTER TABLE told ADD COLUMN " + column + " TEXT NOT NULL DEFAULT ''");
            }
        }
    }

    void write(Fact.Told told) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT OR REPLACE INTO told (id, cluster, at, text, kind, node, asker)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            if (told.number() > 0) {
                statement.setLong(1, told.number());
            } else {
                statement.setNull(1, java.sql.Types.INTEGER); // counted by the table
            }
            statement.setString(2, told.cluster().map(ClusterName::value).orElse(""));
            statement.setString(3, told.at().toString());
            statement.setString(4, told.text());
            statement.setString(5, told.kind().word());
            statement.setString(6, told.node().map(NodeId::toString).orElse(""));
            statement.setString(7, told.by());
            statement.executeUpdate();
        }
    }

    /** The newest one always stays, so that counting goes on from it. */
    void bound(Instant now) throws SQLException {
        try (PreparedStatement many =
                connection.prepareStatement("DELETE FROM told WHERE id <= (SELECT MAX(id) FROM told) - ?")) {
            many.setInt(1, KEPT);
            many.executeUpdate();
        }
        try (PreparedStatement old =
                connection.prepareStatement("DELETE FROM told WHERE id < (SELECT MIN(id) FROM told) + ?"
                        + " AND id < (SELECT MAX(id) FROM told) AND at < ?")) {
            old.setInt(1, GO_AT_ONCE);
            old.setString(2, now.minus(KEPT_FOR).toString());
            old.executeUpdate();
        }
    }

    long newest() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT MAX(id) FROM told")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** A cluster's newest, oldest of them first. */
    List<Fact.Told> newest(ClusterName cluster, int limit) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(COLUMNS + "WHERE cluster = ? ORDER BY id DESC LIMIT ?")) {
            statement.setString(1, cluster.value());
            statement.setInt(2, limit);
            List<Fact.Told> lines = read(statement);
            Collections.reverse(lines);
            return lines;
        }
    }

    List<Fact.Told> after(long number, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + "WHERE id > ? ORDER BY id LIMIT ?")) {
            statement.setLong(1, number);
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    List<Fact.Told> all() throws SQLException {
        return after(0, Integer.MAX_VALUE);
    }

    private static List<Fact.Told> read(PreparedStatement statement) throws SQLException {
        List<Fact.Told> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String cluster = rows.getString(2);
                lines.add(new Fact.Told(
                        rows.getLong(1),
                        cluster.isEmpty() ? Optional.empty() : Optional.of(new ClusterName(cluster)),
                        Instant.parse(rows.getString(3)),
                        EventKind.of(rows.getString(5)).orElse(EventKind.OTHER),
                        NodeId.parse(rows.getString(6)),
                        rows.getString(7),
                        rows.getString(4)));
            }
        }
        return lines;
    }
}
