package dev.holdfast.core;

import static dev.holdfast.core.NodeState.CREATING;
import static dev.holdfast.core.NodeState.LAUNCHING;
import static dev.holdfast.core.NodeState.LOST;
import static dev.holdfast.core.NodeState.READY;
import static dev.holdfast.core.NodeState.RELEASED;
import static dev.holdfast.core.NodeState.REMOVING;
import static dev.holdfast.core.NodeState.RESERVING;
import static dev.holdfast.core.NodeState.RUNNING;
import static dev.holdfast.core.NodeState.STARTING;
import static dev.holdfast.core.NodeState.STOPPED;
import static dev.holdfast.core.NodeState.STOPPING;
import static dev.holdfast.core.NodeState.UNREACHABLE;
import static dev.holdfast.core.NodeState.WANTED;

import java.util.EnumMap;
import java.util.Map;

/**
 * The transition table of a node's life on Mesos. What is not in it leaves the node where it is: Mesos repeats itself, and an old
 * word must not move a node backwards.
 */
final class NodeLife {

    /** What can happen to a node. */
    enum Trigger {
        /** RESERVE was written down and is being sent. */
        RESERVE_SENT,
        /** The reservation is there; CREATE was written down and is being sent. */
        CREATE_SENT,
        /** The volume is there. */
        VOLUME_SEEN,
        /** RESERVE or CREATE failed, or nobody answered in time. */
        CLAIM_FAILED,
        /** A person gave it a volume that no record told of. */
        ADOPTED,
        /** LAUNCH_GROUP was written down and is being sent. */
        LAUNCH_SENT,
        TASK_STARTING,
        TASK_RUNNING,
        /** The database calls it ready; or, again, not. */
        READY_SEEN,
        UNREADY_SEEN,
        KILL_SENT,
        /** It runs, and a kill decided before the connection was lost was never heard and is no longer wanted. */
        KILL_UNHEARD,
        TASK_KILLING,
        /** The process is certainly over. */
        TASK_OVER,
        TASK_UNREACHABLE,
        /** The agent will not come back, by an operator's word. */
        AGENT_GONE,
        /** DESTROY and UNRESERVE were written down and are being sent. */
        RELEASE_SENT,
        /** DESTROY or UNRESERVE failed. */
        RELEASE_FAILED,
        /** Nothing is left of it. */
        ALL_RELEASED,
        /** It is no longer wanted, and in its agent's place is one without what it held; or a person says that it never comes back. */
        CLAIM_GONE
    }

    private static final Map<NodeState, Map<Trigger, NodeState>> TABLE = new EnumMap<>(NodeState.class);

    static {
        on(WANTED, Trigger.RESERVE_SENT, RESERVING);
        on(WANTED, Trigger.ADOPTED, STOPPED);
        on(WANTED, Trigger.ALL_RELEASED, RELEASED);

        on(RESERVING, Trigger.CREATE_SENT, CREATING);
        on(RESERVING, Trigger.VOLUME_SEEN, STOPPED);
        on(RESERVING, Trigger.CLAIM_FAILED, WANTED);

        on(CREATING, Trigger.VOLUME_SEEN, STOPPED);
        on(CREATING, Trigger.CLAIM_FAILED, WANTED);

        on(STOPPED, Trigger.LAUNCH_SENT, LAUNCHING);
        on(STOPPED, Trigger.RELEASE_SENT, REMOVING);
        on(STOPPED, Trigger.AGENT_GONE, LOST);
        on(STOPPED, Trigger.ALL_RELEASED, RELEASED);
        on(STOPPED, Trigger.CLAIM_GONE, RELEASED);

        on(LAUNCHING, Trigger.TASK_STARTING, STARTING);
        on(LAUNCHING, Trigger.TASK_RUNNING, RUNNING);
        on(LAUNCHING, Trigger.KILL_SENT, STOPPING);
        on(LAUNCHING, Trigger.TASK_KILLING, STOPPING);
        on(LAUNCHING, Trigger.TASK_OVER, STOPPED);
        on(LAUNCHING, Trigger.TASK_UNREACHABLE, UNREACHABLE);
        on(LAUNCHING, Trigger.AGENT_GONE, LOST);

        on(STARTING, Trigger.TASK_RUNNING, RUNNING);
        on(STARTING, Trigger.KILL_SENT, STOPPING);
        on(STARTING, Trigger.TASK_KILLING, STOPPING);
        on(STARTING, Trigger.TASK_OVER, STOPPED);
        on(STARTING, Trigger.TASK_UNREACHABLE, UNREACHABLE);
        on(STARTING, Trigger.AGENT_GONE, LOST);

        on(RUNNING, Trigger.READY_SEEN, READY);
        on(RUNNING, Trigger.KILL_SENT, STOPPING);
        on(RUNNING, Trigger.TASK_KILLING, STOPPING);
        on(RUNNING, Trigger.TASK_OVER, STOPPED);
        on(RUNNING, Trigger.TASK_UNREACHABLE, UNREACHABLE);
        on(RUNNING, Trigger.AGENT_GONE, LOST);

        on(READY, Trigger.UNREADY_SEEN, RUNNING);
        on(READY, Trigger.KILL_SENT, STOPPING);
        on(READY, Trigger.TASK_KILLING, STOPPING);
        on(READY, Trigger.TASK_OVER, STOPPED);
        on(READY, Trigger.TASK_UNREACHABLE, UNREACHABLE);
        on(READY, Trigger.AGENT_GONE, LOST);

        on(STOPPING, Trigger.KILL_UNHEARD, STARTING);
        on(STOPPING, Trigger.TASK_OVER, STOPPED);
        on(STOPPING, Trigger.TASK_UNREACHABLE, UNREACHABLE);
        on(STOPPING, Trigger.AGENT_GONE, LOST);

        // No volume that is in use is offered: the agent is back, under whatever id, and the process is not.
        on(UNREACHABLE, Trigger.VOLUME_SEEN, STOPPED);
        on(UNREACHABLE, Trigger.TASK_RUNNING, RUNNING);
        on(UNREACHABLE, Trigger.TASK_STARTING, STARTING);
        on(UNREACHABLE, Trigger.TASK_KILLING, STOPPING);
        on(UNREACHABLE, Trigger.TASK_OVER, STOPPED);
        on(UNREACHABLE, Trigger.AGENT_GONE, LOST);
        on(UNREACHABLE, Trigger.CLAIM_GONE, RELEASED);

        // An operator's word may have been wrong: the volume in an offer proves that it is still there.
        on(LOST, Trigger.VOLUME_SEEN, STOPPED);
        on(LOST, Trigger.ALL_RELEASED, RELEASED);
        on(LOST, Trigger.ADOPTED, STOPPED);

        on(REMOVING, Trigger.RELEASE_FAILED, STOPPED);
        on(REMOVING, Trigger.ALL_RELEASED, RELEASED);
    }

    private NodeLife() {}

    private static void on(NodeState from, Trigger trigger, NodeState to) {
        TABLE.computeIfAbsent(from, state -> new EnumMap<>(Trigger.class)).put(trigger, to);
    }

    /** Where this trigger takes a node that is in that state; the same state where it means nothing. */
    static NodeState next(NodeState from, Trigger trigger) {
        Map<Trigger, NodeState> row = TABLE.get(from);
        return row == null ? from : row.getOrDefault(trigger, from);
    }
}
