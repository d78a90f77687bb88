package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.FrameworkInfo.Capability;
import dev.holdfast.mesos.v1.Label;
import dev.holdfast.mesos.v1.Labels;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.Volume;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A scheduler for stories: says things to a {@link SimulatedMesos} in short words, and shows what it heard. */
final class TestScheduler {

    static final String PRINCIPAL = "tester";

    private final SimulatedMesos mesos;
    final String role;
    private FrameworkInfo info;
    private SimulatedMesos.Stream stream;

    private TestScheduler(SimulatedMesos mesos, String role, FrameworkInfo info) {
        this.mesos = mesos;
        this.role = role;
        this.info = info;
        this.stream = subscription();
        if (!stream.closed) {
            this.info = info.toBuilder()
                    .setId(stream.events.get(0).getSubscribed().getFrameworkId())
                    .build();
        }
    }

    static TestScheduler modern(SimulatedMesos mesos, String role) {
        return with(mesos, role, info -> info);
    }

    static TestScheduler with(SimulatedMesos mesos, String role, UnaryOperator<FrameworkInfo.Builder> change) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setUser("nobody")
                .setName("test")
                .setPrincipal(PRINCIPAL)
                .setCheckpoint(true)
                .setFailoverTimeout(3600)
                .addRoles(role);
        for (Capability.Type type : List.of(
                Capability.Type.MULTI_ROLE, Capability.Type.RESERVATION_REFINEMENT, Capability.Type.PARTITION_AWARE)) {
            info.addCapabilities(Capability.newBuilder().setType(type));
        }
        return new TestScheduler(mesos, role, change.apply(info).build());
    }

    private SimulatedMesos.Stream subscription() {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info));
        if (info.hasId()) {
            call.setFrameworkId(info.getId());
        }
        return mesos.call(call.build(), Optional.empty()).stream().orElseThrow();
    }

    FrameworkID id() {
        return info.getId();
    }

    SimulatedMesos.Stream stream() {
        return stream;
    }

    void hangUp() {
        mesos.closeStream(stream);
    }

    void subscribeAgain() {
        stream = subscription();
    }

    SimulatedMesos.Answer say(Call.Builder call) {
        return mesos.call(call.setFrameworkId(id()).build(), Optional.of(stream.id.toString()));
    }

    /** Offers of the newest OFFERS event. */
    List<Offer> offers() {
        return stream.last(Event.Type.OFFERS).getOffers().getOffersList();
    }

    Offer offer() {
        return offers().get(offers().size() - 1);
    }

    Resources offered() {
        return Resources.of(offer().getResourcesList()).unallocated();
    }

    /** Answers to offers with operations; everything else is to be offered again at the next round. */
    SimulatedMesos.Answer accept(List<Offer> offers, Offer.Operation... operations) {
        Call.Accept.Builder accept = Call.Accept.newBuilder().addAllOperations(Arrays.asList(operations));
        offers.forEach(offer -> accept.addOfferIds(offer.getId()));
        accept.getFiltersBuilder().setRefuseSeconds(0);
        return say(Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(accept));
    }

    SimulatedMesos.Answer accept(Offer.Operation... operations) {
        return accept(List.of(offer()), operations);
    }

    SimulatedMesos.Answer decline(Offer offer, double seconds) {
        Call.Decline.Builder decline = Call.Decline.newBuilder().addOfferIds(offer.getId());
        decline.getFiltersBuilder().setRefuseSeconds(seconds);
        return say(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
    }

    Resource allocated(Resource resource) {
        return resource.toBuilder()
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                .build();
    }

    Resource reserved(Resource resource, String label) {
        return allocated(resource).toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole(role)
                        .setPrincipal(PRINCIPAL)
                        .setLabels(Labels.newBuilder()
                                .addLabels(Label.newBuilder().setKey("id").setValue(label))))
                .build();
    }

    static Resource volume(Resource disk, String id) {
        return disk.toBuilder()
                .setDisk(Resource.DiskInfo.newBuilder()
                        .setPersistence(Resource.DiskInfo.Persistence.newBuilder()
                                .setId(id)
                                .setPrincipal(PRINCIPAL))
                        .setVolume(Volume.newBuilder().setContainerPath("data").setMode(Volume.Mode.RW)))
                .build();
    }

    static Offer.Operation reserve(String operationId, Resource... resources) {
        return identified(operationId)
                .setType(Offer.Operation.Type.RESERVE)
                .setReserve(Offer.Operation.Reserve.newBuilder().addAllResources(Arrays.asList(resources)))
                .build();
    }

    static Offer.Operation unreserve(String operationId, Resource... resources) {
        return identified(operationId)
                .setType(Offer.Operation.Type.UNRESERVE)
                .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(Arrays.asList(resources)))
                .build();
    }

    static Offer.Operation create(String operationId, Resource... volumes) {
        return identified(operationId)
                .setType(Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addAllVolumes(Arrays.asList(volumes)))
                .build();
    }

    private static Offer.Operation.Builder identified(String operationId) {
        Offer.Operation.Builder operation = Offer.Operation.newBuilder();
        if (!operationId.isEmpty()) {
            operation.setId(OperationID.newBuilder().setValue(operationId));
        }
        return operation;
    }

    /** A group of one task that sleeps for long, on an executor of the given name and resources. */
    Offer.Operation launch(AgentID agent, String executor, String task, Resource... executorResources) {
        TaskInfo.Builder info = TaskInfo.newBuilder()
                .setName(task)
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setAgentId(agent)
                .addResources(allocated(TestAgents.resource("cpus", 0.5)))
                .addResources(allocated(TestAgents.resource("mem", 64)))
                .setCommand(CommandInfo.newBuilder().setValue("sleep 100000"));
        ExecutorInfo.Builder executorInfo = ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(ExecutorID.newBuilder().setValue(executor))
                .setFrameworkId(id())
                .addAllResources(Arrays.asList(executorResources));
        return Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH_GROUP)
                .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                        .setExecutor(executorInfo)
                        .setTaskGroup(TaskGroupInfo.newBuilder().addTasks(info)))
                .build();
    }

    Offer.Operation launch(AgentID agent, String executor, String task) {
        return launch(
                agent,
                executor,
                task,
                allocated(TestAgents.resource("cpus", 0.1)),
                allocated(TestAgents.resource("mem", 32)),
                allocated(TestAgents.resource("disk", 32)));
    }

    SimulatedMesos.Answer kill(String task) {
        return say(Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(task))));
    }

    SimulatedMesos.Answer reconcile(String task) {
        Call.Reconcile.Builder reconcile = Call.Reconcile.newBuilder();
        reconcile.addTasksBuilder().getTaskIdBuilder().setValue(task);
        return say(Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(reconcile));
    }

    /** Everything said of a task so far. */
    List<TaskStatus> statuses(String task) {
        return stream.ofType(Event.Type.UPDATE).stream()
                .map(event -> event.getUpdate().getStatus())
                .filter(status -> status.getTaskId().getValue().equals(task))
                .toList();
    }

    TaskStatus status(String task) {
        List<TaskStatus> all = statuses(task);
        if (all.isEmpty()) {
            throw new AssertionError("nothing was said of " + task + " in " + stream.events);
        }
        return all.get(all.size() - 1);
    }

    List<OperationStatus> operationStatuses() {
        return stream.ofType(Event.Type.UPDATE_OPERATION_STATUS).stream()
                .map(event -> event.getUpdateOperationStatus().getStatus())
                .toList();
    }

    void acknowledge(TaskStatus status) {
        say(Call.newBuilder()
                .setType(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(status.getAgentId())
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid())));
    }

    /** Lets time pass in small steps, acknowledging every update as it comes. */
    void live(java.time.Duration length) {
        java.time.Instant end = mesos.timeline.now().plus(length);
        java.util.Set<ByteString> seen = new java.util.HashSet<>();
        while (mesos.timeline.now().isBefore(end)) {
            mesos.advance(java.time.Duration.ofMillis(20));
            List<Event> updates = stream.ofType(Event.Type.UPDATE);
            for (Event event : updates) {
                TaskStatus status = event.getUpdate().getStatus();
                if (status.hasUuid() && seen.add(status.getUuid())) {
                    acknowledge(status);
                }
            }
        }
    }
}
