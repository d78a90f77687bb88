package dev.holdfast.database.crate.sql;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Three processes of the real CrateDB on this machine, each on its own loopback address. */
final class RealNodes implements AutoCloseable {

    /** Tarballs of one or two versions, the older first, joined by commas. */
    static final String DISTRIBUTIONS = "HOLDFAST_CRATE_DIST";

    private static final String ADDRESS = "127.0.62.";
    private static final int FIRST = 11;
    private static final int UID = 60060;
    private static final Duration UNPACK = Duration.ofMinutes(3);

    private final Path directory;
    private final List<Path> homes = new ArrayList<>();
    private final TreeMap<Integer, Process> processes = new TreeMap<>();
    private final TreeMap<Integer, Integer> incarnations = new TreeMap<>();
    private final TreeMap<Integer, String> versions = new TreeMap<>();
    private final boolean asRoot;

    RealNodes(Path directory, String distributions) throws IOException, InterruptedException {
        this.directory = directory;
        this.asRoot = Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        int count = 0;
        for (String archive : distributions.split(",", -1)) {
            Path into = Files.createDirectory(directory.resolve("dist-" + count++));
            run("tar", "-xzf", archive.strip(), "-C", into.toString());
            try (Stream<Path> inside = Files.list(into)) {
                homes.add(inside.findFirst().orElseThrow());
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(UNPACK.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    /** How many versions there are. */
    int versions() {
        return homes.size();
    }

    /** By its directory's name, {@code crate-6.4.2}. */
    String version(int which) {
        return homes.get(which).getFileName().toString().replaceFirst("^crate-", "");
    }

    static String address(int node) {
        return ADDRESS + (FIRST + node);
    }

    void start(int node, int version) throws IOException, InterruptedException {
        Path home = directory.resolve("data-" + node);
        boolean first = Files.notExists(home);
        Files.createDirectories(home.resolve("logs"));
        Files.createDirectories(home.resolve("data"));
        List<String> command = new ArrayList<>();
        if (asRoot) {
            run("chown", "-R", UID + ":" + UID, home.toString());
            command.addAll(List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"));
        }
        command.add(homes.get(version).resolve("bin").resolve("crate").toString());
        incarnations.merge(node, 1, Integer::sum);
        versions.put(node, version(version));
        Map<String, String> settings = new TreeMap<>();
        settings.put("cluster.name", "orders");
        settings.put("node.name", "data-" + node);
        settings.put("network.host", address(node));
        settings.put("path.data", home.resolve("data").toString());
        settings.put("path.logs", home.resolve("logs").toString());
        settings.put("udc.enabled", "false");
        settings.put("discovery.seed_hosts", address(0) + ":4300," + address(1) + ":4300," + address(2) + ":4300");
        settings.put("gateway.expected_data_nodes", "3");
        settings.put("gateway.recover_after_data_nodes", "2");
        settings.put("node.attr.holdfast_incarnation", String.valueOf(incarnations.get(node)));
        if (first) {
            settings.put("cluster.initial_master_nodes", "data-0,data-1,data-2");
        }
        settings.forEach((name, value) -> command.add("-C" + name + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "CRATE_HEAP_SIZE",
                        "256m",
                        "CRATE_DISABLE_GC_LOGGING",
                        "1",
                        "CRATE_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1"));
        processes.put(node, builder.start());
    }

    /** As power does. */
    void kill(int node) {
        Process process = processes.remove(node);
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    SqlClient client(int node) {
        return new SqlClient(address(node), 4200, Optional.empty());
    }

    /** As the scheduler would see them. */
    ClusterView view() {
        TreeMap<NodeId, NodeView> nodes = new TreeMap<>();
        for (int node = 0; node < 3; node++) {
            NodeId id = Replay.id(node);
            nodes.put(
                    id,
                    new NodeView(
                            id,
                            true,
                            Optional.empty(),
                            "host",
                            address(node),
                            "",
                            new TreeMap<>(),
                            new TreeMap<>(Map.of("http", 4200, "transport", 4300, "psql", 5432)),
                            true,
                            processes.containsKey(node),
                            incarnations.getOrDefault(node, 0),
                            new TreeMap<>(Map.of("version", versions.getOrDefault(node, ""))),
                            1));
        }
        return Replay.view(nodes);
    }

    @Override
    public void close() {
        for (int node = 0; node < 3; node++) {
            kill(node);
        }
    }
}
