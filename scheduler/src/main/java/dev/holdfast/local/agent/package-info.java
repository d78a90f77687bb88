/**
 * One agent of the embedded Mesos: real processes, sandboxes and volumes on this machine.
 *
 * <p>{@link dev.holdfast.local.agent.LocalAgent} is one agent, from {@link dev.holdfast.local.agent.AgentConfig}; many
 * may live in one program. It feeds what happens into {@link dev.holdfast.local.agent.core.AgentCore}, one event at a
 * time on one thread, saves the state, then does what the core says. Tasks outlive the agent and are found again. Cpu
 * and memory are accounted and not enforced. The room knows the v1 messages and the link to the master, and nothing of
 * who schedules.
 */
@NullMarked
package dev.holdfast.local.agent;

import org.jspecify.annotations.NullMarked;
