package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.MachineID;
import dev.holdfast.mesos.v1.MachineInfo;
import dev.holdfast.mesos.v1.Unavailability;
import dev.holdfast.mesos.v1.maintenance.ClusterStatus;
import dev.holdfast.mesos.v1.maintenance.Schedule;
import dev.holdfast.mesos.v1.maintenance.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Maintenance as an operator schedules it. Modes change by the operator's word only: a window that begins or passes changes nothing.
 */
final class Machines {

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");

    private final World world;
    private final Offers offers;
    private final InverseOffers inverseOffers;
    private final Departures departures;

    Machines(World world, Offers offers, InverseOffers inverseOffers, Departures departures) {
        this.world = world;
        this.offers = offers;
        this.inverseOffers = inverseOffers;
        this.departures = departures;
    }

    /** A machine's name in the schedule; an agent is on it only if both parts are its own. */
    static MachineID key(MachineID id) {
        return MachineID.newBuilder()
                .setHostname(id.getHostname().toLowerCase(Locale.ROOT))
                .setIp(id.getIp())
                .build();
    }

    static MachineID of(String hostname, String ip) {
        return key(MachineID.newBuilder().setHostname(hostname).setIp(ip).build());
    }

    static Optional<MachineInfo> of(World world, Agent agent) {
        return Optional.ofNullable(world.machines.get(of(agent.info.getHostname(), agent.ip)));
    }

    static Optional<Unavailability> unavailability(World world, Agent agent) {
        return of(world, agent).map(MachineInfo::getUnavailability);
    }

    /** The new schedule takes the old one's place. */
    Reply update(Schedule schedule) {
        Optional<String> wrong = problem(schedule);
        if (wrong.isPresent()) {
            return Reply.bad(wrong.get());
        }
        Map<MachineID, Unavailability> wanted = new LinkedHashMap<>();
        for (Window window : schedule.getWindowsList()) {
            window.getMachineIdsList().forEach(id -> wanted.put(key(id), window.getUnavailability()));
        }
        Set<MachineID> changed = new LinkedHashSet<>();
        for (MachineID id : List.copyOf(world.machines.keySet())) {
            if (!wanted.containsKey(id)) {
                world.machines.remove(id);
                changed.add(id);
            }
        }
        wanted.forEach((id, unavailability) -> {
            Optional<MachineInfo> before = Optional.ofNullable(world.machines.get(id));
            if (before.filter(known -> known.getUnavailability().equals(unavailability))
                    .isEmpty()) {
                world.machines.put(id, info(id, before, unavailability));
                changed.add(id);
            }
        });
        world.schedule = schedule;
        world.save();
        changed.forEach(this::tellAnew);
        return Reply.OK;
    }

    private static MachineInfo info(MachineID id, Optional<MachineInfo> before, Unavailability unavailability) {
        return before.map(MachineInfo::toBuilder)
                .orElseGet(() -> MachineInfo.newBuilder().setId(id).setMode(MachineInfo.Mode.DRAINING))
                .setUnavailability(unavailability)
                .build();
    }

    /** Whoever was offered something of these agents, or asked to leave them, is so again as things are now. */
    private void tellAnew(MachineID id) {
        for (Agent agent : on(id)) {
            offers.rescind(agent);
            inverseOffers.startAnew(agent);
        }
    }

    private List<Agent> on(MachineID id) {
        return world.agents.values().stream()
                .filter(agent -> of(agent.info.getHostname(), agent.ip).equals(id))
                .toList();
    }

    /** Machines go down: their agents are told to end, with all they run. */
    Reply start(List<MachineID> machines) {
        Optional<String> wrong = problem(machines).or(() -> notIn(machines, MachineInfo.Mode.DRAINING, "down"));
        if (wrong.isPresent()) {
            return Reply.bad(wrong.get());
        }
        for (MachineID machine : machines) {
            MachineID id = key(machine);
            world.machines.computeIfPresent(
                    id,
                    (known, info) ->
                            info.toBuilder().setMode(MachineInfo.Mode.DOWN).build());
            on(id).forEach(departures::maintained);
        }
        world.save();
        return Reply.OK;
    }

