package dev.holdfast.real;

import dev.holdfast.api.wire.AgentInfo;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.cli.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * How long it takes until a broker whose machine is lost for good serves again elsewhere, by stages: {@code bench/agent-loss.sh}.
 *
 * <p>A Mesos whose agents for brokers are processes of their own, one more than there are brokers; three controllers elsewhere. In each round
 * the agent under broker-1 and all that runs on it get {@code kill -9}. Then the same host comes with an empty disk, and is the spare one of
 * the next round. A workload writes all the time, and is read back at the end.
 */
final class AgentLoss {

    private static final String NETWORK = "127.0.73";
    private static final String TOPIC = "numbers";
    private static final String BULK = "bulk";
    private static final int PARTITIONS = 8;
    private static final int PER_SECOND = 300;
    private static final int BROKERS = 3;
    private static final int FIRST_FOR_BROKERS = 3;
    private static final String LOST = "broker-1";
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration ROUND = Duration.ofMinutes(6);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final List<String> STAGES = List.of("detect", "decide", "launch", "ready", "in sync", "all");

    private final RealHouse house;
    private final boolean gone;
    private final List<List<Long>> rounds = new ArrayList<>();

    private AgentLoss(RealHouse house, boolean gone) {
        this.house = house;
        this.gone = gone;
    }

    /** {@code ROUNDS gone|timeout AGENT-TIMEOUT-SECONDS MEGABYTES}. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        boolean gone = arguments[1].equals("gone");
        String timeout = arguments[2];
        int megabytes = Integer.parseInt(arguments[3]);
        try (RealHouse house = new RealHouse(NETWORK, "k1")) {
            AgentLoss loss = new AgentLoss(house, gone);
            house.startMesos(List.of("-D" + MesosProcess.AGENT_TIMEOUT + "=" + timeout), 0, 1, 2);
            for (int i = 0; i <= BROKERS; i++) {
                house.startAgent(FIRST_FOR_BROKERS + i);
            }
            house.startScheduler();
            house.done(house.apply(spec()), START);
            loss.underLoad(rounds, megabytes);
        } catch (RuntimeException | AssertionError failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static String spec() {
        String controllers = NETWORK.replace(".", "\\.") + "\\.[234]";
        return """
                name: k1
                package: kafka
                options: {replace-after: 1s}
                groups:
                  controller: {count: 3, constraint: '@hostname:UNIQUE and @hostname:LIKE:%s'}
                  broker: {count: %d, constraint: '@hostname:UNIQUE and @hostname:UNLIKE:%s'}
                """.formatted(controllers, BROKERS, controllers);
    }

    private void underLoad(int count, int megabytes) throws Exception {
        String bootstrap = Kafka.bootstrap(house);
        try (Kafka kafka = new Kafka(bootstrap);
                Workload workload = new Workload(bootstrap, TOPIC, PARTITIONS, PER_SECOND)) {
            kafka.createTopic(TOPIC, PARTITIONS, 2);
            kafka.createTopic(BULK, PARTITIONS, 2);
            kafka.fill(BULK, megabytes);
            workload.start();
            for (int round = 1; round <= count; round++) {
                until("everybody is in sync", () -> house.cluster().isReady() && inSync(kafka));
                rounds.add(round(kafka));
                System.out.println("round " + round + ": " + row(rounds.get(round - 1)));
            }
            workload.stop();
            Workload.Reading reading = workload.readBack();
            if (!reading.missing().isEmpty()) {
                throw new AssertionError("acknowledged, but lost: " + reading.missing());
            }
            System.out.println(reading.acknowledged() + " records acknowledged meanwhile, none lost");
        }
        print();
    }

    /** The times of the stages, and of all, in milliseconds. */
    private List<Long> round(Kafka kafka) throws Exception {
        ApiClient api = house.api();
        NodeInfo before = node(look(api));
        int index = Integer.parseInt(before.address().substring(before.address().lastIndexOf('.') + 1)) - 2;
        long plans = look(api).plan().map(PlanInfo::number).orElse(0L);
        Instant killed = Instant.now();
        house.loseAgent(index);
        if (gone) {
            markGone(before.agentId());
        }
        TreeMap<String, Instant> times = new TreeMap<>();
        until(LOST + " serves elsewhere", () -> {
            ClusterInfo now = look(api);
            NodeInfo node = node(now);
            boolean renewed = node.generation() > before.generation();
            if (!renewed && List.of("lost", "unreachable").contains(node.state())) {
                times.putIfAbsent("detect", node.since());
            }
            now.plan()
                    .filter(plan -> plan.number() > plans)
                    .ifPresent(plan -> times.putIfAbsent("decide", plan.createdAt()));
            if (renewed && List.of("starting", "running", "ready").contains(node.state())) {
                times.putIfAbsent("launch", node.since());
            }
            if (renewed && node.state().equals("ready")) {
                times.putIfAbsent("ready", node.since());
            }
            if (times.containsKey("ready") && inSync(kafka)) {
                times.put("in sync", Instant.now());
            }
            return times.containsKey("in sync");
        });
        api.list("/v1/clusters/k1/events?limit=50", EventInfo.class).stream()
                .filter(event -> event.at().isAfter(killed))
                .forEach(event -> System.out.printf(
                        Locale.ROOT,
                        "    %7.1f s  %s%n",
                        Duration.between(killed, event.at()).toMillis() / 1000.0,
                        event.text()));
        until("the plan is over", () -> look(api).activePlan().isEmpty());
        anotherMachine(api, index, before.agentId());
        return spans(killed, times);
    }

