package dev.holdfast.store;

import dev.holdfast.core.ChoreTask;
import dev.holdfast.core.Claim;
import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Incarnation;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.Self;
import dev.holdfast.core.SurplusRecord;
import dev.holdfast.core.Trouble;
import dev.holdfast.core.Upkept;
import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Stage;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Disk;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Phase;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records with something in every component. */
final class Samples {

    static final ClusterName ORDERS = new ClusterName("orders");
    static final NodeId NODE = new NodeId(ORDERS, "broker", 2);
    static final Instant AT = Instant.parse("2026-01-01T12:34:56.789012345Z");

    private Samples() {}

    static Self self(long counter) {
        return new Self("owner-1", "m1", Optional.of(new FrameworkId("framework-1")), counter);
    }

    static ClusterSpec spec() {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        for (String name : List.of("zebra", "broker", "apple")) { // an order of its own, which is not the alphabet's
            groups.put(
                    name,
                    new GroupSpec(
                            name,
                            3,
                            1500,
                            2048,
                            512,
                            10_000,
                            "mount",
                            List.of("-Xss1m", "-Dß=\"ü\""),
                            "@zone:GROUP_BY:3",
                            new TreeMap<>(Map.of("client", 9092, "admin", 0)),
                            new TreeMap<>(Map.of("log.retention.hours", "24")),
                            new TreeMap<>(Map.of(1, new TreeMap<>(Map.of("rack", "r1")))),
                            List.of(1, 4)));
        }
        return new ClusterSpec(
                ORDERS,
                "kafka",
                "4.3.1",
                "kafka",
                "holdfast/orders",
                new TreeMap<>(Map.of("min.insync.replicas", "2")),
                new TreeMap<>(Map.of("rebalance", "true")),
                new TreeMap<>(Map.of("kafka", "https://example.org/kafka.tgz#sha256=00")),
                groups);
    }