    /** Machines are up again, and in no window any more. */
    Reply stop(List<MachineID> machines) {
        Optional<String> wrong = problem(machines).or(() -> notIn(machines, MachineInfo.Mode.DOWN, "up"));
        if (wrong.isPresent()) {
            return Reply.bad(wrong.get());
        }
        Set<MachineID> up = new LinkedHashSet<>();
        machines.forEach(machine -> up.add(key(machine)));
        up.forEach(world.machines::remove);
        Schedule.Builder left = Schedule.newBuilder();
        for (Window window : world.schedule.getWindowsList()) {
            List<MachineID> still = window.getMachineIdsList().stream()
                    .filter(id -> !up.contains(key(id)))
                    .toList();
            if (!still.isEmpty()) {
                left.addWindows(window.toBuilder().clearMachineIds().addAllMachineIds(still));
            }
        }
        world.schedule = left.build();
        world.save();
        return Reply.OK;
    }

    ClusterStatus status() {
        ClusterStatus.Builder status = ClusterStatus.newBuilder();
        for (MachineInfo machine : world.machines.values()) {
            if (machine.getMode() == MachineInfo.Mode.DOWN) {
                status.addDownMachines(machine.getId());
            } else {
                ClusterStatus.DrainingMachine.Builder draining =
                        ClusterStatus.DrainingMachine.newBuilder().setId(machine.getId());
                on(machine.getId()).forEach(agent -> draining.addAllStatuses(inverseOffers.statuses(agent)));
                status.addDrainingMachines(draining);
            }
        }
        return status.build();
    }

    /** Whether an agent must not register: its machine is down. */
    static boolean isDown(World world, String hostname, String ip) {
        return Optional.ofNullable(world.machines.get(of(hostname, ip)))
                .filter(machine -> machine.getMode() == MachineInfo.Mode.DOWN)
                .isPresent();
    }

    private Optional<String> notIn(List<MachineID> machines, MachineInfo.Mode mode, String way) {
        return machines.stream()
                .filter(id -> Optional.ofNullable(world.machines.get(key(id)))
                        .filter(machine -> machine.getMode() == mode)
                        .isEmpty())
                .findFirst()
                .map(id -> "Machine '" + text(id) + "' is not in " + mode + " mode and cannot be brought " + way);
    }

    private Optional<String> problem(Schedule schedule) {
        Set<MachineID> all = new LinkedHashSet<>();
        for (Window window : schedule.getWindowsList()) {
            if (window.getMachineIdsCount() == 0) {
                return Optional.of("List of machines in the maintenance window is empty");
            }
            if (window.getUnavailability().getDuration().getNanoseconds() < 0) {
                return Optional.of("Unavailability 'duration' is negative");
            }
            Optional<String> wrong = problem(window.getMachineIdsList(), all);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return world.machines.values().stream()
                .filter(machine -> machine.getMode() == MachineInfo.Mode.DOWN && !all.contains(machine.getId()))
                .findFirst()
                .map(machine -> "Machine '" + text(machine.getId())
                        + "' is deactivated and cannot be removed from the schedule");
    }

    private static Optional<String> problem(List<MachineID> machines) {
        return machines.isEmpty() ? Optional.of("List of machines is empty") : problem(machines, new LinkedHashSet<>());
    }

    private static Optional<String> problem(List<MachineID> machines, Set<MachineID> seen) {
        for (MachineID id : machines) {
            if (id.getHostname().isEmpty() && id.getIp().isEmpty()) {
                return Optional.of("Both 'hostname' and 'ip' for a machine are empty");
            }
            if (!id.getIp().isEmpty() && !IPV4.matcher(id.getIp()).matches()) {
                return Optional.of("Failed to parse the IP '" + id.getIp() + "'");
            }
            if (!seen.add(key(id))) {
                return Optional.of("Machine '" + text(id) + "' appears more than once in the schedule");
            }
        }
        return Optional.empty();
    }

    private static String text(MachineID id) {
        List<String> parts = new ArrayList<>();
        if (!id.getHostname().isEmpty()) {
            parts.add("hostname: \"" + id.getHostname() + "\"");
        }
        if (!id.getIp().isEmpty()) {
            parts.add("ip: \"" + id.getIp() + "\"");
        }
        return String.join(" ", parts);
    }
}
