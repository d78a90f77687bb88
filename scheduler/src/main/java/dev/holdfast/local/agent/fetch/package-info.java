/**
 * Brings files into sandboxes, as Mesos's fetcher does.
 *
 * <p>{@link dev.holdfast.local.agent.fetch.Fetcher} takes the URIs of a command one by one; what is marked for the
 * cache comes through {@link dev.holdfast.local.agent.fetch.ArtifactCache}, which fetches each URI once for all agents
 * that share its directory and hands out links to the one copy. {@link dev.holdfast.local.agent.fetch.Archives}
 * unpacks. The room knows no tasks beyond their command.
 */
@NullMarked
package dev.holdfast.local.agent.fetch;

import org.jspecify.annotations.NullMarked;
