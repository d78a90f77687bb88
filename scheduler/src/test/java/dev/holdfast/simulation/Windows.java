package dev.holdfast.simulation;

import dev.holdfast.core.Event;
import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Maintenance windows: who uses an agent is asked to leave it before a time, again and again until then, and offers from it say the
 * same. At that time its machine is switched off, whatever was answered, and is back at the end of the window. A window that is called
 * off is just not spoken of any more.
 */
final class Windows {

    private static final long FIRST_QUESTION = 1000;

    private final World world;
    private final TreeMap<String, Planned> planned = new TreeMap<>();
    private int number;

    /** A window of one machine, and how it is asked about. */
    private static final class Planned {
        final Machine machine;
        final long from;
        final long until;
        Optional<OfferId> asked = Optional.empty();
        long askAt;

        Planned(Machine machine, long from, long until, long askAt) {
            this.machine = machine;
            this.from = from;
            this.until = until;
            this.askAt = askAt;
        }
    }

    Windows(World world) {
        this.world = world;
    }

    /** @param switchOff what happens to the machine at the window's begin, for so many milliseconds */
    void announce(Machine machine, long in, long lasts, java.util.function.LongConsumer switchOff) {
        if (planned.containsKey(machine.hostname)) {
            return;
        }
        long now = world.agenda.millis();
        Planned window = new Planned(machine, now + in, now + in + lasts, now + FIRST_QUESTION);
        planned.put(machine.hostname, window);
        machine.unavailableFrom = Optional.of(world.agenda.now().plusMillis(in));
        machine.unavailableUntil = Optional.of(world.agenda.now().plusMillis(in + lasts));
        world.master.rescind(machine);
        world.agenda.at(window.from, () -> {
            if (planned.get(machine.hostname) == window) {
                world.trace.line("operator", "takes " + machine.hostname + " down for maintenance");
                switchOff.accept(lasts);
            }
        });
        world.agenda.at(window.until, () -> end(window));
    }

    void callOff(Machine machine) {
        Optional.ofNullable(planned.get(machine.hostname)).ifPresent(window -> {
            world.trace.line("operator", "calls the maintenance of " + machine.hostname + " off");
            end(window);
        });
    }

    private void end(Planned window) {
        if (planned.get(window.machine.hostname) == window) {
            planned.remove(window.machine.hostname);
            window.machine.unavailableFrom = Optional.empty();
            window.machine.unavailableUntil = Optional.empty();
            world.master.rescind(window.machine);
            window.asked.ifPresent(id -> world.master.tell(new Event.InverseRescinded(id)));
        }
    }

    /** Once a second: whoever uses an agent is asked. */
    void pass() {
        long now = world.agenda.millis();
        for (Planned window : planned.values()) {
            boolean inUse = !window.machine.live().isEmpty() && world.master.isRegistered(window.machine);
            if (inUse && window.asked.isEmpty() && window.askAt <= now) {
                number++;
                OfferId id = new OfferId(String.format(Locale.ROOT, "I%06d", number));
                window.asked = Optional.of(id);
                world.master.tell(new Event.InverseOffered(List.of(new InverseOffer(
                        id,
                        Optional.of(window.machine.id),
                        window.machine.unavailableFrom.orElseThrow(),
                        Optional.of(Duration.ofMillis(window.until - window.from))))));
            }
        }
    }

    /** Accepted or declined: either way it is asked again after a while. */
    void answered(List<OfferId> offers, double refuseSeconds) {
        for (Planned window : planned.values()) {
            if (window.asked.filter(offers::contains).isPresent()) {
                window.asked = Optional.empty();
                window.askAt = world.agenda.millis() + Math.round(refuseSeconds * 1000);
            }
        }
    }

    /** The framework came anew: what it was asked is forgotten. */
    void forgetAll() {
        for (Planned window : planned.values()) {
            window.asked = Optional.empty();
            window.askAt = world.agenda.millis() + FIRST_QUESTION;
        }
    }
}
