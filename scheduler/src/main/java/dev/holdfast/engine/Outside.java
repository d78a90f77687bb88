package dev.holdfast.engine;

import dev.holdfast.core.Effect;

/** The world, as far as effects reach. */
@FunctionalInterface
public interface Outside {

    /** Sets an effect on its way and returns at once; what comes of it comes back as an event. */
    void act(Effect effect);
}
