package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.ResourceFit;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.Resource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reservations and volumes. */
class ResourceStoriesTest {

    private static Offer.Operation reserve(String id, Resource... resources) {
        return operation(id, Offer.Operation.Type.RESERVE)
                .setReserve(Offer.Operation.Reserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    private static Offer.Operation unreserve(String id, Resource... resources) {
        return operation(id, Offer.Operation.Type.UNRESERVE)
                .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    private static Offer.Operation create(String id, Resource volume) {
        return operation(id, Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume))
                .build();
    }

    private static Offer.Operation destroy(String id, Resource volume) {
        return operation(id, Offer.Operation.Type.DESTROY)
                .setDestroy(Offer.Operation.Destroy.newBuilder().addVolumes(volume))
                .build();
    }

    private static Offer.Operation.Builder operation(String id, Offer.Operation.Type type) {
        Offer.Operation.Builder operation = Offer.Operation.newBuilder().setType(type);
        return id.isEmpty()
                ? operation
                : operation.setId(OperationID.newBuilder().setValue(id));
    }

    private static ToAgent.ApplyOperation apply(int n, Offer.Operation operation) {
        return new ToAgent.ApplyOperation(Messages.FRAMEWORK, AgentStory.uuid(n), operation);
    }

    @Test
    void reserveCreateDestroyUnreserveEndsWhereItBegan() {
        Resource cpus = Messages.scalar("cpus", 4);
        Resource disk = Messages.scalar("disk", 1000);
        Resource ports = Messages.ranges("ports", 31000, 32000);
        Resource volume = Messages.volume(100, "role", "v1");
        AgentStory story = new AgentStory(cpus, disk, ports);
        Resource[] reserved = {
            Messages.reserved(Messages.scalar("cpus", 0.6), "role"),
            Messages.reserved(Messages.scalar("disk", 100), "role"),
            Messages.reserved(Messages.ranges("ports", 31005, 31005), "role")
        };

        story.master(apply(1, reserve("", reserved))).master(apply(2, create("", volume)));
        assertThat(story.resources())
                .containsExactlyInAnyOrder(
                        Messages.scalar("cpus", 3.4),
                        Messages.scalar("disk", 900),
                        Messages.ranges("ports", 31000, 31004, 31006, 32000),
                        reserved[0],
                        reserved[2],
                        volume);

        story.master(apply(3, destroy("", volume))).master(apply(4, unreserve("", reserved)));
        assertThat(story.resources()).containsExactlyInAnyOrder(cpus, disk, ports);
        assertThat(story.effects(AgentEffect.DestroyVolumes.class)).hasSize(1);
        assertThat(story.said(ToMaster.OperationUpdate.class))
                .extracting(update -> update.status().getState())
                .containsOnly(OperationState.OPERATION_FINISHED);
    }

    @Test
    void aReservationStacksOnAStaticOneAndComesOffAgain() {
        Resource base = Messages.staticallyReserved(Messages.scalar("cpus", 2), "base");
        Resource refined =
                Messages.reserved(Messages.staticallyReserved(Messages.scalar("cpus", 0.5), "base"), "base/svc-d");
        AgentStory story = new AgentStory(base).master(apply(1, reserve("", refined)));

        assertThat(story.resources())
                .containsExactlyInAnyOrder(refined, Messages.staticallyReserved(Messages.scalar("cpus", 1.5), "base"));
        story.master(apply(2, unreserve("", refined)));
        assertThat(story.resources()).containsExactly(base);
    }

    @Test
    void anOperationWithAnIdIsToldUntilItIsAcknowledged() {
        AgentStory story = new AgentStory(Messages.scalar("cpus", 4));
        story.master(apply(1, reserve("op", Messages.reserved(Messages.scalar("cpus", 1), "role"))));
        ToMaster.OperationUpdate update =
                story.said(ToMaster.OperationUpdate.class).get(0);
        assertThat(update.status().getOperationId().getValue()).isEqualTo("op");
        assertThat(update.resources()).isEqualTo(story.resources());

        story.advance(Duration.ofSeconds(10));
        assertThat(story.said(ToMaster.OperationUpdate.class)).hasSize(2);
        story.master(new ToAgent.AcknowledgeOperation(
                Messages.FRAMEWORK,
                AgentStory.uuid(1),
                update.status().getUuid().getValue()));
        story.advance(Duration.ofHours(1));
        assertThat(story.said(ToMaster.OperationUpdate.class)).hasSize(2);
    }

    @Test
    void theSameOperationSentTwiceIsAppliedOnce() {
        AgentStory story = new AgentStory(Messages.scalar("cpus", 4));
        ToAgent.ApplyOperation order = apply(1, reserve("op", Messages.reserved(Messages.scalar("cpus", 1), "role")));
        story.master(order).master(order);

        assertThat(story.resources())
                .containsExactlyInAnyOrder(
                        Messages.scalar("cpus", 3), Messages.reserved(Messages.scalar("cpus", 1), "role"));
    }

    @Test
    void whatTheAgentDoesNotHaveIsAnErrorAndChangesNothing() {
        AgentStory story = new AgentStory(Messages.scalar("cpus", 1));
        story.master(apply(1, reserve("op", Messages.reserved(Messages.scalar("cpus", 2), "role"))));

        assertThat(story.said(ToMaster.OperationUpdate.class))
                .extracting(update -> update.status().getState())
                .containsExactly(OperationState.OPERATION_ERROR);
        assertThat(story.resources()).containsExactly(Messages.scalar("cpus", 1));
    }

    @Test
    void aFailedCreationIsTakenBackAndToldAsFailed() {
        AgentStory story = new AgentStory(Messages.reserved(Messages.scalar("disk", 100), "role"));
        Resource volume = Messages.volume(100, "role", "v1");
        story.withFullDisk().master(apply(1, create("op", volume)));
        assertThat(story.said(ToMaster.OperationUpdate.class))
                .extracting(update -> update.status().getState())
                .containsExactly(OperationState.OPERATION_FAILED);
        assertThat(story.resources()).containsExactly(Messages.reserved(Messages.scalar("disk", 100), "role"));
    }

    @Test
    void resourcesAddedToTheConfigurationAreAddedToWhatIsReserved() {
        List<Resource> saved =
                List.of(Messages.scalar("cpus", 3), Messages.reserved(Messages.scalar("cpus", 1), "role"));

        assertThat(ResourceFit.fit(saved, List.of(Messages.scalar("cpus", 6), Messages.scalar("mem", 100)))
                        .resources())
                .containsExactlyInAnyOrder(
                        Messages.scalar("cpus", 5),
                        Messages.reserved(Messages.scalar("cpus", 1), "role"),
                        Messages.scalar("mem", 100));
        assertThat(ResourceFit.fit(saved, List.of(Messages.scalar("cpus", 2))).resources())
                .containsExactlyInAnyOrder(
                        Messages.scalar("cpus", 1), Messages.reserved(Messages.scalar("cpus", 1), "role"));
    }

    @Test
    void whatIsReservedStaysWhenTheConfigurationShrinksBelowIt() {
        List<Resource> saved =
                List.of(Messages.scalar("cpus", 1), Messages.reserved(Messages.scalar("cpus", 3), "role"));

        ResourceFit.Fitted fitted = ResourceFit.fit(saved, List.of(Messages.scalar("cpus", 2)));
        assertThat(fitted.resources()).containsExactly(Messages.reserved(Messages.scalar("cpus", 3), "role"));
        assertThat(fitted.shortages()).containsExactly("cpus");
    }

    @Test
    void portRangesThatChangeKeepWhatIsCommon() {
        List<Resource> saved = List.of(Messages.ranges("ports", 31000, 31999));

        assertThat(ResourceFit.fit(saved, List.of(Messages.ranges("ports", 31500, 32999)))
                        .resources())
                .containsExactly(Messages.ranges("ports", 31500, 32999));
    }
}
