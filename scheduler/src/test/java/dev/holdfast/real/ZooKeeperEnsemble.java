package dev.holdfast.real;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three real ZooKeeper servers that are one, each a process of its own on an address of its own. */
final class ZooKeeperEnsemble implements AutoCloseable {

    private static final int SERVERS = 3;
    private static final int PORT = 2181;
    private static final Duration START = Duration.ofSeconds(60);

    private final Path data;
    private final String network;
    private final SortedMap<Integer, Process> running = new TreeMap<>();

    /** @param network the first three bytes of the servers' addresses */
    ZooKeeperEnsemble(Path data, String network) throws IOException {
        this.data = data;
        this.network = network;
        for (int server = 1; server <= SERVERS; server++) {
            start(server);
        }
        for (int server = 1; server <= SERVERS; server++) {
            awaitServing(server);
        }
    }

    String address() {
        return IntStream.rangeClosed(1, SERVERS)
                .mapToObj(server -> network + "." + server + ":" + PORT)
                .collect(Collectors.joining(","));
    }

    /** As `zkServer.sh start-foreground` does. */
    void start(int server) throws IOException {
        Path own = Files.createDirectories(data.resolve("zookeeper-" + server));
        Files.writeString(own.resolve("myid"), server + "\n");
        StringBuilder config = new StringBuilder("""
                tickTime=2000
                initLimit=10
                syncLimit=5
                admin.enableServer=false
                dataDir=%s
                clientPort=%d
                clientPortAddress=%s.%d
                """.formatted(own, PORT, network, server));
        for (int other = 1; other <= SERVERS; other++) {
            config.append("server." + other + "=" + network + "." + other + ":2888:3888\n");
        }
        Path file = Files.writeString(own.resolve("zoo.cfg"), config);
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dzookeeper.preAllocSize=64",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                file.toString());
        running.put(
                server,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                own.resolve("out.txt").toFile()))
                        .start());
    }

    void awaitServing(int server) {
        Awaitility.await("ZooKeeper server " + server)
                .atMost(START)
                .until(() -> mode(server).isPresent());
    }

    /** {@code kill -9}. */
    void kill(int server) throws InterruptedException {
        Process process = Optional.ofNullable(running.remove(server)).orElseThrow();
        process.destroyForcibly().waitFor();
    }

    /** The server that the others follow. */
    int leader() {
        return running.keySet().stream()
                .filter(server -> mode(server).equals(Optional.of("leader")))
                .findFirst()
                .orElseThrow();
    }

    /** One that follows. */
    int follower() {
        return running.keySet().stream()
                .filter(server -> mode(server).equals(Optional.of("follower")))
                .findFirst()
                .orElseThrow();
    }

    /** What a server says it is; empty while it serves nobody. */
    private Optional<String> mode(int server) {
        try (Socket socket = new Socket(network + "." + server, PORT)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroyForcibly);
    }
}
