/**
 * What an embedded agent decides, without doing any of it.
 *
 * <p>{@link dev.holdfast.local.agent.core.AgentCore} takes one {@link dev.holdfast.local.agent.core.AgentEvent} at a
 * time and answers with {@link dev.holdfast.local.agent.core.AgentEffect}s: what to start, signal, probe, send. It
 * holds the semantics of Mesos's default executor (groups, kill grace, health checks), the acknowledged stream of task
 * updates, and the agent's resources. The room is pure: no files, processes, threads, clock or chance; the same code
 * runs under the real agent and under a simulated one.
 */
@NullMarked
package dev.holdfast.local.agent.core;

import org.jspecify.annotations.NullMarked;
