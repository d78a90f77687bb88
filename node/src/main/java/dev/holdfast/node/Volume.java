package dev.holdfast.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/**
 * A Cassandra node's volume, and the marks that tell later starts what happened on it: {@value #JOINED} once the node was a member of the ring with this
 * data, {@value #LEFT} once it gave its data away, and {@value #ALIVE}, whose time is when it was last a member that lives.
 */
final class Volume {

    static final String JOINED = "holdfast-joined";
    static final String LEFT = "holdfast-left";
    static final String ALIVE = "holdfast-alive";

    private final Path directory;
    private final long awayMillis;

    /** Reads how long ago the process before this one was last a member. */
    Volume(String directory) {
        this.directory = Path.of(directory);
        this.awayMillis = sinceAlive();
    }

    File directory() {
        return directory.toFile();
    }

    /** How long before this start the process before it was last a member; 0 if there was none. */
    long awayMillis() {
        return awayMillis;
    }

    /** When it became a member with this data; 0 if it did not. */
    long joinedAtMillis() {
        try {
            return Files.getLastModifiedTime(directory.resolve(JOINED)).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    HintFiles hints() {
        return new HintFiles(directory.resolve("hints"));
    }

    /** What is to be remembered of a moment. A process that does not get so far as to be a member misses what the others write. */
    void note(String mode, String hostId) {
        if (mode.equals("NORMAL")) {
            touch();
            mark(JOINED, hostId);
        } else if (mode.equals("DECOMMISSIONED")) {
            mark(LEFT, hostId);
        }
    }

    private long sinceAlive() {
        try {
            long last = Files.getLastModifiedTime(directory.resolve(ALIVE)).toMillis();
            return Math.max(0, System.currentTimeMillis() - last);
        } catch (IOException e) {
            return 0;
        }
    }

    private void touch() {
        Path alive = directory.resolve(ALIVE);
        try {
            if (!Files.exists(alive)) {
                Files.write(alive, new byte[0]);
            }
            Files.setLastModifiedTime(alive, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            // A disk that cannot be written is the database's to complain of.
        }
    }

    private void mark(String name, String text) {
        Path mark = directory.resolve(name);
        if (Files.exists(mark)) {
            return;
        }
        try {
            Path beside = directory.resolve(name + ".new");
            Files.write(beside, (text + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(beside, mark, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // It is tried again in a moment.
        }
    }
}
