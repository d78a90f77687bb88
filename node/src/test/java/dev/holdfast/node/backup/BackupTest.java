package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of two nodes go into a directory, and come back into a ring of another size. */
class BackupTest {

    private static final String TABLE_ID = "0936efa0e60b11f198d1434f6473f4a9";
    private static final Schema SCHEMA = new Schema(List.of(
            new Schema.Part("shop", "keyspace", "shop", "CREATE KEYSPACE shop;"),
            new Schema.Part(
                    "shop", "table", "orders", "CREATE TABLE shop.orders (\n    id int PRIMARY KEY\n) WITH a = 1;"),
            new Schema.Part("shop", "materialized_view", "by_day", "CREATE MATERIALIZED VIEW shop.by_day;")));

    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(said, true, StandardCharsets.UTF_8));

    private Backup backup() {
        return new Backup(new DirectoryStore(directory.resolve("store")), "r1", "monday");
    }

    private String save(String node, String content) throws Exception {
        Path data = directory.resolve(node);
        file(data, "shop/orders-" + TABLE_ID + "/snapshots/tag/nb-1-big-Data.db", content);
        file(data, "shop/orders-" + TABLE_ID + "/snapshots/tag/manifest.json", "{}");
        file(data, "shop/orders-" + TABLE_ID + "/snapshots/tag/.by_name/nb-1-big-Data.db", "an index");
        file(data, "shop/orders-" + TABLE_ID + "/snapshots/another/nb-9-big-Data.db", "older");
        file(data, "shop/orders-" + TABLE_ID + "/nb-2-big-Data.db", "newer");
        file(data, "shop/by_day-" + TABLE_ID + "/snapshots/tag/nb-1-big-Data.db", "a view");
        file(data, "system/local-" + TABLE_ID + "/snapshots/tag/nb-1-big-Data.db", "its own");
        return new Save(backup(), report)
                .run(
                        node,
                        data,
                        "tag",
                        SCHEMA,
                        new TreeMap<>(Map.of("nodes", "node-0,node-1", "node", node, "at", "2026-11-22T00:00:00Z")));
    }

    private static void file(Path data, String name, String content) throws IOException {
        Path path = data.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    /** What was loaded: table directory and the content of its data. */
    private List<String> load(int share, int of) throws Exception {
        List<String> loaded = new ArrayList<>();
        new Restore(backup(), new Report(new PrintStream(said, true, StandardCharsets.UTF_8)))
                .load(
                        "node-" + share,
                        share,
                        of,
                        directory.resolve("scratch"),
                        table -> loaded.add(table.getParent().getFileName() + "/" + table.getFileName() + " "
                                + Files.readString(table.resolve("nb-1-big-Data.db"))));
        return loaded;
    }

    @Test
    void only_the_rows_of_peoples_tables_in_the_snapshot_are_copied() throws Exception {
        assertThat(save("node-0", "rows")).isEqualTo("copied: 1 files, 4 B");
        assertThat(backup().manifest("node-0").orElseThrow().files())
                .extracting(Manifest.Entry::name)
                .containsExactly("shop/orders/nb-1-big-Data.db");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("{\"progress\":\"node-0: 4 B of 4 B copied, 0 B left; all nodes: 4 B copied, 0 of 2 done\"}");
    }

    @Test
    void a_part_that_is_there_is_not_copied_again() throws Exception {
        save("node-0", "rows");
        assertThat(save("node-0", "rows")).startsWith("is in the backup already");
    }

    @Test
    void what_two_nodes_saved_one_node_loads() throws Exception {
        save("node-0", "zero");
        save("node-1", "one");
        assertThat(load(0, 1)).containsExactly("shop/orders zero", "shop/orders one");
        try (Stream<Path> left = Files.walk(directory.resolve("scratch"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void each_part_is_loaded_by_one_of_three_nodes() throws Exception {
        save("node-0", "zero");
        save("node-1", "one");
        assertThat(load(0, 3)).containsExactly("shop/orders zero");
        assertThat(load(1, 3)).containsExactly("shop/orders one");
        assertThat(load(2, 3)).isEmpty();
    }

    @Test
    void a_backup_of_which_a_part_is_missing_is_refused() throws Exception {
        save("node-0", "zero");
        assertThatThrownBy(() -> load(0, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the backup 'monday' was not finished: node-1 did not put its part");
    }

    @Test
    void a_file_that_changed_in_the_store_is_refused() throws Exception {
        save("node-0", "zero");
        save("node-1", "one");
        Path stored = directory.resolve("store/r1/monday/node-1/files/shop/orders/nb-1-big-Data.db");
        Files.writeString(stored, "eno");
        assertThatThrownBy(() -> load(1, 2)).hasMessageContaining("is not what was put there");
    }

    @Test
    void a_backup_that_is_not_there_is_refused_and_the_others_are_named() throws Exception {
        save("node-0", "zero");
        Backup other = new Backup(new DirectoryStore(directory.resolve("store")), "r1", "sunday");
        assertThatThrownBy(other::whole)
                .hasMessage("there is no backup 'sunday' of r1")
                .extracting(e -> ((RefusedException) e).remedy())
                .isEqualTo("there are: monday");
    }

    @Test
    void a_name_that_leads_out_of_the_store_is_refused() {
        DirectoryStore store = new DirectoryStore(directory.resolve("store"));
        assertThatThrownBy(() -> store.write("../elsewhere", "text")).hasMessageContaining("leads out of");
    }

    @Test
    void a_schema_is_read_as_it_was_written() throws Exception {
        assertThat(Schema.parse(SCHEMA.text())).isEqualTo(SCHEMA);
        assertThatThrownBy(() -> Schema.parse("-- holdfast: table\nx\n")).hasMessageContaining("damaged");
    }

    @Test
    void a_table_gets_an_id_of_its_own_and_knows_its_dropped_columns() {
        Schema.Part part = new Schema.Part(
                "shop",
                "table",
                "orders",
                "CREATE TABLE shop.orders (\n    id int PRIMARY KEY,\n    x int\n) WITH ID = 0936efa0-e60b-11f1-98d1-434f6473f4a9\n"
                        + "    AND comment = 'a; b'\n    AND cdc = false;\nALTER TABLE shop.orders DROP x USING TIMESTAMP 1795307102924000;");
        assertThat(part.statements())
                .containsExactly(
                        "CREATE TABLE shop.orders (\n    id int PRIMARY KEY,\n    x int\n) WITH comment = 'a; b'\n    AND cdc = false",
                        "ALTER TABLE shop.orders DROP x USING TIMESTAMP 1795307102924000");
    }

    @Test
    void a_manifest_that_was_cut_off_is_refused() throws Exception {
        save("node-0", "zero");
        Path manifest = directory.resolve("store/r1/monday/node-0/manifest");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.substring(0, text.length() - 5));
        assertThatThrownBy(() -> backup().manifest("node-0")).hasMessageContaining("is damaged");
    }

    @Test
    void a_call_without_a_value_says_what_is_missing() {
        assertThat(BackupTool.run(new String[] {"load", "--store", "/nowhere", "--cluster", "r1"}, Map.of(), report))
                .isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("refused: --backup is missing; say --backup VALUE");
    }

    @Test
    void the_second_node_tells_what_the_ring_has_copied_before_it() throws Exception {
        save("node-0", "rows");
        said.reset();
        new Save(backup(), new Report(new PrintStream(said, true, StandardCharsets.UTF_8)))
                .run(
                        "node-1",
                        directory.resolve("node-0"),
                        "tag",
                        SCHEMA,
                        new TreeMap<>(Map.of("nodes", "node-0,node-1", "at", "2026-11-22T00:00:00Z")));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("all nodes: 8 B copied, 1 of 2 done");
    }

    @Test
    void a_restore_tells_how_much_of_all_is_loaded_and_which_table_it_is_at() throws Exception {
        save("node-0", "zero");
        save("node-1", "one");
        said.reset();
        load(1, 2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("node-1: 0 B of 3 B loaded, 3 B left; all nodes: 4 B of 7 B loaded; now shop/orders, 3 B");
    }

    @Test
    void a_user_without_a_password_is_refused() {
        assertThatThrownBy(() -> CqlDoor.of("127.0.0.1:9042", Map.of("HOLDFAST_CQL_USER", "ann")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the password of ann did not come");
    }
}
