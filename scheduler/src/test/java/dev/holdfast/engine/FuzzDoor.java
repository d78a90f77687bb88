package dev.holdfast.engine;

import dev.holdfast.core.Event;
import dev.holdfast.mesos.MesosEvent;
import java.util.Optional;

/** Lets what Mesos says into the loop as the scheduler does. */
public final class FuzzDoor {

    private FuzzDoor() {}

    public static Optional<Event> event(MesosEvent said) {
        return MesosIntake.event(said);
    }
}
