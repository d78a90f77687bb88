package dev.holdfast.real;

import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The schedulers of an {@code up --ha} as anybody sees them from outside: by their ports, and as processes. */
final class ThreeSchedulers {

    private static final int COUNT = 3;
    private static final int LONGEST_ANSWER_MILLIS = 1000;

    private final int firstPort;
    private final SortedMap<Integer, ApiClient> clients = new TreeMap<>();

    /** @param firstPort what {@code up} got as {@code --port} */
    ThreeSchedulers(int firstPort) {
        this.firstPort = firstPort;
        for (int port = firstPort; port < firstPort + COUNT; port++) {
            clients.put(port, new ApiClient("http://127.0.0.1:" + port, Optional.empty()));
        }
    }

    ApiClient at(int port) {
        return Optional.ofNullable(clients.get(port)).orElseThrow();
    }

    ApiClient all() {
        return allBut(-1);
    }

    /** One that is paused would take a request and never answer. */
    ApiClient allBut(int port) {
        String addresses = IntStream.range(firstPort, firstPort + COUNT)
                .filter(one -> one != port)
                .mapToObj(one -> "http://127.0.0.1:" + one)
                .collect(Collectors.joining(","));
        return new ApiClient(addresses, Optional.empty());
    }

    Optional<HealthInfo> health(int port) {
        if (!answers(port)) {
            return Optional.empty();
        }
        try {
            return Optional.of(at(port).get("/health", HealthInfo.class));
        } catch (Failure notNow) {
            return Optional.empty();
        }
    }

    boolean allAnswer() {
        return clients.keySet().stream().allMatch(port -> health(port).isPresent());
    }

    /** The port of the one that says so. */
    Optional<Integer> leader() {
        return leaderAfter(-1);
    }

    /**
     * The same, if it is another process. It may be at the same port: where the machine or ZooKeeper stood still for longer than a
     * session lasts, all enter the election anew, and who came back first leads.
     */
    Optional<Integer> leaderAfter(long process) {
        return clients.keySet().stream()
                .filter(one -> health(one)
                        .filter(health -> health.role().equals(HealthInfo.LEADER))
                        .isPresent())
                .filter(one -> find(one).filter(now -> now.pid() != process).isPresent())
                .findFirst();
    }

    /** One that is paused is not asked for long. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LONGEST_ANSWER_MILLIS);
            socket.getOutputStream()
                    .write("GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process of the one at this port, found by what it was started with. */
    ProcessHandle process(int port) {
        return find(port).orElseThrow(() -> new AssertionError("no scheduler of port " + port + " runs"));
    }

    private static Optional<ProcessHandle> find(int port) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                List<String> words = words(process);
                int at = words.indexOf("--port");
                if (words.contains("scheduler") && at >= 0 && words.get(at + 1).equals(Integer.toString(port))) {
                    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc", e);
        }
        return Optional.empty();
    }

    private static List<String> words(Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
