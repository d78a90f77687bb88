package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final String OWN = "holdfast-r1-";

    @TempDir
    private Path directory = Path.of("");

    private Store store = new DirectoryStore(Path.of("/nonexistent"));

    @BeforeEach
    void open() {
        store = new DirectoryStore(directory);
    }

    private void backup(String name, String at, String... putBy) throws Exception {
        for (String node : putBy) {
            Manifest manifest = new Manifest(
                    new TreeMap<>(Map.of("nodes", "node-0,node-1", "node", node, "at", at)),
                    List.of(new Manifest.Entry("0", 3, "ks/t/file")));
            Backup backup = new Backup(store, "r1", name);
            store.write(backup.part(node) + "/files/ks/t/file", "abc");
            backup.finish(node, new Schema(List.of()), manifest);
        }
    }

    private void whole(String name, String at) throws Exception {
        backup(name, at, "node-0", "node-1");
    }

    private String prune(int keep, int days) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Prune(store, "r1", new Report(out)).run(OWN, keep, days, NOW);
    }

    private List<String> left() throws Exception {
        return store.below("r1");
    }

    @Test
    void the_newest_stay_and_what_a_person_named() throws Exception {
        whole(OWN + "20261119t000000z", "2026-11-19T00:00:00Z");
        whole(OWN + "20261120t000000z", "2026-11-20T00:00:00Z");
        whole(OWN + "20261121t000000z", "2026-11-21T00:00:00Z");
        whole("before-upgrade", "2026-11-01T00:00:00Z");
        assertThat(prune(2, 0)).isEqualTo("deleted holdfast-r1-20261119t000000z");
        assertThat(left()).containsExactly("before-upgrade", OWN + "20261120t000000z", OWN + "20261121t000000z");
        assertThat(prune(2, 0)).isEqualTo("nothing is old enough");
    }

    @Test
    void nothing_goes_while_the_newer_one_is_not_whole() throws Exception {
        whole(OWN + "20261120t000000z", "2026-11-20T00:00:00Z");
        backup(OWN + "20261121t000000z", "2026-11-21T00:00:00Z", "node-0");
        assertThat(prune(1, 1)).isEqualTo("nothing is old enough");
        assertThat(left()).hasSize(2);
    }

    @Test
    void what_was_not_finished_goes_once_a_newer_one_is_whole() throws Exception {
        backup(OWN + "20261120t000000z", "2026-11-20T00:00:00Z", "node-1");
        whole(OWN + "20261121t000000z", "2026-11-21T00:00:00Z");
        assertThat(prune(7, 0)).isEqualTo("deleted holdfast-r1-20261120t000000z");
    }

    @Test
    void the_newest_stays_however_old_it_is() throws Exception {
        whole(OWN + "20260101t000000z", "2026-01-01T00:00:00Z");
        whole(OWN + "20260102t000000z", "2026-01-02T00:00:00Z");
        assertThat(prune(7, 30)).isEqualTo("deleted holdfast-r1-20260101t000000z");
        assertThat(left()).containsExactly(OWN + "20260102t000000z");
    }

    @Test
    void anothers_backups_are_not_touched() throws Exception {
        whole("holdfast-r1-other-20261119t000000z", "2026-11-19T00:00:00Z");
        whole(OWN + "20261121t000000z", "2026-11-21T00:00:00Z");
        prune(1, 1);
        assertThat(left()).hasSize(2);
    }

    @Test
    void a_list_tells_what_is_whole_what_is_missing_and_how_much_there_is() throws Exception {
        whole("monday", "2026-11-20T00:00:00Z");
        backup("tuesday", "2026-11-21T00:00:00Z", "node-1");
        List<Archive.Entry> entries =
                Archive.open(directory.toString(), Map.of()).of("r1");
        assertThat(entries).extracting(Archive.Entry::name).containsExactly("tuesday", "monday");
        assertThat(entries.get(0).isWhole()).isFalse();
        assertThat(entries.get(0).missing()).containsExactly("node-0");
        assertThat(entries.get(1).isWhole()).isTrue();
        assertThat(entries.get(1).bytes()).isEqualTo(6);
        store.write("r1/monday/node-0/manifest", "cut");
        assertThat(Archive.open(directory.toString(), Map.of()).of("r1"))
                .filteredOn(entry -> !entry.problem().isEmpty())
                .extracting(Archive.Entry::name)
                .containsExactly("monday");
    }
}
