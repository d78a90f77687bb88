/**
 * The shell around {@code core}: one queue, one thread; persist, then act.
 *
 * <p>{@link dev.holdfast.engine.Engine} is the loop. {@link dev.holdfast.engine.Outside} is all it can do to the world; looks at
 * databases and chores run on worker threads and come back as events. This room decides nothing.
 */
@NullMarked
package dev.holdfast.engine;

import org.jspecify.annotations.NullMarked;
