package dev.holdfast.engine;

import dev.holdfast.mesos.OperatorApi.FileEntry;
import dev.holdfast.mesos.OperatorApi.FilePart;
import dev.holdfast.mesos.OperatorException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** Agents' files as a map from path to bytes; reads as an agent does, at most so much at once. */
public final class MemorySandboxes implements Sandboxes {

    private final SortedMap<String, byte[]> files = new ConcurrentSkipListMap<>();
    private volatile boolean away;

    /** Makes or replaces a file. */
    public void put(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public void append(String path, String text) {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        files.merge(path, more, (old, added) -> {
            byte[] both = Arrays.copyOf(old, old.length + added.length);
            System.arraycopy(added, 0, both, old.length, added.length);
            return both;
        });
    }

    public void drop(String path) {
        files.remove(path);
    }

    /** Whether no agent answers. */
    public void away(boolean now) {
        away = now;
    }

    @Override
    public List<FileEntry> list(URI agent, String path) throws OperatorException {
        check();
        SortedSet<String> names = new TreeSet<>();
        String below = path + "/";
        for (String file : files.keySet()) {
            if (file.startsWith(below)) {
                names.add(file.substring(below.length()).replaceFirst("/.*", ""));
            }
        }
        if (names.isEmpty()) {
            throw new OperatorException(OperatorException.Kind.MISSING, agent + " has no directory " + path);
        }
        return names.stream()
                .map(name -> {
                    byte[] bytes = files.get(below + name);
                    return new FileEntry(below + name, bytes == null ? 0 : bytes.length, Instant.EPOCH, bytes == null);
                })
                .toList();
    }

    @Override
    public FilePart read(URI agent, String path, long offset, int length) throws OperatorException {
        check();
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new OperatorException(OperatorException.Kind.MISSING, agent + " has no file " + path);
        }
        int from = (int) Math.min(offset, bytes.length);
        int end = (int) Math.min(bytes.length, from + (long) Math.min(length, 64 * 1024));
        return new FilePart(bytes.length, Arrays.copyOfRange(bytes, from, end));
    }

    private void check() throws OperatorException {
        if (away) {
            throw new OperatorException(OperatorException.Kind.UNREACHABLE, "no answer");
        }
    }
}
