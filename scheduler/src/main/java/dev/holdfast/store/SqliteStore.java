package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import tools.jackson.databind.json.JsonMapper;

/**
 * State in one SQLite file: write-ahead log, every commit forced to disk, one process at a time.
 *
 * <p>Tables: {@code record} (key, JSON) is the state, {@code target} every accepted wish, {@code told} the event log, bounded.
 */
public final class SqliteStore implements Portable {

    /** Raised when records change their meaning; a newer one than ours is refused. */
    public static final int SCHEMA_VERSION = 1;

    private final Path file;
    private final Connection connection;
    private final JsonMapper json = Json.mapper();
    private final Records records = new Records(json);
    private final Self fresh;
    private final ToldTable told;

    private SqliteStore(Path file, Connection connection, Self fresh) {
        this.file = file;
        this.connection = connection;
        this.fresh = fresh;
        this.told = new ToldTable(connection);
    }

    /**
     * Opens the file, or makes it.
     *
     * @param fresh who we are if there is no state yet
     * @throws StoreException if it is in use by another process, corrupt, or written by a newer Holdfast
     */
    public static SqliteStore open(Path file, Supplier<Self> fresh) {
        Connection opened = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            opened = DriverManager.getConnection("jdbc:sqlite:" + file);
            prepare(opened);
            refuseIfNewer(file, opened);
            makeTables(opened);
            return new SqliteStore(file, opened, fresh.get());
        } catch (SQLException | IOException e) {
            closeQuietly(opened);
            throw explained(file, e);
        } catch (RuntimeException e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=0");
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !"ok".equals(check.getString(1))) {
                    throw new SQLException("quick_check found damage", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
                }
            }
            statement.execute("BEGIN IMMEDIATE"); // takes the lock now, so that a second process fails here
            statement.execute("COMMIT");
        }
    }

    private static void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, json TEXT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS target (cluster TEXT, number INTEGER, at TEXT NOT NULL,"
                    + " json TEXT NOT NULL, PRIMARY KEY (cluster, number))");
            statement.execute("CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                    + " cluster TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL)");
            ToldTable.widen(statement);
            statement.execute("CREATE INDEX IF NOT EXISTS told_cluster ON told (cluster, id)");
            statement.execute("INSERT OR IGNORE INTO meta VALUES ('schema', '" + SCHEMA_VERSION + "')");
            statement.execute("COMMIT");
        }
    }

    /** Before anything is written: a newer file is left as it is. */
    private static void refuseIfNewer(Path file, Connection connection) throws SQLException {
        int found = 0;
        try (Statement statement = connection.createStatement()) {
            boolean known;
            try (ResultSet table =
                    statement.executeQuery("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'")) {
                known = table.next();
            }
            if (known) {
                try (ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE key = 'schema'")) {
                    found = row.next() ? row.getInt(1) : 0;
                }
            }
        }
        if (found > SCHEMA_VERSION) {
            throw new StoreException(
                    "the state in " + file + " was written by a newer Holdfast (schema " + found + ", this one reads "
                            + SCHEMA_VERSION + ")",
                    "start that newer Holdfast, or use another --data directory",
                    new IllegalStateException("schema " + found));
        }
    }

    /** Size of the file and of its write-ahead log. */
    public long bytes() {
        return file.toFile().length()
                + file.resolveSibling(file.getFileName() + "-wal").toFile().length();
    }

    @Override
    public synchronized State load() {
        State state = State.fresh(fresh);
        boolean known = false;
        String key = "";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key, json FROM record ORDER BY key")) {
            while (rows.next()) {
                key = rows.getString(1);
                Fact fact = records.read(key, rows.getString(2));
                known |= fact instanceof Fact.SelfIs;
                state = state.after(fact);
            }
            state = state.toldUpTo(told.newest());
        } catch (SQLException e) {
            throw explained(file, e);
        } catch (RuntimeException e) { // whatever a damaged record makes of our records' constructors
            throw new StoreException(
                    "record '" + key + "' in " + file + " cannot be read: " + e.getMessage(),
                    "restore the file from a copy; the databases' own data is untouched",
                    e);
        }
        if (!known) {
            commit(List.of(new Fact.SelfIs(fresh)));
        }
        return state;
    }

    @Override
    public synchronized void commit(List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        try {
            execute("BEGIN IMMEDIATE");
            Optional<Instant> toldAt = Optional.empty();
            for (Fact fact : facts) {
                write(fact);
                toldAt = fact instanceof Fact.Told line ? Optional.of(line.at()) : toldAt;
            }
            if (toldAt.isPresent()) {
                told.bound(toldAt.get());
            }
            execute("COMMIT");
        } catch (SQLException e) {
            rollBack();
            throw explained(file, e);
        } catch (RuntimeException e) {
            rollBack(); // nothing of a turn that failed may be in the next one's commit
            throw e;
        }
    }

    private void write(Fact fact) throws SQLException {
        Optional<Records.Change> change = records.change(fact);
        if (change.isPresent()) {
            write(change.get());
        } else if (fact instanceof Fact.TargetAccepted target) {
            update(
                    "INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?)",
                    target.name().value(),
                    target.number(),
                    target.at().toString(),
                    json.writeValueAsString(target.spec()));
        } else if (fact instanceof Fact.Told line) {
            told.write(line);
        }
    }

    private void write(Records.Change change) throws SQLException {
        if (change.json().isPresent()) {
            update(
                    "INSERT OR REPLACE INTO record VALUES (?, ?)",
                    change.key(),
                    change.json().get());
        } else {
            update("DELETE FROM record WHERE key = ?", change.key());
        }
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public synchronized List<Fact.Told> history(ClusterName cluster, int limit) {
        try {
            return told.newest(cluster, limit);
        } catch (SQLException e) {
            throw explained(file, e);
        }
    }

    @Override
    public synchronized List<Fact.Told> told(long after, int limit) {
        try {
            return told.after(after, limit);
        } catch (SQLException e) {
            throw explained(file, e);
        }
    }

    @Override
    public synchronized Optional<ClusterSpec> target(ClusterName cluster, long number) {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT json FROM target WHERE cluster = ? AND number = ?")) {
            statement.setString(1, cluster.value());
            statement.setLong(2, number);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(json.readValue(row.getString(1), ClusterSpec.class)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw explained(file, e);
        }
    }

    @Override
    public synchronized boolean isEmpty() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM record LIMIT 1")) {
            return !row.next();
        } catch (SQLException e) {
            throw explained(file, e);
        }
    }

    @Override
    public synchronized List<Fact> everything() {
        List<Fact> facts = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT key, json FROM record ORDER BY key")) {
                while (rows.next()) {
                    facts.add(records.read(rows.getString(1), rows.getString(2)));
                }
            }
            try (ResultSet rows =
                    statement.executeQuery("SELECT cluster, number, at, json FROM target ORDER BY cluster, number")) {
                while (rows.next()) {
                    facts.add(new Fact.TargetAccepted(
                            new ClusterName(rows.getString(1)),
                            rows.getLong(2),
                            json.readValue(rows.getString(4), ClusterSpec.class),
                            Instant.parse(rows.getString(3))));
                }
            }
            facts.addAll(told.all());
        } catch (SQLException e) {
            throw explained(file, e);
        }
        return facts;
    }

    @Override
    public synchronized void close() {
        closeQuietly(connection);
    }

    /**
     * SQLite rolls back by itself after some failures, such as a full disk, and then has nothing to roll back. That is why
     * transactions are begun and ended here and not by the driver, which would be out of step with it from then on.
     */
    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // The commit's own failure is what is reported; nothing was written either way.
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // Nothing is lost: what was committed is on disk.
            }
        }
    }

    private static StoreException explained(Path file, Exception e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        if (e instanceof SQLException sql && code < 0) {
            code = sql.getErrorCode() & 0xff;
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return new StoreException(
                    "another scheduler is using the state in " + file,
                    "stop it first (holdfast down), or give this one another --data directory",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return new StoreException(
                    "the state file " + file + " is damaged",
                    "restore it from a copy; do not delete it while clusters run, for it is what their volumes are found by",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new StoreException("the disk with " + file + " is full", "free space on it; nothing was lost", e);
        }
        return new StoreException(
                "the state file " + file + " cannot be used: " + e.getMessage(), "see that it can be written", e);
    }
}
