package dev.holdfast.crate.model.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files of a simulated node: they survive its end, as the real ones. Repositories are shared by all nodes. */
final class MemoryFiles implements World.Files {
    private static final long GIGABYTE = 1L << 30;

    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private final SortedMap<String, List<String>> logs = new TreeMap<>();
    private final SortedMap<String, List<String>> shared;
    private long total = 250 * GIGABYTE;
    private long free = 80 * GIGABYTE;

    MemoryFiles(SortedMap<String, List<String>> shared) {
        this.shared = shared;
    }

    void disk(long size, long left) {
        total = size;
        free = left;
    }

    /** Everything is gone, as after the loss of a disk. */
    void wipe() {
        files.clear();
        logs.clear();
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
        return List.copyOf(logs.keySet());
    }

    @Override
    public List<String> log(String shard) {
        return List.copyOf(logs.getOrDefault(shard, List.of()));
    }

    @Override
    public void append(String shard, List<String> lines) {
        logs.computeIfAbsent(shard, s -> new ArrayList<>()).addAll(lines);
    }

    @Override
    public void replace(String shard, List<String> lines) {
        logs.put(shard, new ArrayList<>(lines));
    }

    @Override
    public void drop(String shard) {
        logs.remove(shard);
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long free() {
        return free;
    }

    @Override
    public List<String> foreign(String path) {
        return shared.getOrDefault(path, List.of());
    }

    @Override
    public void writeForeign(String path, List<String> lines) {
        shared.put(path, List.copyOf(lines));
    }

    @Override
    public void dropForeign(String path) {
        shared.keySet().removeIf(key -> key.startsWith(path + "/"));
    }
}
