package dev.holdfast.local.master;

import static dev.holdfast.local.master.TestAgents.resource;
import static dev.holdfast.local.master.TestScheduler.reserve;
import static dev.holdfast.local.master.TestScheduler.unreserve;
import static dev.holdfast.local.master.TestScheduler.volume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.FrameworkInfo.Capability;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.master.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reservations, volumes, and what is offered because of them. */
final class ReservationStoryTest {

    private static final Duration ROUND = Duration.ofMillis(1100);

    private final SimulatedMesos mesos =
            new SimulatedMesos(Instant.parse("2026-11-21T12:00:00Z"), MasterTimings.likeMesos());
    private final FakeAgent agent = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");
    private TestScheduler scheduler = TestScheduler.modern(mesos, "team/db");

    @BeforeEach
    void anOfferIsThere() {
        assertThat(scheduler.offers()).hasSize(1);
    }

    private OperationStatus only() {
        assertThat(scheduler.operationStatuses()).hasSize(1);
        return scheduler.operationStatuses().get(0);
    }

    @Test
    void reservationsWithOtherLabelsStayApartAndWithTheSameAddUp() {
        Resource cpu = resource("cpus", 1);
        scheduler.accept(
                reserve("", scheduler.reserved(cpu, "one")),
                reserve("", scheduler.reserved(cpu, "two")),
                reserve("", scheduler.reserved(cpu, "two")));
        mesos.advance(ROUND);
        List<Double> reserved = scheduler.offer().getResourcesList().stream()
                .filter(resource -> resource.getName().equals("cpus") && resource.getReservationsCount() > 0)
                .map(resource -> resource.getScalar().getValue())
                .toList();
        assertThat(reserved).containsExactlyInAnyOrder(1.0, 2.0);
    }

    @Test
    void aVolumeInUseIsNotOfferedAndComesBackWhenItsExecutorEnds() {
        Resource disk = scheduler.reserved(resource("disk", 100), "a");
        Resource data = volume(disk, "vol-1");
        AgentID id = agent.id();
        scheduler.accept(
                reserve("", disk),
                TestScheduler.create("", data),
                scheduler.launch(
                        id,
                        "e1",
                        "t1",
                        scheduler.allocated(resource("cpus", 0.1)),
                        scheduler.allocated(resource("mem", 32)),
                        data));
        scheduler.live(ROUND);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(scheduler.offer().getResourcesList()).noneMatch(Reservations::isVolume);
        scheduler.decline(scheduler.offer(), 0);
        scheduler.kill("t1");
        scheduler.live(ROUND);
        assertThat(scheduler.offer().getResourcesList()).anyMatch(Reservations::isVolume);
    }

    @Test
    void theSameVolumeIdIsRefusedOnTheSameAgentAndRole() {
        Resource disk = scheduler.reserved(resource("disk", 100), "a");
        scheduler.accept(
                reserve("", disk, disk),
                TestScheduler.create("", volume(disk, "vol-1")),
                TestScheduler.create("again", volume(disk, "vol-1")));
        assertThat(only().getState()).isEqualTo(OperationState.OPERATION_ERROR);
        assertThat(only().getMessage()).contains("Persistence ID 'vol-1' is already in use");
        assertThat(only().hasUuid()).isFalse();
    }

    @Test
    void aRefusedReservationDoesNotStopWhatFollows() {
        Resource tooMuch = scheduler.reserved(resource("cpus", 99), "a");
        scheduler.accept(reserve("r", tooMuch), scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.live(ROUND);
        assertThat(only().getState()).isEqualTo(OperationState.OPERATION_ERROR);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
    }

    @Test
    void anOutcomeIsTheAgentsAndIsRememberedUntilItIsAcknowledged() {
        Resource cpu = scheduler.reserved(resource("cpus", 1), "a");
        scheduler.accept(reserve("op", cpu));
        mesos.advance(Duration.ofMillis(10));
        assertThat(only().getState()).isEqualTo(OperationState.OPERATION_FINISHED);
        assertThat(only().hasUuid()).isTrue();
        scheduler.say(dev.holdfast.mesos.v1.scheduler.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.scheduler.Call.Type.RECONCILE_OPERATIONS)
                .setReconcileOperations(dev.holdfast.mesos.v1.scheduler.Call.ReconcileOperations.getDefaultInstance()));
        assertThat(scheduler.operationStatuses()).hasSize(2);
        OperationStatus reconciled = scheduler.operationStatuses().get(1);
        assertThat(reconciled.getState()).isEqualTo(OperationState.OPERATION_FINISHED);
        assertThat(reconciled.hasUuid()).isFalse();
    }

    @Test
    void whatTheAgentCouldNotDoIsTakenBack() {
        Resources before = scheduler.offered();
        Resource cpu = scheduler.reserved(resource("cpus", 1), "a");
        scheduler.accept(reserve("op", cpu));
        ToAgent.ApplyOperation order = agent.heard().stream()
                .filter(ToAgent.ApplyOperation.class::isInstance)
                .map(ToAgent.ApplyOperation.class::cast)
                .findFirst()
                .orElseThrow();
        // Before the agent gets to it: its disk is full, it says.
        mesos.agentSays(
                agent,
                new ToMaster.OperationUpdate(
                        order.frameworkId(),
                        order.operationUuid(),
                        OperationStatus.newBuilder()
                                .setState(OperationState.OPERATION_FAILED)
                                .setMessage("no room")
                                .build(),
                        TestAgents.plain("host").getResourcesList()));
        assertThat(only().getState()).isEqualTo(OperationState.OPERATION_FAILED);
        agent.disconnect();
        mesos.advance(ROUND);
        assertThat(scheduler.offered()).isEqualTo(before);
    }

