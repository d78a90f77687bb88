package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Puts a node's snapshot into a backup. What is there already from a try before is not copied again; the manifest comes last.
 *
 * <p>Files of a snapshot never change, so one of the same name and size that an earlier try put there whole is the same.
 */
final class Save {

    private final Backup backup;
    private final Report report;

    Save(Backup backup, Report report) {
        this.backup = backup;
        this.report = report;
    }

    /** @return a line about what was done */
    String run(String node, Path data, String tag, Schema schema, SortedMap<String, String> facts)
            throws IOException, RefusedException {
        Optional<Manifest> before = backup.manifest(node);
        if (before.isPresent()) {
            return told("is in the backup already", before.get());
        }
        List<Snapshot.Part> parts = new ArrayList<>();
        for (Snapshot.Part part : Snapshot.of(data, tag)) {
            String[] names = part.name().split("/", -1);
            if (!schema.isView(names[0], names[1])) {
                parts.add(part);
            }
        }
        Map<Path, Long> sizes = new HashMap<>();
        for (Snapshot.Part part : parts) {
            sizes.put(part.file(), Files.size(part.file()));
        }
        long all = sizes.values().stream().mapToLong(Long::longValue).sum();
        long done = 0;
        Share share = share(node, all, facts);
        List<Manifest.Entry> entries = new ArrayList<>();
        for (Snapshot.Part part : parts) {
            long bytes = sizes.getOrDefault(part.file(), 0L);
            Manifest.Entry entry = new Manifest.Entry(Checksum.of(part.file()), bytes, part.name());
            String name = backup.file(node, entry);
            if (backup.store().size(name) != bytes) {
                backup.store().put(part.file(), entry.sha256(), name);
            }
            entries.add(entry);
            done += bytes;
            report.progress(share.text(done));
        }
        Manifest manifest = new Manifest(facts, entries);
        backup.finish(node, schema, manifest);
        return told("copied", manifest);
    }

    /** How much the others hold is not known before their turn, so that of the ring is counted in nodes. */
    private Share share(String node, long own, SortedMap<String, String> facts) throws IOException, RefusedException {
        SortedMap<String, Manifest> parts = backup.parts();
        long before = parts.values().stream().mapToLong(Manifest::bytes).sum();
        int nodes = facts.getOrDefault(Manifest.NODES, "").split(",", -1).length;
        return new Share(node, "copied", own, before, "copied, " + parts.size() + " of " + nodes + " done");
    }

    private static String told(String what, Manifest manifest) {
        return what + ": " + manifest.files().size() + " files, " + Bytes.text(manifest.bytes());
    }
}
