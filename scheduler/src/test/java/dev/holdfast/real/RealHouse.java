package dev.holdfast.real;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Mesos and a scheduler, each in processes of their own that can be killed, on loopback addresses of their own. Closing it ends
 * every process it started or had started, and deletes its directory if all went well.
 */
final class RealHouse implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int MOST_EVENTS = 10_000;

    private final Path data;
    private final String network;
    private final TreeMap<String, Child> children = new TreeMap<>();
    private final Thread hook = new Thread(this::killAll, "real-house-end");
    private final long began = System.nanoTime();
    private String lastSeen = "";
    private String watched;
    private boolean keep;

    /**
     * An empty house.
     *
     * @param network the first three bytes of its addresses
     * @param cluster which cluster is looked at until another is named
     */
    RealHouse(String network, String cluster) throws IOException {
        this.network = network;
        this.watched = cluster;
        Path root = Path.of(System.getProperty("real.data", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(root);
        this.data = Files.createTempDirectory(root, "holdfast-real-").toRealPath();
        // Databases that refuse to run as root must reach their sandboxes as somebody else.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path data() {
        return data;
    }

    /** A master and agents in one process. */
    void startMesos(int... agents) throws IOException {
        startMesos(List.of(), agents);
    }

    /** The same with options for its Java. */
    void startMesos(List<String> options, int... agents) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("master"));
        IntStream.of(agents).mapToObj(Integer::toString).forEach(arguments::add);
        startMesos("mesos", options, new TreeMap<>(), arguments);
    }

    /** An agent in a process of its own. */
    void startAgent(int index) throws IOException {
        startAgent(index, List.of(), new TreeMap<>());
    }

    /** The same with options for its Java and a changed environment, which tasks inherit. */
    void startAgent(int index, List<String> options, Map<String, String> environment) throws IOException {
        startMesos("agent-" + index, options, environment, List.of(Integer.toString(index)));
    }

    private void startMesos(String name, List<String> options, Map<String, String> environment, List<String> parts)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(mesosData(), network));
        arguments.addAll(parts);
        children.put(name, Child.start(name, MesosProcess.class, logs(), options, environment, arguments));
    }

    /** A machine is lost: its agent, which has a process of its own, and all that ran on it. */
    void loseAgent(int index) {
        kill("agent-" + index);
        Leftovers.kill(data.resolve("mesos").resolve("agent-" + index));
        note("lost the machine of agent-" + index);
    }

    void startScheduler() throws IOException {
        Path own = Files.createDirectories(data.resolve("scheduler"));
        children.put(
                "scheduler",
                Child.start(
                        "scheduler",
                        SchedulerProcess.class,
                        logs(),
                        List.of(),
                        new TreeMap<>(),
                        List.of(own.toString(), network)));
    }

    private String mesosData() {
        return data.resolve("mesos").toString();
    }

    private Path logs() {
        return data.resolve("logs");
    }

    /** {@code kill -9} of {@code mesos}, {@code agent-N} or {@code scheduler}. */
    void kill(String name) {
        Child child = children.remove(name);
        if (child == null) {
            throw new IllegalArgumentException("no process " + name);
        }
        child.kill();
        note("killed -9 " + name);
    }

    String agentAddress(int index) {
        return network + "." + (index + 2);
    }

    /** {@code kill -9} of a node's database process. */
    void killDatabase(NodeSight node) {
        List<ProcessHandle> running = Leftovers.below(data, "executors/" + node.taskId()).stream()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .toList();
        if (running.size() != 1) {
            throw new AssertionError(node + " has " + running.size() + " processes");
        }
        running.get(0).destroyForcibly();
        note("killed -9 the process of " + node.name());
    }

    /** Database processes that run now. */
    List<ProcessHandle> databases() {
        return Leftovers.below(data);
    }

    /** The directory of a node's volume, found by the mark in it. */
    Path volume(NodeSight node) throws IOException {
        try (Stream<Path> all =
                Files.find(data.resolve("mesos"), 8, (path, attributes) -> path.endsWith("holdfast-mark"))) {
            for (Path mark : all.toList()) {
                List<String> lines = Files.readAllLines(mark);
                if (lines.contains("node=" + node.name()) && lines.contains("generation=" + node.generation())) {
                    return Objects.requireNonNull(mark.getParent());
                }
            }
        }
        throw new AssertionError("no volume is marked for " + node);
    }

    /** What a scheduler answers to a line. */
    String say(String line) {
        Child scheduler = children.get("scheduler");
        if (scheduler == null) {
            throw new IllegalStateException("the scheduler is down");
        }
        String answer = scheduler.ask(line);
        if (!line.startsWith("view ") && !line.equals("api")) {
            note("> " + (line.startsWith("apply ") ? "apply" : line) + "  < " + answer);
        }
        return answer;
    }

    String apply(String yaml) {
        return say("apply " + Base64.getEncoder().encodeToString(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    /** The number of the plan that an answer tells of. */
    long accepted(String answer) {
        if (!answer.startsWith("accepted ")) {
            throw new AssertionError("not accepted: " + answer + "\n" + cluster());
        }
        return Long.parseLong(answer.substring("accepted ".length()));
    }

    /** Which cluster is looked at. */
    String watched() {
        return watched;
    }

    /** Which cluster is looked at from now on. */
    void watch(String cluster) {
        watched = cluster;
    }

    ClusterSight cluster() {
        String answer = say("view " + watched);
        ClusterSight sight =
                answer.startsWith("view ") ? ClusterSight.parse(answer.substring("view ".length())) : ClusterSight.NONE;
        String text = sight.toString();
        if (!text.equals(lastSeen)) {
            lastSeen = text;
            note(text);
        }
        return sight;
    }

    /** Waits for the cluster to be so, and gives it; fails with all that is known if it is not so in time. */
    ClusterSight await(String what, Duration atMost, Predicate<ClusterSight> so) {
        try {
            return Awaitility.await(what)
                    .atMost(atMost)
                    .pollInterval(LOOK_EVERY)
                    .pollDelay(Duration.ZERO)
                    .pollInSameThread()
                    .until(this::cluster, so);
        } catch (ConditionTimeoutException e) {
            keep = true;
            throw new AssertionError(
                    what + " did not come within " + atMost.toSeconds() + " s (see " + data + "):\n" + cluster(), e);
        }
    }

    /** Waits for a plan that an answer told of. */
    ClusterSight done(String answer, Duration atMost) {
        long plan = accepted(answer);
        return await("plan " + plan, atMost, sight -> sight.isDone(plan));
    }

    /** The same where not all are to be well in the end. */
    ClusterSight done(String answer, Duration atMost, Predicate<ClusterSight> so) {
        long plan = accepted(answer);
        return await(
                "plan " + plan,
                atMost,
                sight -> sight.plan().number() == plan && sight.plan().status().equals("DONE") && so.test(sight));
    }

    /** Incarnations by node: who was started again since. */
    static Map<String, Integer> incarnations(ClusterSight sight) {
        return sight.nodes().stream()
                .collect(Collectors.toMap(NodeSight::name, NodeSight::incarnation, (a, b) -> b, TreeMap::new));
    }

    /** Addresses with this port of a group's nodes that have a place, {@code 127.0.50.2:9092}. */
    List<String> endpoints(String group, String port) {
        return cluster().group(group).stream()
                .filter(node -> !node.address().isEmpty())
                .map(node -> node.endpoint(port))
                .toList();
    }

    /** What {@code holdfast why} prints: the line for the whole, then each wait with its rule and its remedy. */
    String why() {
        WhyInfo why = api().get("/v1/clusters/" + watched + "/why", WhyInfo.class);
        StringBuilder text = new StringBuilder(why.health() + ": " + why.text());
        why.waits()
                .forEach(wait -> text.append("\n")
                        .append(wait.subject() + " waits for " + wait.rule() + ": " + wait.text() + " | "
                                + wait.remedy()));
        note("why: " + text);
        return text.toString();
    }

    /** All that happened to the cluster, oldest first. */
    List<EventInfo> events() {
        return api().list("/v1/clusters/" + watched + "/events?limit=" + MOST_EVENTS, EventInfo.class);
    }

    ApiClient api() {
        return new ApiClient(say("api").substring("api ".length()), Optional.empty());
    }

    /** A line in the house's diary, {@code diary.log}. */
    void note(String text) {
        try {
            Files.writeString(
                    data.resolve("diary.log"),
                    String.format("%8.2f %s%n", (System.nanoTime() - began) / 1e9, text),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write the diary", e);
        }
    }

    /** The test failed: leave the directory to be looked at. */
    void keep() {
        keep = true;
    }

    /** The machine loses power: everything ends, tasks too. */
    void killAll() {
        children.values().forEach(Child::kill);
        children.clear();
        Leftovers.kill(data);
    }

    @Override
    public void close() throws IOException {
        killAll();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (!keep && !Boolean.getBoolean("real.keep")) {
            try (Stream<Path> all = Files.walk(data)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