    /** Every kind of stage. */
    static List<Stage> stages() {
        Chore chore = Chore.on(NODE, "drain").with("topic", "a,b");
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Reserve(),
                new Stage.Stop(),
                new Stage.Start(),
                new Stage.Ready(),
                new Stage.Do(chore, Optional.of(debt())),
                new Stage.Do(chore, Optional.empty()),
                new Stage.Together(List.of(chore, chore.with("x", "y")), 2),
                new Stage.Pay("cordon/broker-2"),
                new Stage.Prove("empty", 2, 1),
                new Stage.Await("recovered", Duration.ofMinutes(2)),
                new Stage.On(NODE, new Stage.Stop()),
                new Stage.On(NODE, new Stage.Do(chore, Optional.of(debt()))),
                new Stage.Owe("vote/data-0"),
                new Stage.Release(),
                new Stage.Renew(),
                new Stage.Forget(),
                new Stage.NoReturn(),
                new Stage.Undo(List.of(new Stage.Gate(Action.RESTART), new Stage.Stop())));
    }

    static Debt debt() {
        return new Debt("cordon/broker-2", "broker-2 takes no new partitions", Chore.on(NODE, "uncordon"));
    }

    static Plan plan() {
        List<Step> steps = new ArrayList<>();
        Reason reason = new Reason("gate", "partition a-1 has 1 of 2", AT, "holdfast cancel orders", Optional.of(AT));
        for (Step.Status status : Step.Status.values()) {
            for (StepKind kind : StepKind.values()) {
                steps.add(new Step(
                        kind + "-" + status,
                        kind,
                        Optional.of(NODE),
                        Optional.of(new Chore("rebalance", Optional.empty(), new TreeMap<>())),
                        "title",
                        status,
                        stages(),
                        3,
                        Optional.of(AT),
                        Optional.of(reason),
                        "1.2 GB of 4.0 GB",
                        List.of(AT, AT.plusNanos(1)),
                        List.of("outage:only-copy", "*"),
                        Optional.of(AT),
                        Optional.empty()));
            }
        }
        return new Plan(
                7,
                3,
                "scale",
                Plan.Status.PAUSED,
                List.of(
                        new Phase("one", Phase.Strategy.SERIAL, steps),
                        new Phase("two", Phase.Strategy.PARALLEL, List.of())),
                List.of("a note"),
                AT,
                Optional.of(AT));
    }

    static ClusterRecord cluster() {
        return new ClusterRecord(
                ORDERS,
                3,
                spec(),
                spec().withVersion("4.2.1"),
                new TreeMap<>(Map.of("cluster-id", "xyz")),
                Optional.of(plan()),
                7,
                List.of(debt()),
                true,
                List.of(NODE),
                AT,
                Optional.of(new Upkept(new TreeMap<>(Map.of("backup", new Upkept.Last("18:00", AT, 6))))));
    }

    static NodeRecord node() {
        return new NodeRecord(
                NODE,
                Goal.RUNNING,
                NodeState.STARTING,
                AT,
                2,
                true,
                Optional.of(claim()),
                Optional.of(incarnation()),
                9,
                new Trouble(3, "OutOfMemory: \u0007\n\"heap\"", AT));
    }

    static ChoreTask chore() {
        Incarnation beside = incarnation();
        return new ChoreTask(
                Chore.on(NODE, "repair").with("keyspace", "app"),
                beside.number(),
                beside.launch(),
                beside.task(),
                AT,
                TaskState.RUNNING,
                "",
                "",
                AT.plusSeconds(2),
                "container.nested",
                "3 of 256 ranges",
                Optional.of("no plan wants it any more"));
    }

    static Claim claim() {
        Disk.Source source = new Disk.Source(Disk.Kind.MOUNT, "/mnt/1", "vendor", "id", "profile");
        Resource volume = reserved(Resource.DISK, new Quantity.Amount(10_000_001))
                .withDisk(new Disk(source, "m1-1", "holdfast", "data"));
        Resource disk = reserved(Resource.DISK, new Quantity.Amount(10_000_001)).withDisk(new Disk(source, "", "", ""));
        return new Claim(
                "m1-1",
                agent(),
                "holdfast/orders",
                resources(),
                volume,
                disk,
                new TreeMap<>(Map.of("client", 9092)),
                Optional.of(AT),
                Optional.of(resources()));
    }

    private static Agent agent() {
        return new Agent(
                new AgentId("agent-1"),
                "host1",
                "10.0.0.1",
                5051,
                new TreeMap<>(Map.of("rack", "r1")),
                "zone-a",
                "region-a",
                resources(),
                false);
    }

    /** Every kind of quantity. */
    static Resources resources() {
        return new Resources(List.of(
                reserved(Resource.CPUS, new Quantity.Amount(1)),
                reserved(Resource.MEM, new Quantity.Amount(Long.MAX_VALUE / 2)),
                reserved(
                        Resource.PORTS,
                        new Quantity.Ranges(List.of(new PortRange(9092, 9092), new PortRange(31000, 32000)))),
                reserved("gpus", new Quantity.Names(List.of("a", "b")))));
    }

    private static Resource reserved(String name, Quantity quantity) {
        return new Resource(
                name,
                quantity,
                "holdfast/orders",
                List.of(
                        new Reservation("holdfast", false, "", new TreeMap<>()),
                        new Reservation(
                                "holdfast/orders", true, "holdfast", new TreeMap<>(Map.of(Labels.OWNER, "owner-1")))),
                Optional.empty(),
                "provider",
                false,
                true);
    }

    static Incarnation incarnation() {
        TaskSpec.Variable secret = new TaskSpec.Variable("PASSWORD", "geheim", true);
        Launch launch = new Launch(
                List.of("kafka-4.3.1"),
                new TreeMap<>(Map.of("server.properties", "a=b\nc=\\u00e4")),
                "exec kafka",
                List.of(secret),
                "data",
                30.5);
        TaskSpec task = new TaskSpec(
                new TaskId("orders.broker-2.9.m1-1"),
                "broker-2.orders",
                new AgentId("agent-1"),
                resources(),
                "exec kafka",
                "kafka",
                List.of(secret),
                List.of(new TaskSpec.Fetch("http://10.0.0.9/a/00/x.jar", "lib/x.jar", true, false, true)),
                30.5,
                List.of(new TaskSpec.ParentVolume("data", "data")),
                new TreeMap<>(Map.of("client", 9092)),
                new TreeMap<>(Map.of("holdfast_node", "orders/broker-2")));
        return new Incarnation(
                9,
                launch,
                new TreeMap<>(Map.of("version", "4.3.1")),
                new ExecutorSpec(new ExecutorId("orders.broker-2.9.m1-1"), resources()),
                task,
                AT,
                TaskState.STARTING,
                "a message",
                AT,
                Optional.of("CONTAINER_LIMITATION_MEMORY"));
    }

    static SurplusRecord surplus() {
        return new SurplusRecord(
                "m1-7",
                "orders/broker-2",
                "holdfast/orders",
                new AgentId("agent-1"),
                "host1",
                "nobody answered",
                true,
                AT);
    }
}
