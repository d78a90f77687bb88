package dev.holdfast.artifact;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A user's home with Maven settings, and a repository on loopback that may ask for credentials. */
final class MavenHouse implements AutoCloseable {

    private final Path home;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String authorization = "";
    private final AtomicInteger failures = new AtomicInteger();

    MavenHouse(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve(".m2"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Puts a file into the repository and returns it as an artifact. */
    Artifact offer(String coordinate, byte[] content) {
        Coordinate parsed = Coordinate.parse(coordinate);
        files.put("/repository/" + parsed.repositoryPath(), content);
        return new Artifact(parsed.fileName(), Sha256.of(content), content.length, new ArtifactSource.Maven(parsed));
    }

    void offerPath(String path, byte[] content) {
        files.put(path, content);
    }

    void requireUser(String user, String password) {
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    void failNext(int times) {
        failures.set(times);
    }

    List<String> requests() {
        return requests;
    }

    Path localRepository() {
        return home.resolve(".m2/repository");
    }

    void settings(String xml) throws IOException {
        Files.writeString(home.resolve(".m2/settings.xml"), "<settings>" + xml + "</settings>");
    }

    /** Everything goes to the repository here; the id of the mirror is {@code near}. */
    String mirror() {
        return "<mirrors><mirror><id>near</id><mirrorOf>*</mirrorOf><url>" + url()
                + "/repository</url></mirror></mirrors>";
    }

    MavenOptions options() {
        return options(Map.of());
    }

    MavenOptions options(Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("user.home", home.toString());
        properties.setProperty("java.version", "17.0.1");
        // A Maven home without settings, so that those of the machine that runs the test stay out of it.
        MavenOptions options = MavenOptions.of(environment, properties);
        return new MavenOptions(
                options.userSettings(),
                environment.containsKey("MAVEN_HOME") ? options.globalSettings() : Optional.empty(),
                options.settingsSecurity(),
                options.localRepository(),
                options.offline(),
                options.properties());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            String token = exchange.getRequestHeaders().getFirst("X-Token");
            requests.add(path + (token == null ? "" : " token=" + token));
            byte[] content = files.get(path);
            if (!authorization.isEmpty() && !authorization.equals(given)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"house\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(502, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
