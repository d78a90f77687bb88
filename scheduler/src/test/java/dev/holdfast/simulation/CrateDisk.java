package dev.holdfast.simulation;

import dev.holdfast.crate.model.core.World;
import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a CrateDB node keeps on its volume: its state, and of each copy of a shard a log. Which rows and whose a log has is known at once. */
final class CrateDisk implements World.Files {

    private static final long GIGABYTE = 1L << 30;
    private static final String ROW = "{\"k\":\"[";
    private static final String ALLOCATION = "{\"a\":";

    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final TreeMap<String, Copy> copies = new TreeMap<>();
    private String id = "";
    /** Wishes that were fulfilled once, of what a start changes in its state. */
    final TreeMap<String, String> recasts = new TreeMap<>();

    /** A copy's log. */
    private static final class Copy {
        final List<String> lines = new ArrayList<>();
        /** Rows of these numbers are in it. */
        final BitSet rows = new BitSet();

        String allocation = "";

        void add(List<String> more) {
            lines.addAll(more);
            for (String line : more) {
                if (line.startsWith(ROW)) {
                    rows.set(Integer.parseInt(line.substring(ROW.length(), line.indexOf(']'))));
                } else if (line.startsWith(ALLOCATION)) {
                    allocation = Json.parse(line).path("a").asString();
                }
            }
        }
    }

    /** Whether it was ever used. */
    boolean isUsed() {
        return files.containsKey("state.json");
    }

    /** CrateDB's own id of the node; empty before its first start. */
    String nodeId() {
        return id;
    }

    void name(String made) {
        id = made;
        write("node.json", Json.bytes(Json.object().put("id", id)));
    }

    /** Term and version of the newest state that it accepted. */
    Agreed accepted() {
        return read("state.json")
                .map(bytes -> Json.parse(bytes).path("state"))
                .map(state -> new Agreed(
                        state.path("term").asLong(), state.path("version").asLong()))
                .orElse(new Agreed(0, 0));
    }

    /** How new a state is. */
    record Agreed(long term, long version) implements Comparable<Agreed> {
        @Override
        public int compareTo(Agreed other) {
            return term == other.term ? Long.compare(version, other.version) : Long.compare(term, other.term);
        }
    }

    /** Numbers of the rows that a copy has; none if there is no copy here. */
    BitSet rows(String shard) {
        return Optional.ofNullable(copies.get(shard)).map(copy -> copy.rows).orElseGet(BitSet::new);
    }

    /** By which the cluster knows a copy; empty if there is none here. */
    String allocation(String shard) {
        return Optional.ofNullable(copies.get(shard))
                .map(copy -> copy.allocation)
                .orElse("");
    }

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(files.get(name));
    }

    @Override
    public void write(String name, byte[] content) {
        files.put(name, content);
    }

    @Override
    public List<String> logs() {
        return List.copyOf(copies.keySet());
    }

    @Override
    public List<String> log(String shard) {
        return Optional.ofNullable(copies.get(shard))
                .map(copy -> List.copyOf(copy.lines))
                .orElse(List.of());
    }

    @Override
    public void append(String shard, List<String> lines) {
        copies.computeIfAbsent(shard, name -> new Copy()).add(lines);
    }

    @Override
    public void replace(String shard, List<String> lines) {
        Copy copy = new Copy();
        copy.add(lines);
        copies.put(shard, copy);
    }

    @Override
    public void drop(String shard) {
        copies.remove(shard);
    }

    @Override
    public long total() {
        return 200 * GIGABYTE;
    }

    @Override
    public long free() {
        return 150 * GIGABYTE;
    }

    @Override
    public List<String> foreign(String path) {
        return List.of();
    }

    @Override
    public void writeForeign(String path, List<String> lines) {}

    @Override
    public void dropForeign(String path) {}
}
