package dev.holdfast.artifact;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How to run a program once so that a JVM can archive the classes it loaded.
 *
 * <p>In arguments, flags and file contents {@code @dir@} stands for the working directory and {@code @port1@},
 * {@code @port2@}… for free ports of 127.0.0.1; both are filled in for each run.
 *
 * @param jars the class path, in this order; every user of the archive has the same jars at the start of theirs
 * @param libDirectory where the jars lie below the working directory, there and in every sandbox
 * @param jvmFlags flags for this run; cheap ones (C1 only, serial collector) do not narrow the archive's use
 * @param mainClass what to run
 * @param arguments the program's arguments
 * @param files relative path in the working directory → text
 * @param started found in a line of the program's output once it has loaded what it needs; it is then asked to end with
 *     SIGTERM. A program that ends by itself, with status 0, is fine too
 * @param startLimit how long it may take to get there
 * @param stopLimit how long ending and writing the archive may take
 */
public record ArchiveRecipe(
        ArtifactSet jars,
        String libDirectory,
        List<String> jvmFlags,
        String mainClass,
        List<String> arguments,
        SortedMap<String, String> files,
        Pattern started,
        Duration startLimit,
        Duration stopLimit) {

    public ArchiveRecipe {
        jvmFlags = List.copyOf(jvmFlags);
        arguments = List.copyOf(arguments);
        files = new TreeMap<>(files);
    }

    /** The class path of the run; a user's may have more entries after these, and none before. */
    public String classPath() {
        return jars.classPath(libDirectory);
    }

    /** What the archive is kept under: the same for the same Java build, the same jars and the same run. */
    String key(JavaRuntime java) {
        StringBuilder text = new StringBuilder("archive 1\n");
        text.append(java.fingerprint()).append('\n');
        text.append(jars.contentHash()).append('\n');
        text.append(libDirectory).append('\n');
        text.append(jvmFlags).append('\n');
        text.append(mainClass).append(' ').append(arguments).append('\n');
        for (Map.Entry<String, String> file : files.entrySet()) {
            text.append(file.getKey()).append('\n').append(file.getValue()).append('\n');
        }
        return "archive-" + Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