    @Test
    void anOperationLostOnTheWayIsReportedAsDroppedWhenTheAgentIsBack() {
        agent.disconnect(); // it hears no more, and the master has not noticed
        Resource cpu = scheduler.reserved(resource("cpus", 1), "a");
        FakeAgent deaf = agent;
        scheduler.accept(reserve("op", cpu));
        assertThat(scheduler.operationStatuses()).isEmpty();
        mesos.disconnect(deaf);
        mesos.connect(deaf);
        assertThat(only().getState()).isEqualTo(OperationState.OPERATION_DROPPED);
    }

    @Test
    void aReservationOfAnotherPrincipalOrRoleIsRefused() {
        Resource mine = scheduler.reserved(resource("cpus", 1), "a");
        Resource.Builder theirs = mine.toBuilder();
        theirs.getReservationsBuilder(0).setPrincipal("someone");
        scheduler.accept(reserve("1", theirs.build()));
        assertThat(only().getMessage()).contains("principal 'someone'");
        mesos.advance(ROUND);
        Resource.Builder elsewhere = mine.toBuilder();
        elsewhere.getReservationsBuilder(0).setRole("other");
        scheduler.accept(reserve("2", elsewhere.build()));
        assertThat(scheduler.operationStatuses().get(1).getMessage()).contains("role 'other'");
    }

    @Test
    void anUnreservedResourceGoesBackToWhereItWasReservedFrom() {
        Resource cpu = scheduler.reserved(resource("cpus", 1), "a");
        Resources before = scheduler.offered();
        scheduler.accept(reserve("", cpu));
        mesos.advance(ROUND);
        assertThat(scheduler.offered()).isNotEqualTo(before);
        scheduler.accept(unreserve("", cpu));
        mesos.advance(ROUND);
        assertThat(scheduler.offered()).isEqualTo(before);
    }

    @Test
    void reservationsOfARoleGoToNoOtherAndOfAParentGoDown() {
        Resource cpu = scheduler.reserved(resource("cpus", 3), "a");
        scheduler.accept(reserve("", cpu));
        scheduler.hangUp();
        TestScheduler other = TestScheduler.modern(mesos, "team/other");
        assertThat(other.offered().milli("cpus")).hasValue(1000);
        other.hangUp();
        TestScheduler below = TestScheduler.modern(mesos, "team/db/child");
        assertThat(below.offered().milli("cpus")).hasValue(4000);
    }

    @Test
    @SuppressWarnings("deprecation") // the old format is what this is about
    void aFrameworkOfTheOldFormatSeesRoleAndReservationAndMayReserveSo() {
        scheduler.hangUp();
        TestScheduler old = TestScheduler.with(
                mesos,
                "old",
                info -> info.clearRoles()
                        .clearCapabilities()
                        .setRole("old")
                        .addCapabilities(Capability.newBuilder().setType(Capability.Type.PARTITION_AWARE)));
        assertThat(old.offer().hasAllocationInfo()).isFalse();
        assertThat(old.offer().getResourcesList())
                .allMatch(resource -> resource.getRole().equals("*"));
        Resource reserved = resource("cpus", 1).toBuilder()
                .setRole("old")
                .setReservation(Resource.ReservationInfo.newBuilder().setPrincipal(TestScheduler.PRINCIPAL))
                .build();
        old.accept(reserve("", reserved));
        mesos.advance(ROUND);
        assertThat(old.offer().getResourcesList()).contains(reserved);
    }

    @Test
    void anOperatorsReservationTakesOffersBackThatAreInItsWay() {
        Offer open = scheduler.offer();
        Resource reserved = resource("cpus", 4).toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole("ops"))
                .build();
        SimulatedMesos.Answer answer = mesos.operator(Call.newBuilder()
                .setType(Call.Type.RESERVE_RESOURCES)
                .setReserveResources(Call.ReserveResources.newBuilder()
                        .setAgentId(agent.id())
                        .addResources(reserved))
                .build());
        assertThat(answer.status()).isEqualTo(202);
        assertThat(scheduler.stream().last(Event.Type.RESCIND).getRescind().getOfferId())
                .isEqualTo(open.getId());
        mesos.advance(ROUND);
        assertThat(scheduler.offered().milli("cpus")).isEmpty();
    }

    @Test
    void anExecutorThatRunsNeedsNoSecondShareAndMustBeTheSame() {
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.live(ROUND);
        Resources left = scheduler.offered();
        assertThat(scheduler.offer().getExecutorIdsList()).hasSize(1);
        scheduler.accept(
                scheduler.launch(agent.id(), "e1", "t2"),
                scheduler.launch(agent.id(), "e1", "t3", scheduler.allocated(resource("cpus", 0.2))));
        scheduler.live(ROUND);
        assertThat(scheduler.status("t2").getState()).isEqualTo(TaskState.TASK_RUNNING);
        TaskStatus refused = scheduler.status("t3");
        assertThat(refused.getState()).isEqualTo(TaskState.TASK_ERROR);
        assertThat(refused.getMessage()).startsWith("ExecutorInfo is not compatible with existing ExecutorInfo");
        assertThat(left.milli("cpus").orElseThrow()
                        - scheduler.offered().milli("cpus").orElseThrow())
                .isEqualTo(500);
    }

    @Test
    void aTaskIdIsUsedOnce() {
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"), scheduler.launch(agent.id(), "e2", "t1"));
        assertThat(scheduler.status("t1").getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_GROUP_INVALID);
        assertThat(scheduler.status("t1").getMessage()).contains("duplicate ID: t1");
    }
}
