package dev.holdfast.store;

import dev.holdfast.core.Fact;
import java.util.List;

/** A store whose whole content can be taken elsewhere. */
interface Portable extends Store {

    /** Whether nothing was ever committed to it. */
    boolean isEmpty();

    /** Everything in it: records, accepted targets, and what was told, oldest first. */
    List<Fact> everything();
}
