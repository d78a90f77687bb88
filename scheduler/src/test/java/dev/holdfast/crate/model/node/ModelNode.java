package dev.holdfast.crate.model.node;

import dev.holdfast.crate.model.core.Node;
import dev.holdfast.crate.model.core.Options;
import dev.holdfast.crate.model.core.Wire;
import dev.holdfast.crate.model.core.World;
import dev.holdfast.crate.model.state.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The process of one node, as {@code bin/crate} starts it. Ends with 143 at SIGTERM, 0 when decommissioned, 1 and 64
 * when it may not start, as
 * the real one. Environment beyond the real one's: {@code HOLDFAST_MODEL_AS_ROOT} lets root run it, {@code
 * HOLDFAST_MODEL_RECOVERY_MS} is the
 * shortest time a recovery takes, {@code HOLDFAST_MODEL_START_MS} how long a start takes before anything listens.
 */
public final class ModelNode implements World {
    private static final long RECOVERY_MS = 50;

    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "node"));
    private final String name;
    private final DiskFiles files;
    private Optional<Wires> wires = Optional.empty();

    private ModelNode(String name, DiskFiles files) {
        this.name = name;
        this.files = files;
    }

    /** Starts a node; see the class. */
    public static void main(String[] arguments) throws IOException {
        String home = System.getProperty("crate.home", ".");
        try {
            run(arguments, Path.of(home), System.getProperty("crate.version", "6.4.2"));
        } catch (CommandLine.Refused refused) {
            System.err.println(refused.getMessage());
            System.exit(refused.exit());
        } catch (UncheckedIOException | IOException failed) {
            System.err.println("org.elasticsearch.bootstrap.StartupException: " + failed);
            System.exit(1);
        }
    }

    private static void run(String[] arguments, Path home, String version) throws IOException {
        boolean root = System.getProperty("user.name", "").equals("root");
        if (root && System.getenv("HOLDFAST_MODEL_AS_ROOT") == null) {
            throw new CommandLine.Refused(1, "java.lang.RuntimeException: can not run crate as root");
        }
        SortedMap<String, String> settings = CommandLine.read(arguments, home);
        Path data = CommandLine.data(settings, home);
        DiskFiles files = new DiskFiles(data);
        lock(files, data);
        sleep(environment("HOLDFAST_MODEL_START_MS", 0));
        ModelNode world = new ModelNode(settings.getOrDefault("node.name", "crate"), files);
        Options options = CommandLine.options(
                settings,
                version,
                id(files, world),
                world.newId(),
                Runtime.getRuntime().maxMemory(),
                environment("HOLDFAST_MODEL_RECOVERY_MS", RECOVERY_MS),
                data);
        Node node = new Node(world, options);
        Wires wires = new Wires(
                options.me().host(),
                options.me().transport(),
                Encryption.transport(settings),
                message -> world.loop.execute(() -> world.safely(() -> node.receive(message))),
                address -> world.loop.execute(() -> world.safely(() -> node.lost(address))));
        world.wires = Optional.of(wires);
        Front front = new Front(node, world.loop, options);
        world.log("node name [" + options.me().name() + "], node ID ["
                + options.me().id() + "], version[" + version + "]");
        wires.start();
        world.loop.execute(() -> world.safely(node::start));
        front.start();
        world.log("started");
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static long environment(String name, long otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
    }

    private static void lock(DiskFiles files, Path data) throws IOException {
        FileChannel channel = FileChannel.open(
                files.node().resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new CommandLine.Refused(
                    1,
                    "java.lang.IllegalStateException: failed to obtain node locks, tried [" + data
                            + "]; maybe these locations are not writable or multiple nodes were started on the same"
                            + " data path?");
        }
    }

    /** A node's id lasts as long as its data. */
    private static String id(DiskFiles files, ModelNode world) {
        Optional<byte[]> kept = files.read("node.json");
        if (kept.isPresent()) {
            return Json.parse(kept.get()).path("id").asString();
        }
        String id = world.newId();
        files.write("node.json", Json.bytes(Json.object().put("id", id)));
        return id;
    }

    private void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException broken) {
            log("defect of the model: " + broken);
            broken.printStackTrace();
        }
    }

    @Override
    public long now() {
        return System.currentTimeMillis();
    }

    @Override
    public String newId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        return new String(Base64.getUrlEncoder().withoutPadding().encode(bytes), StandardCharsets.US_ASCII);
    }

    @Override
    public void send(String address, Wire message) {
        wires.ifPresent(w -> w.send(address, message));
    }

    @Override
    public void after(long millis, Runnable task) {
        var unused = loop.schedule(() -> safely(task), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public String hostname() {
        try {
            return java.nio.file.Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException missing) {
            return "localhost";
        }
    }

    @Override
    public void log(String line) {
        System.out.println("[" + Instant.now() + "][INFO ][model] [" + name + "] " + line);
    }

    @Override
    public void exit(int code) {
        Thread end = new Thread(() -> System.exit(code), "exit");
        end.start();
    }

    @Override
    public Files files() {
        return files;
    }
}
