/**
 * An embedded agent's HTTP API: the parts of the v1 agent API that schedulers use, and the files of sandboxes.
 *
 * <p>{@link dev.holdfast.local.agent.http.AgentApi} answers from the state the agent last published and from the disk;
 * it changes nothing. {@link dev.holdfast.local.agent.http.SandboxFiles} decides which paths may be read at all.
 */
@NullMarked
package dev.holdfast.local.agent.http;

import org.jspecify.annotations.NullMarked;
