package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NamesProof;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import dev.holdfast.spec.Advertise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster goes over to names once every agent has shown that it resolves them, and not before. */
final class NamesStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private static void advertise(Story story, String what) {
        story.accepted(new Command.Apply(Specs.option(story.spec(), Advertise.NAME, what), "advertise " + what, 0));
    }

    private static String named(Story story, int data) {
        return story.node(Story.data(data))
                .incarnation()
                .orElseThrow()
                .launch()
                .files()
                .getOrDefault("name", "");
    }

    private static int launches(Story story) {
        return story.state().nodes().values().stream()
                .mapToInt(NodeRecord::launches)
                .sum();
    }

    private static List<SimTask> proofs(Story story) {
        return story.mesos.tasks.chores(NamesProof.CHORE);
    }

    private static Optional<Reason> waits(Story story) {
        return story.plan().steps().flatMap(step -> step.reason().stream()).findFirst();
    }

    @Test
    void allAgentsShowThatTheyResolveNamesBeforeTheFirstNodeIsRestarted() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.tasks.choresTake = Duration.ofSeconds(20);
        advertise(story, "names");
        story.until("both are asked", MINUTES, () -> proofs(story).size() == 2);
        story.expect("nobody was restarted", () -> launches(story) == 3);
        SimTask proof = proofs(story).get(0);
        assertThat(proof.spec.command())
                .contains("data-0.orders.holdfast.mesos=", "data-1.orders.holdfast.mesos=", "keeper-0.orders");
        assertThat(Sizing.of(proof.spec.resources())).isEqualTo(new Sizing(100, 64_000, 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(named(story, 0)).isEqualTo("data-0.orders.holdfast.mesos\n");
        assertThat(named(story, 1)).isEqualTo("data-1.orders.holdfast.mesos\n");
        assertThat(story.node(Story.keeper(0)).launches())
                .as("whom names do not concern")
                .isEqualTo(1);
        assertThat(proofs(story)).hasSize(2);
    }

    @Test
    void whatWasReservedForTheProofGoesBackOnceNamesAreAdvertised() {
        Story story = Story.ready(directory, 3, 2);
        Sizing before = size(story, Story.data(0));
        advertise(story, "names");
        story.until("all ready", MINUTES, story::isReady);
        story.until("there is order", MINUTES, () -> size(story, Story.data(0)).equals(before));
        story.until("there is order", MINUTES, () -> Order.is(story));
    }

    private static Sizing size(Story story, NodeId node) {
        return Sizing.of(story.node(node).claim().orElseThrow().reserved());
    }

    @Test
    void whereOneAgentDoesNotResolveThemNothingIsTouchedAndThePlanSaysWhatHelps() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.tasks.failing.add(NamesProof.CHORE);
        advertise(story, "names");
        story.until("it says so", MINUTES, () -> waits(story).isPresent());
        story.advance(Duration.ofMinutes(10));
        assertThat(launches(story)).isEqualTo(3);
        assertThat(waits(story).orElseThrow().text()).contains("prove-names failed", "it broke");
        assertThat(waits(story).orElseThrow().remedy())
                .contains("resolver ask Holdfast's DNS server for holdfast.mesos")
                .contains("holdfast set orders options.advertise=addresses")
                .contains("holdfast cancel orders");
        story.line("the resolvers are put right", () -> story.mesos.tasks.failing.clear());
        story.until("all ready", Duration.ofMinutes(15), story::isReady);
        assertThat(named(story, 1)).isNotEmpty();
    }

    @Test
    void whoCrashesMeanwhileComesUpAgainWithItsAddress() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.tasks.failing.add(NamesProof.CHORE);
        advertise(story, "names");
        story.until("it says so", MINUTES, () -> waits(story).isPresent());
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until(
                "it is up again",
                MINUTES,
                () -> story.node(Story.data(1)).launches() == 2
                        && story.node(Story.data(1)).state() == NodeState.READY);
        assertThat(named(story, 1)).isEmpty();
        assertThat(story.node(Story.data(1)).incarnation().orElseThrow().inputs())
                .doesNotContainKey(NamesProof.INPUT);
        story.restartScheduler();
        story.line("the resolvers are put right", () -> story.mesos.tasks.failing.clear());
        story.until("all ready", Duration.ofMinutes(15), story::isReady);
        assertThat(named(story, 1)).as("it showed it beside its new process").isNotEmpty();
    }

    @Test
    void whoCrashesOnceItHasShownItComesUpWithItsName() {
        Story story = Story.ready(directory, 3, 2);
        story.toy.rules.shut.put(
                dev.holdfast.database.Action.RESTART,
                List.of(dev.holdfast.database.Blocker.waitFor("test", "the story holds all restarts")));
        advertise(story, "names");
        story.until(
                "it waits at the gate",
                MINUTES,
                () -> waits(story).filter(why -> why.rule().equals("test")).isPresent());
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until(
                "it is up again",
                MINUTES,
                () -> story.node(Story.data(1)).launches() == 2
                        && story.node(Story.data(1)).state() == NodeState.READY);
        assertThat(named(story, 1)).isNotEmpty();
    }

    @Test
    void backToAddressesNothingNeedsToBeShown() {
        Story story = Story.ready(directory, 3, 2);
        advertise(story, "names");
        story.until("all ready", MINUTES, story::isReady);
        story.mesos.tasks.failing.add(NamesProof.CHORE);
        advertise(story, "addresses");
        story.until("all ready", MINUTES, story::isReady);
        assertThat(named(story, 0)).isEmpty();
        assertThat(story.cluster().identity()).doesNotContainKey(NamesProof.SUFFIX);
        assertThat(proofs(story)).hasSize(2);
    }

    @Test
    void aCancelledChangeGoesBackToAddresses() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.tasks.failing.add(NamesProof.CHORE);
        advertise(story, "names");
        story.until("it says so", MINUTES, () -> waits(story).isPresent());
        story.send(new Command.Cancel(Story.ORDERS));
        story.until("it is over", MINUTES, () -> !story.plan().isActive());
        assertThat(Advertise.names(story.spec())).isFalse();
        assertThat(launches(story)).isEqualTo(3);
        story.advance(MINUTES);
        story.until("there is order", MINUTES, () -> Order.is(story));
    }

    @Test
    void aNewNodeHasItsNameFromTheFirst() {
        Story story = Story.ready(directory, 4, 2);
        advertise(story, "names");
        story.until("all ready", MINUTES, story::isReady);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 3), "grow", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.node(Story.data(2)).launches()).isEqualTo(1);
        assertThat(named(story, 2)).isEqualTo("data-2.orders.holdfast.mesos\n");
    }

    @Test
    void stoppedNodesTakeTheirNamesWhenTheyAreStarted() {
        Story story = Story.ready(directory, 3, 2);
        story.accepted(new Command.Stop(Story.ORDERS, List.of()));
        story.until("all stand still", MINUTES, () -> story.plan().status() == Plan.Status.DONE);
        Answer nothing = story.send(
                new Command.Apply(Specs.option(story.spec(), Advertise.NAME, "names"), "advertise names", 0));
        assertThat(nothing).as("nothing that runs has to change").isInstanceOf(Answer.Nothing.class);
        story.accepted(new Command.Start(Story.ORDERS, List.of()));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(named(story, 0)).isNotEmpty();
        assertThat(named(story, 1)).isNotEmpty();
        assertThat(proofs(story)).as("their start scripts see to it").isEmpty();
    }

    @Test
    void whatNamesEndInStaysWhenASchedulerWithAnotherDomainTakesOver() {
        Story story = Story.ready(directory, 3, 2);
        advertise(story, "names");
        story.until("all ready", MINUTES, story::isReady);
        story.send(new Event.NamedIn("holdfast.elsewhere"));
        story.advance(Duration.ofMinutes(1));
        assertThat(story.cluster().identity()).containsEntry(NamesProof.SUFFIX, "holdfast.mesos");
        assertThat(Ailing.of(story.state(), story.cluster()))
                .anyMatch(ailing -> ailing.rule().equals("names-domain")
                        && ailing.text().contains("holdfast.mesos")
                        && ailing.text().contains("holdfast.elsewhere"));
        story.send(new Event.NamedIn("holdfast.mesos"));
        story.advance(Duration.ofMinutes(1));
        assertThat(Ailing.of(story.state(), story.cluster())).isEmpty();
    }

    @Test
    void thePlanShowsTheProofAheadOfTheRestarts() {
        Story story = Story.ready(directory, 3, 2);
        advertise(story, "names");
        assertThat(story.plan().phases().stream().map(phase -> phase.name()).toList())
                .containsExactly("beforehand", "update");
        assertThat(story.plan().steps().map(Step::title).toList())
                .containsExactly("prove-names data-0", "prove-names data-1", "restart data-0", "restart data-1");
    }
}
