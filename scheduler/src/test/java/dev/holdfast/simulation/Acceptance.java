package dev.holdfast.simulation;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.simulation.Hazards.Failing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of an ACCEPT: each of its operations comes true or not, and that is said or not. */
final class Acceptance {

    private static final long AGAIN = 10_000;

    private final World world;
    private final Master master;
    private final Operations operations;
    private final Map<String, Unheard> unheard = new LinkedHashMap<>();
    private int uuids;

    /** An outcome that is sent until it is acknowledged. */
    private record Unheard(OperationStatus status, Machine machine, long sendAt) {}

    Acceptance(World world, Master master) {
        this.world = world;
        this.master = master;
        this.operations = new Operations(world.watchdog);
    }

    void forgetAll() {
        unheard.replaceAll(
                (id, waiting) -> new Unheard(waiting.status(), waiting.machine(), world.agenda.millis() + AGAIN));
    }

    void accept(Effect.Accept accept) {
        List<Allocator.Open> open = new ArrayList<>();
        accept.offers().forEach(id -> master.allocator.take(id).ifPresent(open::add));
        long now = world.agenda.millis();
        if (open.size() < accept.offers().size()) {
            open.forEach(valid -> master.allocator.giveBack(valid, valid.bare(), 0, now));
            accept.operations().forEach(this::dropped);
            return;
        }
        Machine machine = open.get(0).machine();
        Resources working = Resources.NONE;
        for (Allocator.Open part : open) {
            boolean together = part.machine() == machine
                    && part.offer().role().equals(open.get(0).offer().role());
            if (!together) {
                throw new BrokenPromise(
                        "mesos", "offers of different agents or roles are accepted together: " + accept);
            }
            working = working.plus(part.bare());
        }
        for (Operation operation : accept.operations()) {
            working = operation instanceof Operation.LaunchGroup launch
                    ? launch(launch, machine, working)
                    : perform(operation, machine, working);
        }
        master.allocator.giveBack(open.get(0), working, accept.refuseSeconds(), now);
    }

    private Resources perform(Operation operation, Machine machine, Resources working) {
        Failing failing = world.hazards.operations.remove(operation.getClass());
        if (failing == Failing.SILENT) {
            world.trace.line("network", "loses " + operation.getClass().getSimpleName());
            return working;
        }
        Optional<Resources> after =
                failing == Failing.REFUSED ? Optional.empty() : operations.apply(operation, machine, working);
        Optional<OperationId> id = Operations.idOf(operation);
        if (world.hazards.feedback && id.isPresent() && failing != Failing.UNHEARD) {
            answer(id.get(), machine, after.isPresent());
        }
        return after.orElse(working);
    }

    private void answer(OperationId id, Machine machine, boolean ok) {
        if (!ok) {
            master.tell(new Event.OperationUpdate(new OperationStatus(
                    id, OperationStatus.State.ERROR, "invalid resources", "", Optional.of(machine.id))));
            return;
        }
        uuids++;
        String uuid = "operation-" + uuids;
        OperationStatus status =
                new OperationStatus(id, OperationStatus.State.FINISHED, "", uuid, Optional.of(machine.id));
        unheard.put(uuid, new Unheard(status, machine, world.agenda.millis()));
        world.agenda.in(world.chance.nextInt(50, 600), this::send);
    }

    /** Sends outcomes that nobody has acknowledged. */
    void send() {
        for (Map.Entry<String, Unheard> entry : unheard.entrySet()) {
            Unheard waiting = entry.getValue();
            if (waiting.sendAt() > world.agenda.millis()
                    || !master.isServing()
                    || !master.isRegistered(waiting.machine())) {
                continue;
            }
            entry.setValue(new Unheard(waiting.status(), waiting.machine(), world.agenda.millis() + AGAIN));
            Event event = new Event.OperationUpdate(waiting.status());
            if (Hazards.strikes(world.hazards.updates, Hazards.Mishap.LOST)) {
                world.trace.line("network", "loses " + Text.of(event));
                continue;
            }
            boolean late = Hazards.strikes(world.hazards.updates, Hazards.Mishap.LATE);
            world.agenda.in(late ? world.hazards.lateness : 2, () -> master.tell(event));
            if (Hazards.strikes(world.hazards.updates, Hazards.Mishap.TWICE)) {
                world.agenda.in(3000, () -> master.tell(event));
            }
        }
    }

