package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of one copy of a shard. Every change has a number, is on disk before it counts, and is seen by queries after
 * the next refresh; a
 * look-up by key sees it at once. The disk holds all changes, so that those no other copy may have ({@link
 * #rollBack}) can be taken back.
 */
final class LocalCopy {

    /**
     * A row, or that there is none any more.
     *
     * @param by the write that made it: repeated, it is not a duplicate
     */
    record Doc(String key, long seq, boolean deleted, String by, ObjectNode row) {}

    private final World.Files files;
    private final String name;
    private final Map<String, Doc> docs = new LinkedHashMap<>();
    private final Map<String, Optional<Doc>> before = new LinkedHashMap<>();
    private String allocation = "";
    private long seq;
    private long checkpoint;
    private long bytes;
    private long rows;

    LocalCopy(World.Files files, String index, int shard) {
        this.files = files;
        this.name = name(index, shard);
    }

    static String name(String index, int shard) {
        return index + "/" + shard;
    }

    /** Reads what is on disk. */
    LocalCopy load() {
        return replay(Long.MAX_VALUE);
    }

    private LocalCopy replay(long upTo) {
        docs.clear();
        before.clear();
        allocation = "";
        checkpoint = 0;
        seq = 0;
        bytes = 0;
        rows = 0;
        for (String line : files.log(name)) {
            JsonNode entry = Json.parse(line);
            if (entry.has("a")) {
                allocation = entry.path("a").asString();
            } else if (entry.has("c")) {
                checkpoint = entry.path("c").asLong();
            } else {
                Doc doc = doc(entry);
                if (doc.seq() <= upTo) {
                    put(doc);
                    bytes += line.length() + 1L;
                }
            }
        }
        before.clear();
        return this;
    }

    /** Begins anew, empty. */
    void clear() {
        files.replace(name, List.of());
        replay(0);
    }

    /** Takes back every change after {@code upTo}. */
    void rollBack(long upTo) {
        if (seq <= upTo) {
            return;
        }
        String was = allocation;
        long known = checkpoint;
        List<String> kept = files.log(name).stream()
                .filter(line -> {
                    JsonNode entry = Json.parse(line);
                    return entry.has("s") && entry.path("s").asLong() <= upTo;
                })
                .toList();
        files.replace(name, kept);
        replay(upTo);
        belongsTo(was);
        checkpoint(Math.min(known, upTo));
    }

    String allocation() {
        return allocation;
    }

    void belongsTo(String id) {
        if (!allocation.equals(id)) {
            allocation = id;
            files.append(name, List.of(Json.string(Json.object().put("a", id))));
        }
    }

    long seq() {
        return seq;
    }

    long checkpoint() {
        return checkpoint;
    }

    /** Every in-sync copy has all changes up to here. */
    void checkpoint(long value) {
        if (checkpoint != value) {
            checkpoint = value;
            files.append(name, List.of(Json.string(Json.object().put("c", value))));
        }
    }

    long bytes() {
        return bytes;
    }

    /** Rows that queries see. */
    long count() {
        long hidden = 0;
        for (Map.Entry<String, Optional<Doc>> change : before.entrySet()) {
            boolean was = change.getValue().filter(d -> !d.deleted()).isPresent();
            boolean is = get(change.getKey()).isPresent();
            hidden += (is ? 1 : 0) - (was ? 1 : 0);
        }
        return rows - hidden;
    }

    Optional<Doc> get(String key) {
        return Optional.ofNullable(docs.get(key)).filter(d -> !d.deleted());
    }

    /** Rows that queries see, one after the other. */
    void each(Consumer<Doc> consumer) {
        for (Doc doc : docs.values()) {
            Optional<Doc> old = before.get(doc.key());
            if (old == null) {
                see(doc, consumer);
            } else {
                old.ifPresent(was -> see(was, consumer));
            }
        }
    }

    private static void see(Doc doc, Consumer<Doc> consumer) {
        if (!doc.deleted()) {
            consumer.accept(doc);
        }
    }

    void refresh() {
        before.clear();
    }

    /** Changes after a number, deletions included, oldest first. */
    List<Doc> after(long since) {
        List<Doc> found = new ArrayList<>();
        docs.values().stream().filter(d -> d.seq() > since).forEach(found::add);
        found.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        return found;
    }

    /** Keeps changes; those that something newer replaced already are left out. */
    void apply(List<Doc> changes) {
        List<String> lines = new ArrayList<>();
        for (Doc doc : changes) {
            Doc known = docs.get(doc.key());
            if (known == null || known.seq() < doc.seq()) {
                String line = Json.string(entry(doc));
                lines.add(line);
                bytes += line.length() + 1L;
                before.putIfAbsent(doc.key(), Optional.ofNullable(known));
                put(doc);
            }
            seq = Math.max(seq, doc.seq());
        }
        if (!lines.isEmpty()) {
            files.append(name, lines);
        }
    }

    private void put(Doc doc) {
        Doc known = docs.put(doc.key(), doc);
        rows += (doc.deleted() ? 0 : 1) - (known == null || known.deleted() ? 0 : 1);
        seq = Math.max(seq, doc.seq());
    }

    static ObjectNode entry(Doc doc) {
        ObjectNode entry = Json.object().put("k", doc.key()).put("s", doc.seq()).put("o", doc.by());
        if (doc.deleted()) {
            entry.put("d", true);
        } else {
            entry.set("v", doc.row());
        }
        return entry;
    }

    static Doc doc(JsonNode entry) {
        boolean deleted = entry.has("d");
        ObjectNode row = deleted ? Json.object() : (ObjectNode) entry.path("v");
        return new Doc(
                entry.path("k").asString(),
                entry.path("s").asLong(),
                deleted,
                entry.path("o").asString(),
                row);
    }

    /** Lines for a snapshot. */
    List<String> export() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(docs).values().stream().filter(d -> !d.deleted()).forEach(d -> lines.add(Json.string(entry(d))));
        return lines;
    }
}
