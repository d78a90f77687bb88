package dev.holdfast.local.master;

import static dev.holdfast.local.master.TestAgents.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.master.Checkpoint.Standing;
import dev.holdfast.mesos.v1.FrameworkInfo.Capability;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OfferFilters;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.master.Call;
import dev.holdfast.mesos.v1.master.Response;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frameworks and agents that come, go, and come back. */
final class MembershipStoryTest {

    private static final Duration ROUND = Duration.ofMillis(1100);

    private final SimulatedMesos mesos =
            new SimulatedMesos(Instant.parse("2026-11-21T12:00:00Z"), MasterTimings.likeMesos());
    private final FakeAgent agent = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");

    private TestScheduler running(String role) {
        TestScheduler scheduler = TestScheduler.modern(mesos, role);
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.live(ROUND);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        return scheduler;
    }

    @Test
    void aFrameworkThatStaysAwayTooLongIsRemovedWithAllItRuns() {
        TestScheduler scheduler = running("r");
        scheduler.hangUp();
        mesos.advance(Duration.ofMinutes(59));
        assertThat(agent.heard()).noneMatch(ToAgent.ShutdownFramework.class::isInstance);
        mesos.advance(Duration.ofMinutes(2));
        assertThat(agent.heard()).contains(new ToAgent.ShutdownFramework(scheduler.id()));
        scheduler.subscribeAgain();
        assertThat(scheduler.stream().last(Event.Type.ERROR).getError().getMessage())
                .isEqualTo("Framework has been removed");
        assertThat(scheduler.stream().closed).isTrue();
    }

    @Test
    void withoutAFailoverTimeoutTheFirstDisconnectIsTheEnd() {
        TestScheduler scheduler = TestScheduler.with(mesos, "r", info -> info.clearFailoverTimeout());
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.hangUp();
        assertThat(agent.heard()).contains(new ToAgent.ShutdownFramework(scheduler.id()));
    }

