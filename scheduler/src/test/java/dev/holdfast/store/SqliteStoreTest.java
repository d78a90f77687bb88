package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.database.Stage;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest implements StoreContract {

    @TempDir
    private Path directory;

    private Path file = Path.of("unset");

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("state.db");
    }

    @Override
    public SqliteStore open() {
        return open(Samples.self(0));
    }

    @Override
    public SqliteStore open(Self fresh) {
        return SqliteStore.open(file, () -> fresh);
    }

    @Test
    void theSamplesHaveEveryAlternativeThereIs() {
        assertThat(Samples.stages().stream().map(Stage::getClass).distinct())
                .hasSize(Stage.class.getPermittedSubclasses().length);
        assertThat(Samples.resources().stream()
                        .map(Resource::quantity)
                        .map(Quantity::getClass)
                        .distinct())
                .hasSize(Quantity.class.getPermittedSubclasses().length);
    }

    @Test
    void historyIsBounded() throws SQLException {
        try (SqliteStore store = open()) {
            for (int batch = 0; batch < 30; batch++) {
                int first = batch * 1000;
                store.commit(IntStream.range(first, first + 1000)
                        .<Fact>mapToObj(i -> StoreContract.told("orders", "line " + i))
                        .toList());
            }
            assertThat(store.history(Samples.ORDERS, 1).get(0).text()).isEqualTo("line 29999");
            assertThat(store.history(Samples.ORDERS, 100_000)).hasSize(20_000);
        }
    }

    @Test
    void aSecondUserOfTheFileIsRefusedWithARemedy() {
        try (SqliteStore first = open()) {
            first.load();
            StoreException refused = catchThrowableOfType(StoreException.class, this::open);
            assertThat(refused).hasMessageContaining("another scheduler").hasMessageContaining(file.toString());
            assertThat(refused.remedy()).contains("--data");
            first.commit(List.of(new Fact.NodeIs(Samples.node())));
        }
        assertThat(reloaded().nodes()).hasSize(1);
    }

    @Test
    void whatIsNoDatabaseIsCalledDamaged() throws IOException {
        Files.writeString(file, "this is not a database, but it is long enough to be taken for one ".repeat(100));
        isDamaged();
    }

    @Test
    void aFileWithRottenPagesIsCalledDamaged() throws IOException {
        try (SqliteStore store = open()) {
            for (int i = 0; i < 50; i++) {
                store.commit(
                        List.of(new Fact.ClusterIs(Samples.cluster()), StoreContract.told("orders", "x".repeat(2000))));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] rot = "rotten".repeat(1000).getBytes(StandardCharsets.UTF_8);
        for (int page = 2; page * 4096 + 4096 < bytes.length; page += 2) {
            System.arraycopy(rot, 0, bytes, page * 4096, 4096);
        }
        Files.write(file, bytes);
        isDamaged();
    }

    @Test
    void aFileThatWasCutOffIsCalledDamaged() throws IOException {
        try (SqliteStore store = open()) {
            for (int i = 0; i < 50; i++) {
                store.commit(List.of(StoreContract.told("orders", "x".repeat(2000))));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        isDamaged();
    }

    private void isDamaged() {
        StoreException refused = catchThrowableOfType(StoreException.class, this::reloaded);
        assertThat(refused).hasMessageContaining("damaged").hasMessageContaining(file.toString());
        assertThat(refused.remedy()).contains("copy");
    }

    @Test
    void aRecordThatCannotBeReadIsNamed() throws SQLException {
        for (String text : List.of("{}", "{ not json", "[]", "{\"id\":\"no node id\"}", "null")) {
            for (String key : List.of("node/orders/broker-2", "cluster/orders", "self", "surplus/x", "nonsense/y")) {
                execute("DELETE FROM record", "INSERT INTO record VALUES ('" + key + "', '" + text + "')");
                StoreException refused = catchThrowableOfType(StoreException.class, this::reloaded);
                assertThat(refused).as(key + " " + text).isNotNull().hasMessageContaining("'" + key + "'");
                assertThat(refused.remedy()).contains("copy");
            }
        }
    }

    @Test
    void aClusterStoredBeforeAnythingWasDoneByItselfIsRead() throws SQLException {
        try (SqliteStore store = open()) {
            store.commit(List.of(new Fact.ClusterIs(Samples.cluster())));
        }
        execute("UPDATE record SET json = json_remove(json, '$.upkept')");
        assertThat(reloaded().cluster(Samples.ORDERS).orElseThrow().upkept()).isEmpty();
    }

    @Test
    void stateOfANewerHoldfastIsRefusedAndLeftAsItIs() throws SQLException, IOException {
        execute("UPDATE meta SET value = '99' WHERE key = 'schema'", "DROP TABLE told", "CREATE TABLE future (x)");
        StoreException refused = catchThrowableOfType(StoreException.class, this::open);
        assertThat(refused).hasMessageContaining("newer").hasMessageContaining("99");
        assertThat(refused.remedy()).contains("newer Holdfast");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'told'")
                            .next())
                    .isFalse();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(directory.resolve("occupied"), "a file");
        file = directory.resolve("occupied").resolve("state.db");
        StoreException refused = catchThrowableOfType(StoreException.class, this::open);
        assertThat(refused).hasMessageContaining(file.toString());
        assertThat(refused.remedy()).isNotEmpty();
    }

    @Test
    void aFullDiskIsToldAndNothingOfTheCommitHoldsAndLaterOnesDo() {
        Path limited = directory.resolve("full.db?max_page_count=60"); // the driver takes settings from there
        try (SqliteStore store = SqliteStore.open(limited, () -> Samples.self(0))) {
            store.commit(List.of(new Fact.Surplus(Samples.surplus())));
            StoreException full = catchThrowableOfType(StoreException.class, () -> {
                for (int i = 1; i < 1000; i++) {
                    store.commit(List.of(
                            new Fact.SelfIs(Samples.self(i)),
                            StoreContract.told("orders", i + " " + "x".repeat(20_000))));
                }
            });
            assertThat(full).hasMessageContaining("full");
            assertThat(full.remedy()).contains("free space");
            long last = store.load().self().counter();
            assertThat(last).isPositive();
            assertThat(store.history(Samples.ORDERS, 1).get(0).text()).startsWith(last + " ");
            store.commit(List.of(new Fact.SurplusGone("m1-7")));
            assertThat(store.load().surplus()).isEmpty();
        }
    }

    private void execute(String... statements) throws SQLException {
        open().close(); // makes the tables
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