    void acknowledge(OperationStatus status) {
        unheard.remove(status.uuid());
    }

    private Resources launch(Operation.LaunchGroup launch, Machine machine, Resources working) {
        TaskSpec task = launch.tasks().get(0);
        Failing failing = world.hazards.operations.remove(Operation.LaunchGroup.class);
        if (failing == Failing.SILENT) {
            world.trace.line("network", "loses the launch of " + task.id());
            return working;
        }
        if (world.hazards.refusedLaunches > 0 || failing == Failing.REFUSED) {
            world.hazards.refusedLaunches = Math.max(0, world.hazards.refusedLaunches - 1);
            TaskState how = world.chance.nextBoolean() ? TaskState.DROPPED : TaskState.ERROR;
            master.tasks.neverBegan(
                    task.id(), how, how == TaskState.ERROR ? "TASK_GROUP_INVALID" : "INVALID_OFFERS", machine.id);
            return working;
        }
        Resources executor = Machine.bare(launch.executor().resources());
        if (task.labels().containsKey("holdfast_chore")) {
            return launchChore(launch, machine, working);
        }
        Resources needed = executor.plus(Machine.bare(task.resources()));
        if (!working.contains(needed) || executor.milli(Resource.DISK) == 0 || executor.milli(Resource.MEM) < 32_000) {
            master.tasks.neverBegan(task.id(), TaskState.ERROR, "TASK_GROUP_INVALID", machine.id);
            return working;
        }
        Volume volume = executor.filter(Resource::isVolume).stream()
                .map(Operations::persistenceId)
                .map(machine.volumes::get)
                .findFirst()
                .orElseThrow(() -> new BrokenPromise("mesos", "a launch without a volume: " + task.id()));
        machine.used = machine.used.plus(needed);
        machine.offered = machine.offered.minus(needed);
        Container container = new Container(task, launch.executor(), machine, volume, Container.nodeOf(task));
        world.watchdog.launches(container);
        master.tasks.launched(task.id(), machine.id);
        world.agents.launch(container);
        return working.minus(needed);
    }

    /** A chore joins the executor of its node, which must be there and be described as it was. */
    private Resources launchChore(Operation.LaunchGroup launch, Machine machine, Resources working) {
        TaskSpec task = launch.tasks().get(0);
        Resources needed = Machine.bare(task.resources());
        Optional<Container> host = machine.containers.stream()
                .filter(other -> !other.isChore() && !other.executorOver && other.executor.equals(launch.executor()))
                .findFirst();
        if (host.isEmpty()
                && working.contains(needed.plus(Machine.bare(launch.executor().resources())))) {
            throw new BrokenPromise("mesos", task.id() + " would begin an executor of its own");
        }
        if (host.isEmpty() || !working.contains(needed)) {
            master.tasks.neverBegan(task.id(), TaskState.ERROR, "TASK_GROUP_INVALID", machine.id);
            return working;
        }
        machine.used = machine.used.plus(needed);
        machine.offered = machine.offered.minus(needed);
        Container container = new Container(task, host.get());
        world.watchdog.launchesChore(container);
        master.tasks.launched(task.id(), machine.id);
        world.agents.launch(container);
        return working.minus(needed);
    }

    private void dropped(Operation operation) {
        if (operation instanceof Operation.LaunchGroup launch) {
            TaskSpec task = launch.tasks().get(0);
            master.tasks.neverBegan(task.id(), TaskState.DROPPED, "INVALID_OFFERS", task.agentId());
        } else if (world.hazards.feedback) {
            Operations.idOf(operation)
                    .ifPresent(id -> master.tell(new Event.OperationUpdate(new OperationStatus(
                            id, OperationStatus.State.DROPPED, "the offer is no longer valid", "", Optional.empty()))));
        }
    }
}