    @Test
    void aDisconnectedFrameworkMaySayNothingAndMissesNoUpdate() {
        TestScheduler scheduler = TestScheduler.modern(mesos, "r");
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.hangUp();
        assertThat(scheduler.kill("t1").status()).isEqualTo(403);
        mesos.advance(Duration.ofSeconds(30));
        scheduler.subscribeAgain();
        scheduler.live(Duration.ofSeconds(15));
        assertThat(scheduler.statuses("t1").stream().map(TaskStatus::getState))
                .containsSubsequence(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
    }

    @Test
    void theRestartedMasterKnowsItsFrameworksAndAgentsAndLearnsTheRestFromThem() {
        TestScheduler scheduler = running("r");
        mesos.killMaster();
        mesos.startMaster();
        scheduler.subscribeAgain();
        assertThat(scheduler.stream().events.get(0).getSubscribed().getFrameworkId())
                .isEqualTo(scheduler.id());
        scheduler.reconcile("t1");
        assertThat(scheduler.statuses("t1")).as("its agent is not back").isEmpty();
        mesos.connect(agent);
        assertThat(scheduler.offer().getExecutorIdsList()).hasSize(1);
        scheduler.reconcile("t1");
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(scheduler.offered().milli("cpus")).hasValue(3400);
    }

    @Test
    void agentsThatDoNotComeBackAfterARestartAreUnreachableInTheEnd() {
        TestScheduler scheduler = running("r");
        mesos.killMaster();
        mesos.startMaster();
        scheduler.subscribeAgain();
        mesos.advance(Duration.ofMinutes(11));
        scheduler.say(dev.holdfast.mesos.v1.scheduler.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.scheduler.Call.Type.RECONCILE)
                .setReconcile(dev.holdfast.mesos.v1.scheduler.Call.Reconcile.newBuilder()
                        .addTasks(dev.holdfast.mesos.v1.scheduler.Call.Reconcile.Task.newBuilder()
                                .setTaskId(dev.holdfast.mesos.v1.TaskID.newBuilder()
                                        .setValue("t1"))
                                .setAgentId(agent.id()))));
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_UNREACHABLE);
    }

    @Test
    void anAgentIsUnreachableAfterSeventyFiveSilentSecondsAndNotBefore() {
        TestScheduler scheduler = running("r");
        mesos.disconnect(agent);
        mesos.advance(Duration.ofSeconds(70));
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        mesos.advance(Duration.ofSeconds(6));
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_UNREACHABLE);
        assertThat(mesos.saved().agents())
                .singleElement()
                .satisfies(known -> assertThat(known.standing()).isEqualTo(Standing.UNREACHABLE));
    }

    @Test
    void pingsKeepAQuietAgent() {
        TestScheduler scheduler = running("r");
        scheduler.live(Duration.ofMinutes(10));
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(agent.heard()).contains(new ToAgent.Ping());
    }

    @Test
    void whoKnowsNothingOfPartitionsHearsOfLostTasks() {
        TestScheduler scheduler = TestScheduler.with(
                mesos,
                "r",
                info -> info.clearCapabilities()
                        .addCapabilities(Capability.newBuilder().setType(Capability.Type.MULTI_ROLE)));
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.live(ROUND);
        mesos.disconnect(agent);
        mesos.advance(Duration.ofSeconds(80));
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_LOST);
        scheduler.reconcile("ghost");
        assertThat(scheduler.status("ghost").getState()).isEqualTo(TaskState.TASK_LOST);
    }

    @Test
    void aTaskThatNeverReachedItsAgentIsDroppedWhenTheAgentIsBack() {
        TestScheduler scheduler = TestScheduler.modern(mesos, "r");
        FakeAgent empty = new FakeAgent(mesos.timeline, TestAgents.plain("host"), "127.0.0.2");
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        mesos.disconnect(agent);
        // The same agent, which has heard nothing of the launch.
        empty.hear(new ToAgent.Registered(agent.id()));
        mesos.connect(empty);
        TaskStatus status = scheduler.status("t1");
        assertThat(status.getState()).isEqualTo(TaskState.TASK_DROPPED);
        assertThat(status.hasUuid()).isFalse();
        mesos.advance(ROUND);
        assertThat(scheduler.offered().milli("cpus")).hasValue(4000);
    }

    @Test
    void aKillSaidToAnAgentThatIsAwayIsSaidAgain() {
        TestScheduler scheduler = running("r");
        mesos.disconnect(agent);
        assertThat(scheduler.kill("t1").status()).isEqualTo(202);
        mesos.connect(agent);
        scheduler.live(ROUND);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_KILLED);
    }

    @Test
    void anAgentMarkedGoneIsNeverTakenBackEvenByTheNextMaster() {
        running("r");
        assertThat(mesos.operator(markGone()).status()).isEqualTo(200);
        assertThat(agent.heard()).contains(new ToAgent.Refused("Agent has been marked gone"));
        mesos.killMaster();
        mesos.startMaster();
        int heard = agent.heard().size();
        mesos.connect(agent);
        assertThat(agent.heard().subList(heard, agent.heard().size()))
                .containsExactly(new ToAgent.Refused("Agent has been marked gone"));
    }

    private Call markGone() {
        return Call.newBuilder()
                .setType(Call.Type.MARK_AGENT_GONE)
                .setMarkAgentGone(Call.MarkAgentGone.newBuilder().setAgentId(agent.id()))
                .build();
    }

    @Test
    void anAgentThatLostItsDiskComesAsANewOneAndTheOldOnesTasksAreGone() {
        TestScheduler scheduler = running("r");
        mesos.disconnect(agent);
        FakeAgent fresh = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");
        assertThat(fresh.id()).isNotEqualTo(agent.id());
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_GONE);
    }

    @Test
    void aDrainedAgentLosesItsTasksIsNotOfferedAndMayBeGoneAfterwards() {
        TestScheduler scheduler = running("r");
        Offer open = scheduler.offer();
        Call drain = Call.newBuilder()
                .setType(Call.Type.DRAIN_AGENT)
                .setDrainAgent(
                        Call.DrainAgent.newBuilder().setAgentId(agent.id()).setMarkGone(true))
                .build();
        assertThat(mesos.operator(drain).status()).isEqualTo(200);
        assertThat(agent.heard()).contains(new ToAgent.Drain(-1, true));
        assertThat(scheduler.stream().last(Event.Type.RESCIND).getRescind().getOfferId())
                .isEqualTo(open.getId());
        scheduler.live(ROUND);
        assertThat(scheduler.statuses("t1").stream().map(TaskStatus::getState)).contains(TaskState.TASK_KILLED);
        assertThat(mesos.saved().agents())
                .singleElement()
                .satisfies(known -> assertThat(known.standing()).isEqualTo(Standing.GONE));
    }

    @Test
    void aDeactivatedAgentKeepsItsTasksAndIsOfferedAgainAfterwards() {
        TestScheduler scheduler = running("r");
        int before = scheduler.stream().ofType(Event.Type.OFFERS).size();
        mesos.operator(Call.newBuilder()
                .setType(Call.Type.DEACTIVATE_AGENT)
                .setDeactivateAgent(Call.DeactivateAgent.newBuilder().setAgentId(agent.id()))
                .build());
        mesos.advance(ROUND.multipliedBy(3));
        assertThat(scheduler.stream().ofType(Event.Type.OFFERS)).hasSize(before);
        mesos.operator(Call.newBuilder()
                .setType(Call.Type.REACTIVATE_AGENT)
                .setReactivateAgent(Call.ReactivateAgent.newBuilder().setAgentId(agent.id()))
                .build());
        mesos.advance(ROUND);
        assertThat(scheduler.stream().ofType(Event.Type.OFFERS)).hasSize(before + 1);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
    }

    @Test
    void twoFrameworksShareTheAgents() {
        FakeAgent second = mesos.addAgent(TestAgents.plain("host2"), "127.0.0.3");
        TestScheduler one = TestScheduler.modern(mesos, "one");
        assertThat(one.offers()).hasSize(2);
        TestScheduler two = TestScheduler.modern(mesos, "two");
        assertThat(two.stream().ofType(Event.Type.OFFERS)).isEmpty();
        one.offers().forEach(offer -> one.decline(offer, 0));
        mesos.advance(ROUND);
        assertThat(two.offers()).hasSize(1);
        assertThat(one.offers()).hasSize(1);
        assertThat(one.offer().getAgentId()).isNotEqualTo(two.offer().getAgentId());
        assertThat(List.of(agent.id(), second.id())).contains(one.offer().getAgentId());
    }

    @Test
    void aRefusalHoldsForItsTimeForNoMoreThanWasRefusedAndUntilRevived() {
        TestScheduler scheduler = TestScheduler.modern(mesos, "r");
        scheduler.decline(scheduler.offer(), 60);
        mesos.advance(Duration.ofSeconds(58));
        assertThat(scheduler.stream().ofType(Event.Type.OFFERS)).hasSize(1);
        mesos.advance(Duration.ofSeconds(4));
        assertThat(scheduler.stream().ofType(Event.Type.OFFERS)).hasSize(2);
        scheduler.decline(scheduler.offer(), 3600);
        scheduler.say(dev.holdfast.mesos.v1.scheduler.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.scheduler.Call.Type.REVIVE));
        assertThat(scheduler.stream().ofType(Event.Type.OFFERS)).hasSize(3);
    }

    @Test
    void remnantsAreOfferedOnlyToWhoAsksForThem() {
        FakeAgent small = mesos.addAgent(
                TestAgents.plain("small").toBuilder()
                        .clearResources()
                        .addResources(resource("disk", 500))
                        .build(),
                "127.0.0.9");
        TestScheduler usual = TestScheduler.modern(mesos, "usual");
        assertThat(usual.offers()).noneMatch(offer -> offer.getAgentId().equals(small.id()));
        usual.hangUp();
        OfferFilters everything = OfferFilters.newBuilder()
                .setMinAllocatableResources(OfferFilters.MinAllocatableResources.getDefaultInstance())
                .build();
        TestScheduler thrifty =
                TestScheduler.with(mesos, "thrifty", info -> info.putOfferFilters("thrifty", everything));
        assertThat(thrifty.offers()).anyMatch(offer -> offer.getAgentId().equals(small.id()));
    }

    @Test
    void offersOfOneAgentMayBeAcceptedTogetherAndOfTwoMayNot() {
        TestScheduler scheduler = running("r");
        Offer rest = scheduler.offer();
        scheduler.kill("t1");
        scheduler.live(ROUND);
        Offer freed = scheduler.offer();
        assertThat(freed.getId()).isNotEqualTo(rest.getId());
        FakeAgent second = mesos.addAgent(TestAgents.plain("host2"), "127.0.0.3");
        Offer elsewhere = scheduler.offer();
        assertThat(elsewhere.getAgentId()).isEqualTo(second.id());
        scheduler.accept(List.of(rest, freed), scheduler.launch(agent.id(), "e2", "t2"));
        scheduler.live(ROUND);
        assertThat(scheduler.status("t2").getState()).isEqualTo(TaskState.TASK_RUNNING);
        scheduler.accept(List.of(elsewhere, scheduler.offer()), scheduler.launch(second.id(), "e3", "t3"));
        assertThat(scheduler.status("t3").getReason()).isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
        assertThat(scheduler.status("t3").getMessage()).contains("must belong to one single agent");
    }

    @Test
    void theOperatorSeesWhatThereIs() throws Exception {
        TestScheduler scheduler = running("r");
        String state = mesos.operator(
                        Call.newBuilder().setType(Call.Type.GET_STATE).build())
                .text();
        Response response = dev.holdfast.local.wire.MesosJson.parse(
                state.getBytes(java.nio.charset.StandardCharsets.UTF_8), Response.getDefaultInstance());
        assertThat(response.getGetState().getGetTasks().getTasksList()).hasSize(1);
        assertThat(response.getGetState().getGetExecutors().getExecutorsList()).hasSize(1);
        assertThat(response.getGetState()
                        .getGetFrameworks()
                        .getFrameworks(0)
                        .getFrameworkInfo()
                        .getId())
                .isEqualTo(scheduler.id());
        assertThat(response.getGetState().getGetAgents().getAgents(0).getAllocatedResourcesCount())
                .isPositive();
        String roles = mesos.operator(
                        Call.newBuilder().setType(Call.Type.GET_ROLES).build())
                .text();
        assertThat(roles).contains("\"name\":\"r\"");
    }
}
