package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Answer;
import dev.holdfast.core.Command;
import dev.holdfast.core.View;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.local.LocalCluster;
import dev.holdfast.local.LocalClusterConfig;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chores beside a node as real processes of the embedded Mesos, which is talked to as a real one is. */
@Tag("real")
final class ChoreBesideRealTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ClusterName RING = new ClusterName("ring");
    private static final NodeId NODE = new NodeId(RING, "node", 0);

    /** Tells how far it is, waits until it may end, and shows that it sees its node's volume. */
    private static final String LONG_CHORE = """
            echo 'no line of ours'
            echo '{"progress":"half of it"}'
            while [ ! -e data/go ]; do sleep 0.2; done
            echo "{\\"result\\":\\"$(cat data/node)\\"}"
            """;

    private static final String FAILING = """
            echo 'no such ring' >&2
            exit 3
            """;

    private static final String ENDLESS = """
            trap 'echo "{\\"result\\":\\"gave up in good order\\"}"; exit 1' TERM
            echo '{"progress":"for ever"}'
            while true; do sleep 0.2; done
            """;

    @TempDir
    private Path directory = Path.of("");

    private static ClusterSpec spec() {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put(
                "node",
                new GroupSpec(
                        "node",
                        1,
                        100,
                        64,
                        32,
                        16,
                        "root",
                        List.of(),
                        "",
                        new TreeMap<>(Map.of("client", 0)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of()));
        return new ClusterSpec(
                RING, "script", "1", "", "holdfast/ring", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), groups);
    }

    private Scheduler scheduler(URI master) throws Exception {
        DatabasePackage script = new ScriptPackage()
                .with("repair", LONG_CHORE)
                .with("cleanup", FAILING)
                .with("verify", ENDLESS);
        return Scheduler.start(
                new SchedulerSettings(
                        List.of(master),
                        directory.resolve("scheduler"),
                        "chores",
                        System.getProperty("user.name"),
                        "",
                        "",
                        "holdfast",
                        new InetSocketAddress("127.0.65.1", 0),
                        Optional.empty()),
                new TreeMap<>(Map.of("script", script)),
                Clock.systemUTC());
    }

    private static Answer ask(Scheduler scheduler, Command command) throws Exception {
        return scheduler.engine().ask(command).get(20, TimeUnit.SECONDS);
    }

    private static void run(Scheduler scheduler, String chore) throws Exception {
        assertThat(ask(scheduler, new Command.Run(RING, Chore.on(NODE, chore), chore + " node-0")))
                .isInstanceOf(Answer.Accepted.class);
    }

    private static Optional<View.ClusterPicture> ring(Scheduler scheduler) {
        return scheduler.engine().view().cluster("ring");
    }

    private static Optional<ChoreEnd> end(Scheduler scheduler, String chore) {
        return scheduler
                .engine()
                .clusterView(RING)
                .flatMap(view -> view.node(NODE))
                .map(node -> node.ended().get(chore));
    }

    private static void until(String what, Scheduler scheduler, Predicate<View.ClusterPicture> holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .until(() -> ring(scheduler).filter(holds).isPresent());
    }

    private static boolean isOver(View.ClusterPicture ring, String title) {
        return ring.plan()
                .filter(plan -> plan.title().startsWith(title) && !plan.isActive())
                .isPresent();
    }

    private static boolean says(View.ClusterPicture ring, String text) {
        return ring.nodes().stream().anyMatch(node -> node.text().contains(text));
    }

    @Test
    void aChoreRunsBesideItsNodeTellsHowFarItIsAndSurvivesARestartOfTheScheduler() throws Exception {
        LocalClusterConfig config = LocalClusterConfig.of(directory.resolve("mesos"), 1)
                .on("127.0.65")
                .withMasterPort(5250)
                .withResources("cpus:1;mem:512;disk:512;ports:[25100-25120]");
        try (LocalCluster mesos = LocalCluster.start(config, Clock.systemUTC())) {
            try (Scheduler scheduler = scheduler(mesos.masterUri())) {
                assertThat(ask(scheduler, new Command.Apply(spec(), "create", 0)))
                        .isInstanceOf(Answer.Accepted.class);
                until("the node is ready", scheduler, ring -> isOver(ring, "create"));
                run(scheduler, "repair");
                until("it tells how far it is", scheduler, ring -> says(ring, "repair runs beside it: half of it"));
            }
            try (Scheduler scheduler = scheduler(mesos.masterUri())) {
                until("it is still under way", scheduler, ring -> says(ring, "repair runs beside it"));
                Path volume = volume(mesos);
                Files.createFile(volume.resolve("go"));
                until("its plan is done", scheduler, ring -> isOver(ring, "repair"));
                assertThat(end(scheduler, "repair")).hasValueSatisfying(end -> {
                    assertThat(end.ok()).isTrue();
                    assertThat(end.text()).isEqualTo("started");
                    assertThat(end.incarnation()).isEqualTo(1);
                });
                assertThat(tasks(mesos, ".repair.")).isEqualTo(1);

                run(scheduler, "cleanup");
                until("it fails", scheduler, ring -> end(scheduler, "cleanup").isPresent());
                assertThat(end(scheduler, "cleanup").orElseThrow().text()).contains("status 3", "no such ring");
                ask(scheduler, new Command.Cancel(RING));
                until("its plan is over", scheduler, ring -> isOver(ring, "cleanup"));

                run(scheduler, "verify");
                until("it runs", scheduler, ring -> says(ring, "verify runs beside it: for ever"));
                ask(scheduler, new Command.Cancel(RING));
                until("it is ended", scheduler, ring -> end(scheduler, "verify").isPresent());
                assertThat(end(scheduler, "verify").orElseThrow().text())
                        .contains("no plan wants it any more", "gave up in good order");
                until("its plan is over", scheduler, ring -> isOver(ring, "verify"));
                until(
                        "the node is ready as ever",
                        scheduler,
                        ring -> ring.nodes().stream()
                                .allMatch(node -> node.state().equals("ready") && node.incarnation() == 1));

                ask(scheduler, new Command.Uninstall(RING, "ring"));
                Awaitility.await("all is gone")
                        .atMost(PATIENCE)
                        .until(() -> ring(scheduler).isEmpty());
            }
        }
    }

    /** Where the node's volume is seen by its processes. */
    private static Path volume(LocalCluster mesos) throws Exception {
        try (Stream<Path> files = Files.walk(mesos.agent(0).orElseThrow().workDir())) {
            return files.filter(file -> file.endsWith("node") && Files.isRegularFile(file))
                    .map(file -> file.resolveSibling(""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How many tasks of that kind an agent ever had. */
    private static long tasks(LocalCluster mesos, String name) throws Exception {
        try (Stream<Path> files = Files.walk(mesos.agent(0).orElseThrow().workDir())) {
            return files.filter(file -> file.resolveSibling("").endsWith("tasks"))
                    .map(file -> file.getName(file.getNameCount() - 1).toString())
                    .filter(task -> task.contains(name))
                    .distinct()
                    .count();
        }
    }
}
