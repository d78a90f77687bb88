package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.LogInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.run.Launched;
import dev.holdfast.engine.SecretMask;
import dev.holdfast.engine.StateMove;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bundle",
        description = {
            "Write one archive for a bug report: state, events, plans, logs, versions; without secrets.",
            "It asks a scheduler, also one that stands by; where none answers it takes what is in --data."
        })
final class BundleCommand implements Callable<Integer> {

    private static final int LINES_OF_EACH_NODE = 300;
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_LOG_BYTES = 4 << 20;
    private static final int MOST_NODES = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Remote remote = new Remote();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The archive (usual: holdfast-bundle-TIME.zip here).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The scheduler's directory, for its log and, where none runs, its state (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Override
    public Integer call() {
        Path directory = data.toAbsolutePath().normalize();
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        Path file = output.orElse(Path.of("holdfast-bundle-" + time + ".zip"));
        SecretMask mask = new SecretMask(directory.resolve("secrets"), remote.secrets());
        try {
            BundleFile bundle = new BundleFile(file, new Redactor(mask));
            try (bundle) {
                bundle.add("versions.txt", this::versions);
                bundle.add("settings.txt", () -> settings(directory));
                collect(bundle, directory);
                logs(bundle, directory);
                bundle.without("secrets, keystores and tokens; what sounds like one is replaced by ***");
                bundle.without("the databases' own data");
            }
            say(file, bundle);
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE,
                    "the archive " + file + " cannot be written: " + e.getMessage(),
                    "give another with -o",
                    e);
        }
        return Exit.DONE;
    }

    private void say(Path file, BundleFile bundle) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(file + " (" + Files.size(file) + " bytes) has:");
        bundle.inside().forEach(line -> out.println("  " + line));
        out.println("left out:");
        bundle.missing().forEach(line -> out.println("  " + line));
        out.println("look through it before you send it on");
        out.flush();
    }

    /** From a scheduler; what it cannot tell, from its directory. */
    private void collect(BundleFile bundle, Path directory) throws IOException {
        ApiClient api = remote.client();
        StatusInfo status;
        try {
            status = api.get("/v1/status", StatusInfo.class);
        } catch (Failure e) {
            bundle.without("everything that only a running scheduler knows (" + e.getMessage() + ")");
            bundle.add("state.jsonl", () -> state(directory));
            return;
        }
        bundle.add("health.json", () -> api.text("/health"));
        bundle.add("status.json", () -> api.text("/v1/status"));
        bundle.add("events.json", () -> api.text("/v1/events?limit=" + MOST_EVENTS));
        bundle.add("state.jsonl", () -> api.text("/v1/state"));
        bundle.add("audit.json", () -> api.text("/v1/audit"));
        bundle.add("webhooks.json", () -> api.text("/v1/webhooks"));
        bundle.add("metrics.txt", () -> api.text("/metrics"));
        int nodes = 0;
        for (ClusterInfo cluster : status.clusters()) {
            String path = new Target(cluster.name(), "").path();
            String under = "clusters/" + cluster.name() + "/";
            bundle.add(under + "spec.yaml", () -> api.text(path + "/spec"));
            bundle.add(under + "why.json", () -> api.text(path + "/why"));
            if (cluster.plan().isPresent()) {
                bundle.add(under + "plan.json", () -> api.text(path + "/plan"));
            }
            for (NodeInfo node : cluster.nodes()) {
                if (node.incarnation() > 0 && nodes++ < MOST_NODES) {
                    words(bundle, api, path + "/nodes/" + node.shortName(), under + node.shortName() + "/");
                }
            }
        }
        if (nodes > MOST_NODES) {
            bundle.without("logs of " + (nodes - MOST_NODES) + " nodes more");
        }
    }

    private static void words(BundleFile bundle, ApiClient api, String path, String under) throws IOException {
        bundle.add(under + "files.json", () -> api.text(path + "/files"));
        for (String file : List.of("stdout", "stderr")) {
            bundle.add(
                    under + file,
                    () -> api.get(path + "/logs?lines=" + LINES_OF_EACH_NODE + "&file=" + file, LogInfo.class)
                            .text());
        }
    }

    private String versions() {
        Map<String, String> all = new TreeMap<>();
        all.put("holdfast", Launched.version());
        for (String key : List.of("java.version", "java.vendor", "java.vm.name", "os.name", "os.version", "os.arch")) {
            all.put(key, System.getProperty(key, ""));
        }
        all.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        all.put("time", Instant.now().toString());
        all.put("mesos", mesos());
        return lines(all);
    }

    private String mesos() {
        try {
            return remote.client().get("/v1/status", StatusInfo.class).master().toString();
        } catch (Failure e) {
            return "not known: " + e.getMessage();
        }
    }

    private String settings(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>();
        all.put("data", directory.toString());
        all.put("api", remote.client().base());
        System.getenv().forEach((key, value) -> {
            if (key.startsWith("HOLDFAST_")) {
                all.put(key, value);
            }
        });
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                all.put(
                        "files in it",
                        files.map(path -> String.valueOf(path.getFileName()))
                                .sorted()
                                .toList()
                                .toString());
            }
        }
        return lines(all);
    }

    private static String lines(Map<String, String> all) {
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private static String state(Path directory) throws IOException {
        Path copy = Files.createTempFile("holdfast-state", ".jsonl");
        try {
            StateMove.exportTo(copy, directory, Optional.empty());
            return Files.readString(copy);
        } catch (StoreException e) {
            throw new IOException(e.getMessage() + " (" + e.remedy() + ")", e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** The scheduler's own: of `up`, and of those that `up --ha` began. */
    private static void logs(BundleFile bundle, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            bundle.without("the scheduler's log: there is no " + directory + "; name its directory with --data");
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file ->
                            String.valueOf(file.getFileName()).matches("(holdfast|up|scheduler.*)\\.log(\\.1)?"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            bundle.without("the scheduler's log: there is none in " + directory);
        }
        for (Path file : files) {
            bundle.add("scheduler/" + file.getFileName(), () -> end(file));
        }
    }

    private static String end(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(open.length(), MOST_LOG_BYTES)];
            open.seek(open.length() - bytes.length);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
