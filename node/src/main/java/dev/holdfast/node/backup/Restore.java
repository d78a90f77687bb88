package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings a backup back into a ring, of as many nodes as it had or another number.
 *
 * <ol>
 *   <li>Once: the schema is made anew. A table that holds rows is never loaded over: what was deleted since would stay deleted, and nobody
 *       could tell what came from where.
 *   <li>Each node then loads its share of the parts: part number p goes to node p modulo their number. Rows are streamed to whichever nodes
 *       own them now, so it does not matter whose they were. Loading a part twice does no harm: the rows have the times they had.
 * </ol>
 */
final class Restore {

    private final Backup backup;
    private final Report report;

    Restore(Backup backup, Report report) {
        this.backup = backup;
        this.report = report;
    }

    /** What loads the files of one table into the ring. */
    interface Loading {

        /** @param directory {@code …/KEYSPACE/TABLE} with the files */
        void load(Path directory) throws IOException;
    }

    /** @return a line about what was done */
    String schema(Ring ring) throws IOException, RefusedException {
        Schema schema = backup.schema(backup.whole());
        for (Schema.Part part : schema.parts()) {
            if (part.isTable() && ring.hasRows(part.keyspace(), part.name())) {
                throw new RefusedException(
                        "the table " + part.keyspace() + "." + part.name() + " is there and holds rows",
                        "drop it, or restore into another cluster");
            }
        }
        int made = 0;
        for (Schema.Part part : schema.parts()) {
            if (!ring.has(part)) {
                part.statements().forEach(ring::execute);
                made++;
                report.progress("made " + part.type() + " " + part.keyspace() + "." + part.name());
            }
        }
        return made + " of " + schema.parts().size() + " made, the others were there";
    }

    /** @return a line about what was done */
    String load(String here, int share, int of, Path scratch, Loading loading) throws IOException, RefusedException {
        SortedMap<String, Manifest> parts = backup.whole();
        Schema schema = backup.schema(parts);
        List<String> nodes = new ArrayList<>(parts.keySet());
        Share far = far(here, share, of, parts);
        long done = 0;
        int tables = 0;
        for (int i = share; i < nodes.size(); i += of) {
            String node = nodes.get(i);
            for (Map.Entry<String, List<Manifest.Entry>> table :
                    byTable(parts.getOrDefault(node, empty()), schema).entrySet()) {
                Path directory = scratch.resolve(node).resolve(table.getKey());
                long bytes = table.getValue().stream()
                        .mapToLong(Manifest.Entry::bytes)
                        .sum();
                fetch(node, table.getValue(), bytes, directory);
                report.within(far.text(done) + "; now " + table.getKey() + ", " + Bytes.text(bytes));
                loading.load(directory);
                Trees.delete(scratch.resolve(node));
                done += bytes;
                tables++;
                report.progress(far.text(done));
            }
        }
        return "loaded " + tables + " tables, " + Bytes.text(done);
    }

    /** Nodes load one after the other, by their number: what is before a node's is done. */
    private static Share far(String here, int share, int of, SortedMap<String, Manifest> parts) {
        long own = 0;
        long before = 0;
        long all = 0;
        int i = 0;
        for (Manifest part : parts.values()) {
            int turn = i % of;
            own += turn == share ? part.bytes() : 0;
            before += turn < share ? part.bytes() : 0;
            all += part.bytes();
            i++;
        }
        return new Share(here, "loaded", own, before, "of " + Bytes.text(all) + " loaded");
    }

    private static Manifest empty() {
        return new Manifest(new TreeMap<>(), List.of());
    }

    private static SortedMap<String, List<Manifest.Entry>> byTable(Manifest manifest, Schema schema) {
        TreeMap<String, List<Manifest.Entry>> tables = new TreeMap<>();
        for (Manifest.Entry entry : manifest.files()) {
            if (!schema.isView(entry.keyspace(), entry.table())) {
                tables.computeIfAbsent(entry.keyspace() + "/" + entry.table(), key -> new ArrayList<>())
                        .add(entry);
            }
        }
        return tables;
    }

    private void fetch(String node, List<Manifest.Entry> entries, long bytes, Path directory)
            throws IOException, RefusedException {
        Trees.delete(directory);
        Files.createDirectories(directory);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < bytes) {
            throw new RefusedException(
                    "the sandbox has " + Bytes.text(free) + " left, a table of the backup needs " + Bytes.text(bytes),
                    "free space on this agent's disk");
        }
        for (Manifest.Entry entry : entries) {
            String name = backup.file(node, entry);
            Path file = directory.resolve(entry.name().substring(entry.name().lastIndexOf('/') + 1));
            if (backup.store().size(name) != entry.bytes()) {
                throw damaged(name);
            }
            backup.store().get(name, file);
            if (!Checksum.of(file).equals(entry.sha256())) {
                throw damaged(name);
            }
        }
    }

    private static RefusedException damaged(String name) {
        return new RefusedException(name + " is not what was put there", "restore from another backup");
    }
}
