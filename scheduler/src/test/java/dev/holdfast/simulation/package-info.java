/**
 * Far more faults than anyone could try by hand, in one thread and without a clock: the real core, the engine's protocol and the
 * packages' real rules against a made-up master, agents, databases, network and store.
 *
 * <p>{@link dev.holdfast.simulation.Run} plays one seed: a list of {@link dev.holdfast.simulation.Fault}s is made from it beforehand,
 * each happens at its time, and after every event {@link dev.holdfast.simulation.Watchdog} asks whether the promises of DESIGN §4
 * hold. The same seed makes the same run, to the last message. {@code docs/simulator.md} says how to read one that fails.
 *
 * <p>It sees of the core what everybody sees: states, facts and effects. It must not know how a decision is come to.
 */
@NullMarked
package dev.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
