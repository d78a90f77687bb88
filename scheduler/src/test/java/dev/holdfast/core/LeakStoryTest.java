package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Audit.LeakLine;
import dev.holdfast.core.Audit.NodeLine;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
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

/** What is ours without a record is listed and kept, and a person adopts or releases it. */
final class LeakStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** One node more than the copy of the state knows of. */
    private record Restored(Story story, Claim lost) {}

    private Restored restored() {
        Story story = Story.ready(directory, 6, 3);
        State copy = story.copy();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("all ready", MINUTES, story::isReady);
        Claim lost = story.node(Story.data(3)).claim().orElseThrow();
        story.restoreScheduler(copy);
        story.advance(Duration.ofSeconds(40));
        return new Restored(story, lost);
    }

    static Audit audit(Story story) {
        Answer answer = story.send(new Command.Audit());
        assertThat(answer).isInstanceOf(Answer.Audited.class);
        return ((Answer.Audited) answer).audit();
    }

    private static void done(Story story, Command command) {
        Answer answer = story.send(command);
        story.line("it is done", () -> assertThat(answer).isInstanceOf(Answer.Done.class));
    }

    @Test
    void anAuditOfATidyClusterFindsAllInItsPlace() {
        Story story = Story.ready(directory, 4, 3);
        Audit audit = audit(story);
        assertThat(audit.closed()).isEmpty();
        assertThat(audit.at()).isEqualTo(story.now);
        assertThat(audit.nodes())
                .hasSize(4)
                .allSatisfy(node -> assertThat(node.note()).isEmpty())
                .allSatisfy(node -> assertThat(node.used()).isEqualTo(node.reserved()));
        assertThat(audit.clusters())
                .containsExactly(new Audit.ClusterLine(
                        "orders", new Audit.Amount(3.5, 3584, 4064), new Audit.Amount(3.5, 3584, 4064)));
        assertThat(audit.agents())
                .hasSize(4)
                .allSatisfy(agent -> assertThat(agent.volumes()).isEqualTo(1));
        assertThat(audit.leaks()).isEmpty();
        assertThat(audit.waiting()).isEmpty();
        assertThat(audit.kept()).isEmpty();
        assertThat(audit.foreign()).isZero();
    }

    @Test
    void aNodeThatStandsStillUsesNothingOfWhatIsReservedForIt() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1))));
        story.until("it has stopped", MINUTES, () -> story.node(Story.data(1)).state() == NodeState.STOPPED);
        NodeLine line = audit(story).nodes().stream()
                .filter(node -> node.node().equals("orders/data-1"))
                .findFirst()
                .orElseThrow();
        assertThat(line.reserved()).isEqualTo(new Audit.Amount(1, 1024, 1016));
        assertThat(line.used()).isEqualTo(Audit.Amount.NONE);
    }

    @Test
    void whatAnOlderCopyOfTheStateDoesNotKnowIsKeptAndListed() {
        Restored after = restored();
        Story story = after.story();
        LeakLine leak = single(audit(story));
        assertThat(leak.uid()).isEqualTo(after.lost().uid());
        assertThat(leak.node()).isEqualTo("orders/data-3");
        assertThat(leak.volume()).isTrue();
        assertThat(leak.adopt()).contains("there is no node 'orders/data-3' here");
        story.advance(Duration.ofMinutes(15));
        assertThat(story.mesos.operations.destroyed).isEmpty();
        assertThat(story.mesos.reservations()).containsKey(after.lost().uid());
    }

    private static LeakLine single(Audit audit) {
        assertThat(audit.leaks()).hasSize(1);
        return audit.leaks().get(0);
    }

    @Test
    void aPersonReleasesItByName() {
        Restored after = restored();
        Story story = after.story();
        String uid = after.lost().uid();
        story.refused(new Command.Release(uid, "yes"), Answer.Kind.INVALID, "--confirm " + uid);
        story.refused(new Command.Release("m1-nothing", "m1-nothing"), Answer.Kind.UNKNOWN, "holdfast audit");
        done(story, new Command.Release(uid, uid));
        assertThat(story.state().surplus().values())
                .singleElement()
                .satisfies(given -> assertThat(given.why()).contains("a person released it"));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        assertThat(story.mesos.operations.destroyed)
                .containsExactly(after.lost().persistenceId());
        assertThat(audit(story).leaks()).isEmpty();
    }

    @Test
    void aReleaseIsRememberedAcrossARestartAndDoneWhenTheAgentIsBack() {
        Restored after = restored();
        Story story = after.story();
        SimAgent agent = agentOf(story, after.lost());
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(1));
        assertThat(single(audit(story)).uid()).isEqualTo(after.lost().uid());
        done(story, new Command.Release(after.lost().uid(), after.lost().uid()));
        story.restartScheduler();
        story.advance(Duration.ofMinutes(12));
        assertThat(audit(story).waiting())
                .singleElement()
                .satisfies(line -> assertThat(line.away()).isTrue());
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        assertThat(story.mesos.operations.destroyed)
                .containsExactly(after.lost().persistenceId());
    }

    static SimAgent agentOf(Story story, Claim claim) {
        return story.mesos.agents.stream()
                .filter(agent -> agent.id.equals(claim.agent().id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNodeWhoseVolumeIsStillThereWaitsForAPersonAndIsAdopted() {
        Restored after = restored();
        Story story = after.story();
        story.refused(new Command.Adopt(after.lost().uid()), Answer.Kind.CONFLICT, "scale the cluster");
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofMinutes(2));
        story.expect(Story.data(3), NodeState.WANTED);
        story.expectWait(Story.data(3), "leak");
        assertThat(single(audit(story)).adopt()).isEmpty();
        done(story, new Command.Adopt(after.lost().uid()));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.node(Story.data(3)).claim().orElseThrow().ports())
                .isEqualTo(after.lost().ports());
        assertThat(story.node(Story.data(3)).claim().orElseThrow().persistenceId())
                .isEqualTo(after.lost().persistenceId());
        story.until("there is order", MINUTES, () -> Order.is(story));
        assertThat(story.mesos.operations.destroyed).isEmpty();
        assertThat(audit(story).leaks()).isEmpty();
    }

    @Test
    void aNodeWhoseVolumeIsReleasedByAPersonStartsOnANewOne() {
        Restored after = restored();
        Story story = after.story();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofMinutes(1));
        done(story, new Command.Release(after.lost().uid(), after.lost().uid()));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        assertThat(story.node(Story.data(3)).claim().orElseThrow().uid())
                .isNotEqualTo(after.lost().uid());
    }

    @Test
    void idsNeverRepeatAfterAnOlderCopyWasPutBack() {
        Restored after = restored();
        Story story = after.story();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofSeconds(5));
        done(story, new Command.Adopt(after.lost().uid()));
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 5), "scale", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.mesos.tasks.all().stream().map(task -> task.spec.id())).doesNotHaveDuplicates();
        assertThat(story.mesos.operations.made).doesNotHaveDuplicates();
    }

    @Test
    void aNodeThatHasAnotherVolumeAdoptsNone() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = story.mesos.agent(4);
        story.line("ours without a record", () -> leak(story, agent, "holdfast/orders", "orders/data-1"));
        story.advance(Duration.ofSeconds(40));
        story.refused(new Command.Adopt("m0-lost"), Answer.Kind.CONFLICT, "another volume on");
        assertThat(single(audit(story)).adopt()).contains("another volume on");
        story.refused(
                new Command.Adopt(
                        story.node(Story.data(1)).claim().orElseThrow().uid()),
                Answer.Kind.CONFLICT,
                "is what orders/data-1 stands on");
        story.refused(
                new Command.Release(
                        story.node(Story.data(1)).claim().orElseThrow().uid(),
                        story.node(Story.data(1)).claim().orElseThrow().uid()),
                Answer.Kind.CONFLICT,
                "holdfast remove orders/data-1");
    }

    private static void leak(Story story, SimAgent agent, String role, String node) {
        story.mesos.reserveForeign(
                agent,
                new Resources(List.of(
                        Resource.of(Resource.CPUS, Quantity.Amount.of(0.1), ""),
                        Resource.of(Resource.MEM, new Quantity.Amount(64_000), ""))),
                new Reservation(
                        role,
                        true,
                        SimMesos.PRINCIPAL,
                        new TreeMap<>(Map.of(
                                Labels.OWNER,
                                "owner-1",
                                Labels.CLAIM,
                                "m0-lost",
                                Labels.NODE,
                                node,
                                Labels.GENERATION,
                                "1"))));
    }

    @Test
    void aLeakInARoleThatIsNotOursAnyMoreIsSeenInTheMastersListAndReleased() {
        Story story = Story.ready(directory, 4, 3);
        story.line("ours, elsewhere", () -> leak(story, story.mesos.agent(4), "holdfast/gone", "gone/data-0"));
        LeakLine leak = single(audit(story));
        assertThat(leak.role()).isEqualTo("holdfast/gone");
        assertThat(leak.adopt()).contains("there is no cluster 'gone' here");
        done(story, new Command.Release("m0-lost", "m0-lost"));
        story.until("there is order", MINUTES, () -> Order.is(story));
        assertThat(story.mesos.offers.roles).containsExactly("holdfast/orders");
    }

    @Test
    void whereTheMasterDoesNotTellTheAuditSaysSoAndOffersHaveToDo() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tellsAgents = false;
        story.line("ours, elsewhere", () -> leak(story, story.mesos.agent(4), "holdfast/gone", "gone/data-0"));
        story.line("ours, here", () -> leak(story, story.mesos.agent(3), "holdfast/orders", "orders/data-9"));
        story.advance(Duration.ofMinutes(1));
        Audit audit = audit(story);
        assertThat(audit.closed()).contains("403");
        assertThat(audit.leaks()).isEmpty();
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(single(audit(story)).node()).isEqualTo("orders/data-9");
    }

    @Test
    void othersReservationsInOurRolesAreCountedAndNeverTouched() {
        Story story = Story.ready(directory, 4, 3);
        story.line("others", () -> {
            for (String owner : List.of("owner-2", "")) {
                TreeMap<String, String> labels = new TreeMap<>();
                if (!owner.isEmpty()) {
                    labels.put(Labels.OWNER, owner);
                    labels.put(Labels.CLAIM, "m9-1");
                    labels.put(Labels.NODE, "orders/data-0");
                }
                story.mesos.reserveForeign(
                        story.mesos.agent(4),
                        new Resources(List.of(Resource.of(Resource.CPUS, Quantity.Amount.of(0.1), ""))),
                        new Reservation("holdfast/orders", true, "somebody", labels));
            }
        });
        Audit audit = audit(story);
        assertThat(audit.foreign()).isEqualTo(2);
        assertThat(audit.leaks()).isEmpty();
        story.refused(new Command.Release("m9-1", "m9-1"), Answer.Kind.UNKNOWN, "nothing is known");
        story.refused(new Command.Adopt("m9-1"), Answer.Kind.UNKNOWN, "nothing is known");
    }

    @Test
    void anAuditIsAnsweredThoughTheMasterIsSilentOrAway() {
        Story story = Story.ready(directory, 4, 3);
        story.line("the connection is lost", () -> story.mesos.disconnect("gone"));
        story.send(new Event.Disconnected("gone"));
        assertThat(audit(story).closed()).contains("no connection");
    }

    @Test
    void aVolumeThatWasKeptForAPersonIsReleasedByOne() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        Claim old = story.node(Story.data(1)).claim().orElseThrow();
        story.line("an operator marks it gone", () -> story.mesos.markGone(agent, story.now));
        story.advance(Duration.ofSeconds(1));
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("all ready", MINUTES, story::isReady);
        story.line("it was not gone", () -> story.mesos.comesBackAs(agent, "other", story.now));
        story.advance(Duration.ofMinutes(15));
        assertThat(audit(story).kept()).singleElement().satisfies(line -> {
            assertThat(line.uid()).isEqualTo(old.uid());
            assertThat(line.away()).isFalse();
        });
        assertThat(story.mesos.operations.destroyed).isEmpty();
        story.refused(new Command.Adopt(old.uid()), Answer.Kind.CONFLICT, "was given up");
        story.refused(new Command.Forget(old.uid()), Answer.Kind.CONFLICT, "is there");
        done(story, new Command.Release(old.uid(), old.uid()));
        story.until("there is order", MINUTES, () -> Order.is(story));
        assertThat(story.mesos.operations.destroyed).containsExactly(old.persistenceId());
    }

    @Test
    void whatWasGivenUpOnAnAgentThatWillNotComeBackIsForgottenByAPerson() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        String uid = story.node(Story.data(1)).claim().orElseThrow().uid();
        story.line("an operator marks it gone", () -> story.mesos.markGone(agent, story.now));
        story.advance(Duration.ofSeconds(1));
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("all ready", MINUTES, story::isReady);
        story.advance(Duration.ofMinutes(1));
        assertThat(audit(story).kept())
                .singleElement()
                .satisfies(line -> assertThat(line.away()).isTrue());
        done(story, new Command.Forget(uid));
        assertThat(story.state().surplus()).isEmpty();
        story.line("the machine comes back after all", () -> story.mesos.comesBackAs(agent, "other", story.now));
        story.advance(Duration.ofMinutes(2));
        assertThat(single(audit(story)).uid()).isEqualTo(uid);
        assertThat(single(audit(story)).adopt()).contains("newer volume");
        assertThat(story.mesos.operations.destroyed).isEmpty();
    }

    /** Offers show only what is free: of what is in use, nothing can be concluded from them. */
    @Test
    void whatAForgottenProcessStillUsesIsReleasedWhenItEnds() {
        Story story = Story.ready(directory, 6, 3);
        State copy = story.copy();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("all ready", MINUTES, story::isReady);
        String uid = story.node(Story.data(3)).claim().orElseThrow().uid();
        story.line("its process does not end when killed", () -> story.mesos.tasks.stubborn.add("orders/data-3"));
        story.restoreScheduler(copy);
        story.advance(Duration.ofSeconds(40));
        done(story, new Command.Release(uid, uid));
        story.advance(Duration.ofMinutes(13));
        assertThat(story.state().surplus()).containsKey(uid);
        assertThat(audit(story).leaks()).isEmpty();
        story.line(
                "it ends",
                () -> story.mesos.tasks.end(
                        story.mesos.tasks.liveOf("orders/data-3").orElseThrow(),
                        dev.holdfast.model.TaskState.KILLED,
                        "EXECUTOR_TERMINATED",
                        "killed",
                        story.now));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
    }

    @Test
    void aClusterOfAnotherNameLeavesALeakAlone() {
        Story story = Story.ready(directory, 4, 3);
        story.line("ours, elsewhere", () -> leak(story, story.mesos.agent(4), "holdfast/gone", "gone/data-0"));
        story.advance(Duration.ofMinutes(1));
        story.accepted(new Command.Apply(Specs.of(new ClusterName("more"), 1, 1), "create", 0));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.advance(Duration.ofMinutes(5));
        assertThat(story.mesos.reservations()).containsKey("m0-lost");
    }
}
