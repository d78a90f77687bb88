package dev.holdfast.node.backup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cassandra's own bulk loader, whose chatter becomes progress. It ends its Java when it is done, so it gets one of its own, with the class
 * path and the options of this one.
 */
final class Loader implements Restore.Loading {

    private static final String PROGRESS = "progress: ";
    private static final String TOTAL = "total:";

    private final Report report;
    private final CqlDoor door;
    private final String storagePort;
    private final String config;

    /**
     * Streams through a node that is there.
     *
     * @param door to its native transport
     * @param config a cassandra.yaml, for what it says of streaming
     */
    Loader(Report report, CqlDoor door, String storagePort, String config) {
        this.report = report;
        this.door = door;
        this.storagePort = storagePort;
        this.config = config;
    }

    @Override
    public void load(Path directory) throws IOException {
        if (door.authority().isPresent()) {
            door.authority().get().write();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.apache.cassandra.tools.BulkLoader"));
        command.addAll(List.of("-f", config, "-d", door.address(), "-p", door.port(), "-sp", storagePort));
        if (door.hasUser()) {
            command.addAll(List.of("-ap", Login.class.getName()));
        }
        command.add(directory.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread end = new Thread(process::destroyForcibly, "loader-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            String last = listen(process);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("the bulk loader ended with exit code " + code + " on " + directory.getFileName()
                        + ": " + last);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    /** @return its last line that says something */
    private String listen(Process process) throws IOException {
        String last = "";
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int total = line.indexOf(TOTAL);
                if (line.startsWith(PROGRESS) && total > 0) {
                    report.part(
                            "streamed " + line.substring(total + TOTAL.length()).strip());
                } else if (!line.isBlank()) {
                    last = line.strip();
                }
            }
        }
        return last;
    }
}
