package dev.holdfast.simulation;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.simulation.Hazards.Commit;
import dev.holdfast.simulation.Hazards.Failing;
import dev.holdfast.simulation.Hazards.Mishap;
import dev.holdfast.simulation.Hazards.Work;
import java.util.List;
import java.util.Optional;

/**
 * Makes faults happen. It may do anything but one: take a disk for good from a database that has nothing to spare. What is lost in a
 * run is then lost by us.
 */
final class Adversary {

    private static final List<String> CALLS = List.of(
            "Accept",
            "Decline",
            "Revive",
            "Decline",
            "Suppress",
            "Roles",
            "Accept",
            "Kill",
            "Acknowledge",
            "AcceptInverse",
            "DeclineInverse",
            "Reconcile");

    private final World world;

    Adversary(World world) {
        this.world = world;
    }

    void strike(Fault fault) {
        world.trace.line("FAULT", fault.kind() + " which " + fault.which() + ", " + fault.seconds() + " s");
        int which = fault.which();
        long millis = fault.seconds() * 1000L;
        Machine machine = world.machines.get(which % world.machines.size());
        switch (fault.kind()) {
            case MACHINE_CUT_OFF -> cutOff(machine, millis);
            case MACHINE_CRASHES -> crash(machine, millis, false);
            case MACHINE_BACK_AS_ANOTHER -> crash(machine, millis, true);
            case MACHINE_ISOLATED -> isolate(machine, millis);
            case DISK_LOST -> loseDisk(machine, millis);
            case MARKED_GONE -> markGone(machine);
            case DRAINED -> drain(machine, millis);
            case MAINTENANCE -> maintain(machine, which, Math.max(20_000, millis));
            case PROCESS_CRASHES -> crashProcess(machine, which);
            case CONNECTION_BREAKS -> world.master.breakStream("broken");
            case MASTER_FAILS -> world.master.fail(millis, true);
            case MASTER_FORGETS -> world.master.fail(millis, false);
            case SCHEDULER_KILLED -> leader().ifPresent(process -> process.dieAfter(which % 12));
            case SCHEDULER_FROZEN ->
                leader().ifPresent(process -> process.pauseAfter(which % 8, Math.min(millis, 90_000)));
            case COMMIT_FAILS -> world.hazards.commits.merge(Commit.FAILS, 1 + which % 4, Integer::sum);
            case COMMIT_UNANSWERED -> world.hazards.commits.merge(Commit.UNANSWERED, 1, Integer::sum);
            case KILLED_BEFORE_COMMIT -> world.hazards.commits.merge(Commit.CRASH_BEFORE, 1, Integer::sum);
            case KILLED_AFTER_COMMIT -> world.hazards.commits.merge(Commit.CRASH_AFTER, 1, Integer::sum);
            case RESERVE_FAILS -> failing(Operation.Reserve.class, which);
            case CREATE_FAILS -> failing(Operation.Create.class, which);
            case LAUNCH_FAILS -> failing(Operation.LaunchGroup.class, which);
            case DESTROY_FAILS -> failing(Operation.Destroy.class, which);
            case UNRESERVE_FAILS -> failing(Operation.Unreserve.class, which);
            case LAUNCH_REFUSED -> world.hazards.refusedLaunches += 1 + which % 3;
            case UPDATES_LOST -> world.hazards.updates.merge(Mishap.LOST, 1 + which % 6, Integer::sum);
            case UPDATES_TWICE -> world.hazards.updates.merge(Mishap.TWICE, 1 + which % 6, Integer::sum);
            case UPDATES_LATE -> {
                world.hazards.lateness = millis;
                world.hazards.updates.merge(Mishap.LATE, 1 + which % 4, Integer::sum);
            }
            case CALL_LOST -> world.hazards.calls.merge(CALLS.get(which % CALLS.size()), 1 + which % 2, Integer::sum);
            case OFFERS_RESCINDED -> world.master.rescind(machine);
            case OFFERS_SPLIT -> world.master.allocator.splits = which % 2 == 0;
            case FEEDBACK_CHANGES -> world.hazards.feedback = which % 2 == 0;
            case LOOKS_UNANSWERED -> world.hazards.blindUntil = world.agenda.millis() + millis;
            case LOOKS_HANG -> world.hazards.hangingUntil = world.agenda.millis() + millis;
            case LOOKS_SLOW -> world.hazards.slowUntil = world.agenda.millis() + millis;
            case CHORE_FAILS -> world.hazards.chores.merge(Work.FAILS, 1 + which % 3, Integer::sum);
            case CHORE_LOST -> world.hazards.chores.merge(Work.NEVER_BEGINS, 1, Integer::sum);
            case CHORE_UNHEARD -> world.hazards.chores.merge(Work.UNHEARD, 1, Integer::sum);
            case CHORE_LATE -> {
                world.hazards.lateness = Math.min(millis, 55_000); // the driver gives up after a minute
                world.hazards.chores.merge(Work.LATE, 1, Integer::sum);
            }
            case SOFTWARE_AWAY -> {
                world.schedulers.hasSoftware = false;
                world.agenda.in(millis, () -> world.schedulers.hasSoftware = true);
            }
            case STATE_PUT_BACK -> world.copies.putBack(which, millis);
            case NETWORK_CUT -> world.cuts.cut(which, millis);
            default -> world.person.wants(fault.kind(), which);
        }
    }

