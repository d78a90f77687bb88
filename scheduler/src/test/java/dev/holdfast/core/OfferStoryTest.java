package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Labels;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to offers, to what is not ours, and to what is ours twice. */
final class OfferStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void anIdleRoleIsSuppressedAndRevivedOnNeed() {
        Story story = Story.ready(directory, 4, 2);
        story.expect("the role is suppressed", () -> story.mesos.offers.suppressed.contains("holdfast/orders"));
        int offers = story.mesos.offers.made;
        story.advance(Duration.ofMinutes(30));
        assertThat(story.mesos.offers.made).as("offers while idle").isEqualTo(offers);
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until("all ready", Duration.ofSeconds(10), story::isReady);
        story.until(
                "the role is suppressed",
                Duration.ofSeconds(10),
                () -> story.mesos.offers.suppressed.contains("holdfast/orders"));
    }

    @Test
    void aRoleThatOnlyWatchesLetsOthersHaveTheOffers() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofSeconds(20));
        int offers = story.mesos.offers.made;
        story.advance(Duration.ofMinutes(30));
        assertThat(story.mesos.offers.made).as("offers while it watches").isEqualTo(offers);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until(
                "the new node is ready",
                Duration.ofMinutes(1),
                () -> story.state()
                        .node(Story.data(3))
                        .filter(node -> node.state() == NodeState.READY)
                        .isPresent());
    }

    @Test
    void aRescindedOfferIsNotUsed() {
        Story story = new Story(directory);
        story.mesos.addAgent(4, 4096, 10_000);
        story.mesos.tellsAgents = false;
        story.startScheduler();
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until(
                "an offer is in hand",
                Duration.ofSeconds(10),
                () -> !story.state().sight().offers().isEmpty());
        story.line("all is rescinded", () -> story.mesos.rescind(story.mesos.agent(1)));
        story.advance(Duration.ofMillis(1));
        assertThat(story.state().sight().offers()).isEmpty();
    }

    @Test
    void whatWasReservedAfterItWasGivenUpIsReleasedAfterTwoOffersShowedIt() {
        Story story = Story.on(directory, 3);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("claims are sent", Duration.ofSeconds(5), () -> !story.mesos.operations.made.isEmpty());
        Claim first = story.node(Story.data(0)).claim().orElseThrow();
        SimAgent agent = story.mesos.agents.stream()
                .filter(other -> other.id.equals(first.agent().id()))
                .findFirst()
                .orElseThrow();
        story.line("the agent is cut off before it answers", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(2));
        story.expect("it was given up", () -> story.state().surplus().containsKey(first.uid()));
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until("an offer shows it", MINUTES, () -> times(story, first.uid()) == 1);
        assertThat(story.mesos.operations.destroyed).isEmpty();
        story.until("all ready", MINUTES, story::isReady);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
        assertThat(story.mesos.operations.destroyed).containsExactly(first.persistenceId());
    }

    private static int times(Story story, String uid) {
        Sight.Showing showing = story.state().sight().shown().get(uid);
        return showing == null ? 0 : showing.times();
    }

    @Test
    void foreignReservationsAreNeitherUsedNorTouched() {
        Story story = new Story(directory);
        for (int i = 0; i < 3; i++) {
            SimAgent agent = story.mesos.addAgent(4, 4096, 10_000);
            story.mesos.reserveForeign(
                    agent, some(0.5, 100), labelled("holdfast/orders", "owner-2", "m1-1", "orders/data-0"));
            story.mesos.reserveForeign(
                    agent, some(0.25, 50), new Reservation("holdfast/orders", true, "other", new TreeMap<>()));
            story.mesos.reserveForeign(
                    agent, some(0.25, 50), new Reservation("elsewhere", true, "other", new TreeMap<>()));
        }
        story.startScheduler();
        List<Resources> before = foreign(story);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", MINUTES, story::isReady);
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until("it is gone", MINUTES, () -> story.state().clusters().isEmpty());
        story.advance(Duration.ofMinutes(1));
        assertThat(foreign(story)).isEqualTo(before);
        story.expect(
                "it is nobody's oddity", () -> RemoveStoryTest.oddities(story).isEmpty());
    }

    private static List<Resources> foreign(Story story) {
        return story.mesos.agents.stream()
                .map(agent -> agent.total.filter(resource ->
                        resource.isReserved() && !resource.label(Labels.OWNER).equals("owner-1")))
                .toList();
    }

    private static Resources some(double cpus, long memoryMegabytes) {
        return new Resources(List.of(
                Resource.of(Resource.CPUS, Quantity.Amount.of(cpus), ""),
                Resource.of(Resource.MEM, new Quantity.Amount(memoryMegabytes * 1000), "")));
    }

    private static Reservation labelled(String role, String owner, String claim, String node) {
        return new Reservation(
                role,
                true,
                SimMesos.PRINCIPAL,
                new TreeMap<>(
                        Map.of(Labels.OWNER, owner, Labels.CLAIM, claim, Labels.NODE, node, Labels.GENERATION, "1")));
    }

    @Test
    void whatIsOursWithoutARecordIsKeptAndListed() {
        Story story = new Story(directory);
        for (int i = 0; i < 3; i++) {
            story.mesos.addAgent(4, 4096, 10_000);
        }
        story.mesos.reserveForeign(
                story.mesos.agent(2), some(1, 512), labelled("holdfast/orders", "owner-1", "m0-zz", "orders/data-0"));
        story.startScheduler();
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(RemoveStoryTest.oddities(story))
                .singleElement()
                .satisfies(oddity -> assertThat(oddity.text()).contains("without a record"));
        story.advance(Duration.ofMinutes(30));
        assertThat(story.mesos.reservations()).containsKey("m0-zz");
        assertThat(story.state().nodes().values())
                .noneMatch(node -> node.claim().orElseThrow().uid().equals("m0-zz"));
        story.line("a person unreserves it", () -> {
            SimAgent agent = story.mesos.agent(2);
            story.mesos.rescind(agent);
            agent.total = agent.total
                    .filter(resource -> !resource.label(Labels.CLAIM).equals("m0-zz"))
                    .plus(some(1, 512));
        });
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.until("all restarted", MINUTES, story::isReady);
        assertThat(RemoveStoryTest.oddities(story)).isEmpty();
    }

    @Test
    void oneOfTwoOffersOfAnAgentIsNotEnoughForALaunch() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.offers.splits = true;
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.until("all restarted", MINUTES, story::isReady);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
        long launches = story.world.done(Effect.Accept.class).stream()
                .flatMap(accept -> accept.operations().stream())
                .filter(Operation.LaunchGroup.class::isInstance)
                .count();
        assertThat(launches).as("launches of four nodes, twice each").isEqualTo(8);
    }

    @Test
    void manyNodesOnManyAgentsComeUp() {
        Story story = Story.on(directory, 12);
        story.toy.rules.startsAtOnce = 4;
        story.accepted(new Command.Apply(Specs.of(3, 12), "create", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.state().nodes().values().stream()
                        .filter(node -> node.id().group().equals("data"))
                        .map(node -> node.claim().orElseThrow().agent().id()))
                .doesNotHaveDuplicates();
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
    }
}
