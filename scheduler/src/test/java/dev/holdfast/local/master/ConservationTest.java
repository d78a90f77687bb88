package dev.holdfast.local.master;

import static dev.holdfast.local.master.TestAgents.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens, nothing an agent has is offered twice, and at the end all of it is there again. */
final class ConservationTest {

    private static final int STEPS = 150;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void resourcesAreNeitherMadeNorLost(long seed) {
        SimulatedMesos mesos = new SimulatedMesos(Instant.parse("2026-11-21T12:00:00Z"), MasterTimings.likeMesos());
        List<FakeAgent> agents = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            agents.add(mesos.addAgent(TestAgents.plain("host" + i), "127.0.0." + i));
        }
        TestScheduler scheduler = TestScheduler.modern(mesos, "r");
        Random random = new Random(seed);
        Set<String> tasks = new HashSet<>();
        for (int step = 0; step < STEPS; step++) {
            one(mesos, agents, scheduler, random, tasks, step);
            assertThat(offeredTwice(scheduler)).as("offered at step %d", step).isFalse();
        }
        tasks.forEach(scheduler::kill);
        agents.forEach(mesos::connect);
        scheduler.live(Duration.ofSeconds(15));
        scheduler.hangUp();
        scheduler.subscribeAgain();
        for (String name : List.of("cpus", "mem", "disk")) {
            long all = scheduler.offers().stream()
                    .mapToLong(offer ->
                            Resources.of(offer.getResourcesList()).milli(name).orElse(0))
                    .sum();
            assertThat(all).as(name).isEqualTo(3 * plain(name));
        }
    }

    private static long plain(String name) {
        return Resources.of(TestAgents.plain("any").getResourcesList())
                .milli(name)
                .orElseThrow();
    }

    private static void one(
            SimulatedMesos mesos,
            List<FakeAgent> agents,
            TestScheduler scheduler,
            Random random,
            Set<String> tasks,
            int step) {
        FakeAgent agent = agents.get(random.nextInt(agents.size()));
        switch (random.nextInt(7)) {
            case 0, 1 -> scheduler.live(Duration.ofMillis(random.nextInt(1500)));
            case 2 -> {
                Offer offer = scheduler.offer();
                Resource disk = scheduler.reserved(resource("disk", 100 + random.nextInt(20000)), "l" + step % 3);
                scheduler.accept(
                        List.of(offer),
                        TestScheduler.reserve("", disk),
                        TestScheduler.create("", TestScheduler.volume(disk, "v" + step)));
            }
            case 3 -> {
                Offer offer = scheduler.offer();
                tasks.add("t" + step);
                scheduler.accept(List.of(offer), scheduler.launch(offer.getAgentId(), "e" + step, "t" + step));
            }
            case 4 -> tasks.stream().sorted().findFirst().ifPresent(scheduler::kill);
            case 5 -> mesos.disconnect(agent);
            default -> mesos.connect(agent);
        }
    }

    /** Open offers of one agent never hold more than the agent has. */
    private static boolean offeredTwice(TestScheduler scheduler) {
        List<Offer> last = scheduler.stream().ofType(Event.Type.OFFERS).isEmpty() ? List.of() : scheduler.offers();
        return last.stream()
                .anyMatch(offer -> List.of("cpus", "mem", "disk").stream()
                        .anyMatch(name -> Resources.of(offer.getResourcesList())
                                        .milli(name)
                                        .orElse(0)
                                > plain(name)));
    }
}