    private Optional<SchedulerProcess> leader() {
        return world.schedulers.leader().filter(process -> !process.isPaused());
    }

    private void failing(Class<? extends Operation> kind, int which) {
        world.hazards.operations.put(kind, Failing.values()[which % 3]);
    }

    // Machines

    /** Its agent and the master do not reach each other. What runs there goes on, and serves. */
    private void cutOff(Machine machine, long millis) {
        if (!machine.linked || !machine.up) {
            return;
        }
        machine.linked = false;
        away(machine);
        world.agenda.in(millis, () -> back(machine));
    }

    private void away(Machine machine) {
        AgentId id = machine.id;
        world.master.disconnected(machine);
        long notices = world.chance.nextInt(1000, 75_000);
        world.agenda.in(notices, () -> {
            if (machine.id.equals(id) && (!machine.linked || !machine.up)) {
                world.master.unreachable(machine, id);
            }
        });
    }

    private void back(Machine machine) {
        machine.up = true;
        machine.linked = true;
        machine.reachable = true;
        world.agenda.in(700, () -> world.master.register(machine));
    }

    private void crash(Machine machine, long millis, boolean another) {
        if (!machine.up) {
            return;
        }
        machine.up = false;
        world.agents.endAll(machine);
        AgentId old = machine.id;
        away(machine);
        world.agenda.in(millis, () -> {
            if (another && machine.id.equals(old)) {
                machine.renew();
                world.master.unreachable(machine, old);
            }
            back(machine);
        });
    }

    /** Nobody reaches it, and it reaches nobody. What runs there goes on and does not know. */
    private void isolate(Machine machine, long millis) {
        if (!machine.up) {
            return;
        }
        machine.reachable = false;
        machine.linked = false;
        away(machine);
        world.agenda.in(millis, () -> back(machine));
    }

    private void loseDisk(Machine machine, long millis) {
        if (!machine.up || world.permanentLosses > 1 || !world.databases.canSpare(machine)) {
            return;
        }
        world.permanentLosses++;
        world.trace.line(machine.hostname, "loses " + machine.volumes.keySet());
        List<NodeId> nodes =
                machine.live().stream().map(container -> container.node).toList();
        crash(machine, millis, true);
        nodes.forEach(node -> world.model(node.cluster()).diskLost(node));
        for (Volume volume : List.copyOf(machine.volumes.values())) {
            volume.gone = true;
            machine.volumes.remove(volume.id);
        }
        Resources ours = machine.total.filter(resource -> resource.isReserved() && !world.isForeign(resource));
        Resources plain = new Resources(ours.stream()
                .map(resource -> resource.isVolume()
                        ? Operations.asUnreservedDisk(resource)
                        : new Resource(
                                resource.name(),
                                resource.quantity(),
                                "",
                                List.of(),
                                resource.disk(),
                                resource.providerId(),
                                resource.revocable(),
                                resource.shared()))
                .toList());
        machine.total = machine.total.minus(ours).plus(plain);
    }

    /** An operator says that it will not come back. Its processes end; after a while it comes back all the same, as another. */
    private void markGone(Machine machine) {
        if (world.permanentLosses > 1 || !world.databases.canSpare(machine) || !world.master.up) {
            return;
        }
        world.permanentLosses++;
        world.master.gone(machine);
    }

    private void drain(Machine machine, long millis) {
        if (!machine.up || !machine.linked || machine.draining) {
            return;
        }
        machine.draining = true;
        world.master.rescind(machine);
        machine.live().forEach(container -> world.agents.kill(container, "AGENT_DRAINING"));
        world.agenda.in(millis, () -> machine.draining = false);
    }

    /** An operator announces maintenance of one machine, or of two at the same time; some call it off again. */
    private void maintain(Machine machine, int which, long millis) {
        long in = 20_000 + which * 613L % 400_000;
        world.windows.announce(machine, in, millis, lasts -> crash(machine, lasts, false));
        if (which % 3 == 0) {
            Machine other = world.machines.get((which + 1) % world.machines.size());
            world.windows.announce(other, in, millis, lasts -> crash(other, lasts, false));
        }
        if (which % 4 == 0) {
            world.agenda.in(in / 2 + millis / 2, () -> world.windows.callOff(machine));
        }
    }

    /** A node's, or a chore's beside it. */
    private void crashProcess(Machine machine, int which) {
        List<Container> up =
                machine.live().stream().filter(container -> container.processUp).toList();
        up.stream()
                .filter(container -> container.isChore() && which % 3 == 0)
                .findFirst()
                .or(() -> up.stream().findFirst())
                .ifPresent(container -> world.agents.end(
                        container, dev.holdfast.model.TaskState.FAILED, "", "Command exited with status 137"));
    }

    /** All that is broken is mended, and nothing else will break. */
    void relent() {
        world.trace.line("FAULT", "none any more");
        world.hazards.clear();
        world.cuts.healAll();
        world.schedulers.hasSoftware = true;
        for (Machine machine : world.machines) {
            machine.draining = false;
            world.windows.callOff(machine);
            back(machine);
        }
    }
}
