package dev.holdfast.node.backup;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One backup in a store: {@code CLUSTER/BACKUP/NODE/…}, a part for each node.
 *
 * @param cluster whose it is
 */
record Backup(Store store, String cluster, String name) {

    private static final String SCHEMA = "schema.cql";

    String part(String node) {
        return cluster + "/" + name + "/" + node;
    }

    String file(String node, Manifest.Entry entry) {
        return part(node) + "/files/" + entry.name();
    }

    Optional<Manifest> manifest(String node) throws IOException, RefusedException {
        String where = part(node) + "/" + Manifest.NAME;
        Optional<String> text = store.read(where);
        return text.isEmpty() ? Optional.empty() : Optional.of(Manifest.parse(where, text.get()));
    }

    /** Says that all of a node's part is there. */
    void finish(String node, Schema schema, Manifest manifest) throws IOException, RefusedException {
        store.write(part(node) + "/" + SCHEMA, schema.text());
        store.write(part(node) + "/" + Manifest.NAME, manifest.text());
    }

    /** What every node put there; refused unless all that belong to the backup did. */
    SortedMap<String, Manifest> whole() throws IOException, RefusedException {
        SortedMap<String, Manifest> parts = parts();
        if (parts.isEmpty()) {
            List<String> others = store.below(cluster);
            throw new RefusedException(
                    "there is no backup '" + name + "' of " + cluster,
                    others.isEmpty() ? "look at another place" : "there are: " + String.join(", ", others));
        }
        SortedSet<String> missing = missing(parts);
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    "the backup '" + name + "' was not finished: " + String.join(", ", missing)
                            + " did not put its part",
                    "restore from another backup");
        }
        return parts;
    }

    /** What every node put there so far. */
    SortedMap<String, Manifest> parts() throws IOException, RefusedException {
        TreeMap<String, Manifest> parts = new TreeMap<>();
        for (String node : store.below(cluster + "/" + name)) {
            Optional<Manifest> manifest = manifest(node);
            if (manifest.isPresent()) {
                parts.put(node, manifest.get());
            }
        }
        return parts;
    }

    /** Nodes that belong to it, by what the others say, and did not put their part. */
    static SortedSet<String> missing(SortedMap<String, Manifest> parts) {
        TreeSet<String> missing = new TreeSet<>();
        parts.values()
                .forEach(manifest -> missing.addAll(Arrays.asList(
                        manifest.facts().getOrDefault(Manifest.NODES, "").split(",", -1))));
        missing.removeAll(parts.keySet());
        missing.remove("");
        return missing;
    }

    /** As the node told it that was last to finish; all tell the same while nobody changes the schema. */
    Schema schema(SortedMap<String, Manifest> parts) throws IOException, RefusedException {
        String newest = parts.firstKey();
        for (var part : parts.entrySet()) {
            String at = part.getValue().facts().getOrDefault("at", "");
            if (at.compareTo(parts.getOrDefault(newest, part.getValue()).facts().getOrDefault("at", "")) > 0) {
                newest = part.getKey();
            }
        }
        String where = part(newest) + "/" + SCHEMA;
        return Schema.parse(store.read(where)
                .orElseThrow(() -> new RefusedException(where + " is missing", "restore from another backup")));
    }
}
