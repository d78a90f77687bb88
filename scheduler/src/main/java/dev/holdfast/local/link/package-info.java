/**
 * What the embedded master and its agents say to each other.
 *
 * <p>Mesos keeps this conversation private between its own processes, so it is ours to choose: an agent opens one long
 * connection to the master ({@code POST /agent-link} with a {@link dev.holdfast.local.link.ToMaster.Register}) and
 * reads RecordIO records of {@link dev.holdfast.local.link.ToAgent} from it; all else it says is posted to
 * {@code /agent-link/{agentId}}. The answer is 202; 404 or 409 mean that the agent must register again. Both carry the
 * public v1 messages wherever there is one.
 *
 * <p>Resources of tasks and executors keep their allocation; those of operations and of agents have none. A task
 * outside a group travels with an executor that has the task's id, the task's command, and no type.
 */
@NullMarked
package dev.holdfast.local.link;

import org.jspecify.annotations.NullMarked;
