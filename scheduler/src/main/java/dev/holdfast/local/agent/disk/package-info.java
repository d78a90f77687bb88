/**
 * What an embedded agent keeps on disk: its checkpoint, sandboxes, persistent volumes.
 *
 * <p>{@link dev.holdfast.local.agent.disk.AgentLayout} says where everything is, {@link
 * dev.holdfast.local.agent.disk.Checkpoint} writes and reads the agent's state so that it is whole after any crash,
 * {@link dev.holdfast.local.agent.disk.Sandboxes} and {@link dev.holdfast.local.agent.disk.Volumes} make and remove
 * directories. The room decides nothing, starts nothing and speaks to nobody.
 */
@NullMarked
package dev.holdfast.local.agent.disk;

import org.jspecify.annotations.NullMarked;
