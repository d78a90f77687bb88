/**
 * The processes of an embedded agent's tasks.
 *
 * <p>{@link dev.holdfast.local.agent.process.TaskProcesses} starts them so that they outlive the agent, finds them
 * again, and tells how they ended; {@link dev.holdfast.local.agent.process.ProcessTable} is what the machine says about
 * processes; {@link dev.holdfast.local.agent.process.Prober} takes health checks and checks. The room knows no master
 * and decides nothing: it is told what to start and signal, and reports what happened.
 */
@NullMarked
package dev.holdfast.local.agent.process;

import org.jspecify.annotations.NullMarked;
