/**
 * Real databases, and the model of CrateDB, on the embedded Mesos: real processes, each with a workload that counts acknowledged
 * writes through the operation under test.
 *
 * <p>Its main type is {@link dev.holdfast.real.RealHouse}: a master, agents and a scheduler, each in a process that can be killed,
 * ended together with everything they started. Waits have a stated maximum; nothing here may look into the scheduler but through
 * the published picture.
 */
@NullMarked
package dev.holdfast.real;

import org.jspecify.annotations.NullMarked;
