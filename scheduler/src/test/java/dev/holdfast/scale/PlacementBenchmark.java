package dev.holdfast.scale;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.placement.Matcher;
import dev.holdfast.placement.Need;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Placing the nodes of one cluster of 50 on an empty Mesos: one on each host, spread over three zones, in racks of a name. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class PlacementBenchmark {

    private static final int NODES = 50;
    private static final String ROLE = "holdfast/many";

    @Param({"100", "1000", "10000"})
    int agents;

    private List<Offer> offers = List.of();
    private List<Need> needs = List.of();

    @Setup
    public void offer() {
        List<Offer> all = new ArrayList<>();
        for (int index = 0; index < agents; index++) {
            all.add(new Offer(
                    new OfferId("offer-" + index),
                    new AgentId("agent-" + index),
                    "host" + index,
                    "10.0.0.1",
                    5051,
                    ROLE,
                    free(),
                    new TreeMap<>(Map.of("rack", "r" + index / 40)),
                    "zone-" + index % 3,
                    "",
                    Optional.empty()));
        }
        offers = all;
        List<Need> wanted = new ArrayList<>();
        for (int index = 0; index < NODES; index++) {
            wanted.add(new Need(
                    new NodeId(new ClusterName("many"), "data", index),
                    ROLE,
                    1000,
                    2_000_000,
                    100_000,
                    10_000_000,
                    "root",
                    new TreeMap<>(Map.of("client", 0)),
                    ConstraintParser.checked("@hostname:UNIQUE and @zone:GROUP_BY:3 and rack:LIKE:r.*")));
        }
        needs = wanted;
    }

    private static Resources free() {
        return new Resources(List.of(
                Resource.of(Resource.CPUS, new Quantity.Amount(8000), ROLE),
                Resource.of(Resource.MEM, new Quantity.Amount(16_000_000), ROLE),
                Resource.of(Resource.DISK, new Quantity.Amount(100_000_000), ROLE),
                Resource.of(Resource.PORTS, new Quantity.Ranges(List.of(new PortRange(31_000, 32_000))), ROLE)));
    }

    /** Nodes placed in a second. */
    @Benchmark
    @OperationsPerInvocation(NODES)
    public Matcher.Result nodesArePlaced() {
        return Matcher.match(offers, needs, List.of(), Instant.EPOCH);
    }
}
