package dev.holdfast.simulation;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Software;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scheduler processes: who leads, who is dead, who stands still. */
final class Schedulers {

    private static final long SESSION = 8000;

    private final World world;
    private final List<SchedulerProcess> processes = new ArrayList<>();
    private boolean down;
    /** Whether software can be had. */
    boolean hasSoftware = true;

    Schedulers(World world) {
        this.world = world;
    }

    /** The process that leads by the store's word; empty while none lives. */
    Optional<SchedulerProcess> leader() {
        return processes.stream()
                .filter(process -> process.isAlive() && process.epoch() == world.store.epoch())
                .findFirst();
    }

    void elect() {
        long epoch = world.store.lead();
        SchedulerProcess next = new SchedulerProcess(world, processes.size() + 1, epoch, world.mind());
        processes.add(next);
        world.trace.line(next.name(), "leads in epoch " + epoch);
        next.begin();
    }

    void crash(SchedulerProcess process) {
        process.die("killed");
    }

    /** Another takes over a while after the leader died. */
    void died(SchedulerProcess process) {
        if (process.epoch() == world.store.epoch()) {
            world.agenda.in(world.chance.nextInt(500, 12_000), () -> {
                if (leader().isEmpty() && !down) {
                    elect();
                }
            });
        }
    }

    /** An operator stops them all, also those that stand still, and lets none begin. */
    void stopAll() {
        down = true;
        living().forEach(process -> process.die("stopped by an operator"));
    }

    boolean areDown() {
        return down;
    }

    void startAgain() {
        down = false;
        elect();
    }

    /** A process stands still. If that is for longer than its session lasts, another leads, and the old one does not know. */
    void pause(SchedulerProcess process, long millis) {
        process.freeze();
        world.trace.line(process.name(), "stands still for " + millis + " ms");
        world.agenda.in(SESSION, () -> {
            if (process.isAlive() && process.isPaused() && process.epoch() == world.store.epoch()) {
                elect();
            }
        });
        boolean notices = world.chance.nextInt(4) == 0;
        world.agenda.in(millis, () -> {
            if (process.isAlive()) {
                world.trace.line(process.name(), "goes on");
                process.thaw(notices);
            }
        });
    }

    /** What an agent gets from a process's listener. */
    Optional<String> fetch(String uri) {
        String[] parts = uri.split("/", -1);
        String host = parts[2].substring(0, parts[2].indexOf(':'));
        return processes.stream()
                .filter(process -> process.name().equals(host) && process.isAlive() && !process.isPaused())
                .findFirst()
                .flatMap(process -> Optional.ofNullable(process.served.get(parts[4])));
    }

    void prepare(SchedulerProcess process, Effect.Prepare prepare) {
        Software software = hasSoftware
                ? new Software.Ready(List.of(new Software.File("db.jar", "lib/db.jar", "ab".repeat(32), 10, false)))
                : new Software.Missing(prepare.software() + " is nowhere", "name another");
        world.agenda.in(20, () -> process.hear(new Event.SoftwareIs(prepare.key(), software)));
        if (!hasSoftware) {
            world.agenda.in(15_000, () -> process.hear(new Event.SoftwareIs(prepare.key(), new Software.Unasked())));
        }
    }

    /** When agents and people look on: processes that live, oldest first. */
    List<SchedulerProcess> living() {
        return processes.stream().filter(SchedulerProcess::isAlive).toList();
    }
}
