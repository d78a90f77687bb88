package dev.holdfast.scale;

import dev.holdfast.core.Core;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.Multitude;
import dev.holdfast.core.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** One decision about many clusters: an observation of one of them, and an offer from every agent while one looks for a place. */
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class LoopBenchmark {

    @Param({"100", "1000", "10000"})
    int agents;

    private Core core;
    private State ready;
    private State hungry;
    private Event observation;
    private Event offers;
    private Instant now;

    @Setup
    public void bringUp() throws IOException, SQLException {
        Path scratch = Files.createTempDirectory("holdfast-benchmark");
        Multitude many = Multitude.of(agents / Multitude.NODES, scratch);
        core = many.core();
        ready = many.state();
        observation = many.observationOf(many.clusters().get(0));
        many.decide(many.oneMore(many.clusters().get(0)));
        many.pass(Duration.ofSeconds(5), decided -> {});
        hungry = many.state();
        offers = many.offersFor(many.clusters().get(0));
        now = many.now();
    }

    @Benchmark
    public Decision anObservationComes() {
        return core.decide(ready, observation, now);
    }

    @Benchmark
    public Decision anOfferOfEachAgentComes() {
        return core.decide(hungry, offers, now);
    }
}
