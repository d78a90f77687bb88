package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.database.Stage;
import dev.holdfast.model.ClusterName;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest {

    @TempDir
    private Path directory;

    private Path file = Path.of("unset");

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("state.db");
    }

    private SqliteStore open() {
        return SqliteStore.open(file, () -> Samples.self(0));
    }

    private State reloaded() {
        try (SqliteStore store = open()) {
            return store.load();
        }
    }

    @Test
    void everyKindOfRecordComesBackAsItWas() {
        List<Fact> facts = List.of(
                new Fact.SelfIs(Samples.self(42)),
                new Fact.ClusterIs(Samples.cluster()),
                new Fact.NodeIs(Samples.node()),
                new Fact.Surplus(Samples.surplus()));
        State expected = State.fresh(Samples.self(0));
        for (Fact fact : facts) {
            expected = expected.after(fact);
        }
        try (SqliteStore store = open()) {
            store.commit(facts);
            assertThat(store.load()).isEqualTo(expected);
        }
        assertThat(reloaded()).isEqualTo(expected);
        assertThat(reloaded().nodes().get(Samples.NODE)).isEqualTo(Samples.node());
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
    void groupsKeepTheirOrder() {
        try (SqliteStore store = open()) {
            store.commit(List.of(new Fact.ClusterIs(Samples.cluster())));
        }
        assertThat(reloaded().clusters().get(Samples.ORDERS).spec().groups().keySet())
                .containsExactly("zebra", "broker", "apple");
    }

    @Test
    void whatIsForgottenIsGone() {
        try (SqliteStore store = open()) {
            store.commit(List.of(
                    new Fact.ClusterIs(Samples.cluster()),
                    new Fact.NodeIs(Samples.node()),
                    new Fact.Surplus(Samples.surplus())));
            store.commit(List.of(
                    new Fact.NodeForgotten(Samples.NODE),
                    new Fact.SurplusGone("m1-7"),
                    new Fact.ClusterForgotten(Samples.ORDERS)));
        }
        assertThat(reloaded()).isEqualTo(State.fresh(Samples.self(0)));
    }

    @Test
    void whoWeAreIsMadeOnceAndKept() {
        try (SqliteStore store = SqliteStore.open(file, () -> new Self("first", "m1", java.util.Optional.empty(), 0))) {
            store.load();
        }
        try (SqliteStore store =
                SqliteStore.open(file, () -> new Self("second", "m2", java.util.Optional.empty(), 0))) {
            assertThat(store.load().self().owner()).isEqualTo("first");
        }
    }

    @Test
    void acceptedTargetsAreKeptByNumber() {
        try (SqliteStore store = open()) {
            store.commit(List.of(
                    new Fact.TargetAccepted(Samples.ORDERS, 1, Samples.spec(), Samples.AT),
                    new Fact.TargetAccepted(Samples.ORDERS, 2, Samples.spec().withVersion("5"), Samples.AT)));
            assertThat(store.target(Samples.ORDERS, 1)).contains(Samples.spec());
            assertThat(store.target(Samples.ORDERS, 2)).contains(Samples.spec().withVersion("5"));
            assertThat(store.target(Samples.ORDERS, 3)).isEmpty();
        }
    }

    @Test
    void historyIsToldOldestFirstAndByCluster() {
        try (SqliteStore store = open()) {
            store.commit(List.of(told("orders", "one"), told("other", "x"), told("orders", "two")));
            store.commit(List.of(told("orders", "three")));
            assertThat(store.history(Samples.ORDERS, 2).stream().map(Fact.Told::text))
                    .containsExactly("two", "three");
            assertThat(store.history(new ClusterName("other"), 9)).containsExactly(told("other", "x"));
        }
    }

    @Test
    void historyIsBounded() throws SQLException {
        try (SqliteStore store = open()) {
            for (int batch = 0; batch < 30; batch++) {
                int first = batch * 1000;
                store.commit(IntStream.range(first, first + 1000)
                        .<Fact>mapToObj(i -> told("orders", "line " + i))
                        .toList());
            }
            assertThat(store.history(Samples.ORDERS, 1).get(0).text()).isEqualTo("line 29999");
            assertThat(store.history(Samples.ORDERS, 100_000)).hasSize(20_000);
        }
    }

    private static Fact.Told told(String cluster, String text) {
        return new Fact.Told(new ClusterName(cluster), Samples.AT, text);
    }

    @Test
    void aCommitThatFailsLeavesNothingBehind() {
        try (SqliteStore store = open()) {
            store.load();
            // A list with a null in it stands for any bug while facts are written.
            List<Fact> broken = new ArrayList<>();
            broken.add(new Fact.NodeIs(Samples.node()));
            broken.add(new Fact.Told(Samples.ORDERS, Samples.AT, "never"));
            broken.add(new Fact.ClusterIs(null));
            assertThatThrownBy(() -> store.commit(broken)).isInstanceOf(RuntimeException.class);
            store.commit(List.of(new Fact.Surplus(Samples.surplus())));
            assertThat(store.history(Samples.ORDERS, 9)).isEmpty();
        }
        assertThat(reloaded().nodes()).isEmpty();
        assertThat(reloaded().surplus()).hasSize(1);
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
                store.commit(List.of(new Fact.ClusterIs(Samples.cluster()), told("orders", "x".repeat(2000))));
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
                store.commit(List.of(told("orders", "x".repeat(2000))));
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
                    store.commit(
                            List.of(new Fact.SelfIs(Samples.self(i)), told("orders", i + " " + "x".repeat(20_000))));
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