    private static List<Long> spans(Instant killed, TreeMap<String, Instant> times) {
        List<Long> spans = new ArrayList<>();
        Instant from = killed;
        for (String stage : STAGES.subList(0, STAGES.size() - 1)) {
            Instant at = Optional.ofNullable(times.get(stage)).orElseThrow(() -> new AssertionError("no " + stage));
            spans.add(Duration.between(from, at).toMillis());
            from = at;
        }
        spans.add(Duration.between(killed, from).toMillis());
        return spans;
    }

    /** What an operator does who knows that the machine will not come back. */
    private static void markGone(String agent) throws IOException, InterruptedException {
        String call = """
                {"type": "MARK_AGENT_GONE", "mark_agent_gone": {"agent_id": {"value": "%s"}}}""".formatted(agent);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + NETWORK + ".1:5050/api/v1"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("not marked gone: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** A new machine under the old name, so that there is a spare one again. */
    private void anotherMachine(ApiClient api, int index, String lost) throws IOException {
        Path directory = house.data().resolve("mesos").resolve("agent-" + index);
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
        house.startAgent(index);
        until(
                "a spare agent",
                () -> api.list("/v1/agents", AgentInfo.class).stream()
                        .anyMatch(agent -> agent.active()
                                && !agent.id().equals(lost)
                                && agent.hostname().equals(house.agentAddress(index))));
    }

    private static ClusterInfo look(ApiClient api) {
        return api.get("/v1/clusters/k1", ClusterInfo.class);
    }

    private static NodeInfo node(ClusterInfo cluster) {
        return cluster.node(LOST).orElseThrow();
    }

    private static boolean inSync(Kafka kafka) {
        try {
            return kafka.smallestIsr(TOPIC) == BROKERS && kafka.smallestIsr(BULK) == BROKERS;
        } catch (ExecutionException notNow) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void until(String what, BooleanSupplier so) {
        Instant end = Instant.now().plus(ROUND);
        while (!so.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                house.keep();
                throw new AssertionError(what + " did not come within " + ROUND.toSeconds() + " s (see " + house.data()
                        + "):\n" + house.cluster() + "\n" + house.why());
            }
            try {
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private void print() {
        for (int i = 0; i < STAGES.size(); i++) {
            int stage = i;
            List<Long> sorted =
                    rounds.stream().map(round -> round.get(stage)).sorted().toList();
            int half = sorted.size() / 2;
            long median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
            System.out.printf(
                    Locale.ROOT,
                    "%-8s median %6.1f s, worst %6.1f s%n",
                    STAGES.get(i),
                    median / 1000.0,
                    sorted.get(sorted.size() - 1) / 1000.0);
        }
    }

    private static String row(List<Long> spans) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < STAGES.size(); i++) {
            text.append(String.format(
                    Locale.ROOT, "%s%s %.1f s", i == 0 ? "" : ", ", STAGES.get(i), spans.get(i) / 1000.0));
        }
        return text.toString();
    }
}
