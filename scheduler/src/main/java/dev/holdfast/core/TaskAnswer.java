package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.model.TaskState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The answer to whatever Mesos can report of a task: docs/faults.md has the same table in prose.
 *
 * <ol>
 *   <li>What only says that nobody can see a task (UNREACHABLE, LOST, UNKNOWN) ends nothing: the node waits.
 *   <li>What is over is launched again on the same volume. A process that ended by its own doing is counted, and waits longer from
 *       time to time; what the cluster did to it is not counted.
 *   <li>A launch that was refused is not repeated unchanged.
 *   <li>What an operator took away is not taken back: a drained agent is waited for, one marked gone makes the node lost.
 * </ol>
 *
 * @param trigger how its node moves
 * @param fault whose doing it is
 * @param cause for people, empty where the state says it all; with what may help
 */
record TaskAnswer(Trigger trigger, Fault fault, String cause, String remedy) {

    /** Whose doing the end of a task is. */
    enum Fault {
        /** It is not over. */
        NOT_OVER,
        /** It ended by itself: counted, with a delay that doubles, and parked at last. */
        ITS_OWN,
        /** The cluster's: not counted, launched again as soon as the volume is offered. */
        NOT_ITS_OWN,
        /** Its launch was refused: once made anew, then parked. */
        REFUSED,
        /** An operator empties its agent: waits for that agent, nothing is counted or replaced. */
        DRAINED,
        /** An operator gave its agent up: the node is lost, and replaced behind its package's gates. */
        GIVEN_UP
    }

    private record Cause(Fault fault, String text, String remedy) {}

    /** Reasons that say more than the state of a task that is over. One that is not listed is the process's own doing. */
    private static final Map<String, Cause> REASONS = new TreeMap<>();

    static {
        its("CONTAINER_LIMITATION_MEMORY", "out of memory", "give it more: holdfast set CLUSTER GROUP.memory=SIZE");
        its("CONTAINER_LIMITATION_DISK", "its disk is full", "give it more: holdfast set CLUSTER GROUP.disk=SIZE");
        its("CONTAINER_LIMITATION", "a limit of its container was reached", "see the agent's log");
        its("CONTAINER_LAUNCH_FAILED", "its container could not be started", "see the agent's log");
        its("CONTAINER_UPDATE_FAILED", "its container could not be changed", "see the agent's log");
        its("COMMAND_EXECUTOR_FAILED", "", "");
        its("EXECUTOR_TERMINATED", "its executor ended", "see the agent's log");
        its("EXECUTOR_UNREGISTERED", "its executor ended before it was known", "see the agent's log");
        its("EXECUTOR_REGISTRATION_TIMEOUT", "its executor did not report in time", "see the agent's log");
        its("EXECUTOR_REREGISTRATION_TIMEOUT", "its executor did not come back to its agent in time", "");
        its("IO_SWITCHBOARD_EXITED", "what carries its output ended", "see the agent's log");
        its("MAX_COMPLETION_TIME_REACHED", "it ran longer than a task may", "");
        others("AGENT_DISCONNECTED", "its agent was away");
        others("AGENT_REMOVED", "its agent was removed");
        others("AGENT_REREGISTERED", "its agent came back without it");
        others("AGENT_RESTARTED", "its agent was started anew");
        others("AGENT_UNKNOWN", "its agent is not known");
        others("CONTAINER_PREEMPTED", "its place was given to another");
        others("GC_ERROR", "its agent was clearing up");
        others("INVALID_OFFERS", "its offer was no longer valid");
        others("MASTER_DISCONNECTED", "the master was away");
        others("RESOURCES_UNKNOWN", "its agent did not know its resources yet");
        others("TASK_KILLED_DURING_LAUNCH", "it was ended while it began");
        others("TASK_UNKNOWN", "its agent does not know it");
        for (String reason : List.of("TASK_INVALID", "TASK_GROUP_INVALID")) {
            REASONS.put(reason, new Cause(Fault.REFUSED, "its description is not taken", ""));
        }
        for (String reason : List.of("TASK_UNAUTHORIZED", "TASK_GROUP_UNAUTHORIZED")) {
            String remedy = "let the framework's principal run tasks as this user";
            REASONS.put(reason, new Cause(Fault.REFUSED, "the framework may not run it", remedy));
        }
        REASONS.put("AGENT_DRAINING", new Cause(Fault.DRAINED, "an operator drains its agent", ""));
        REASONS.put("AGENT_REMOVED_BY_OPERATOR", new Cause(Fault.GIVEN_UP, "an operator marked its agent gone", ""));
    }

    private static void its(String reason, String text, String remedy) {
        REASONS.put(reason, new Cause(Fault.ITS_OWN, text, remedy));
    }

    private static void others(String reason, String text) {
        REASONS.put(reason, new Cause(Fault.NOT_ITS_OWN, text, ""));
    }

    /** The answer to a state with a reason; a reason that is empty, or not known to us, says no more than the state. */
    static TaskAnswer to(TaskState state, String reason) {
        Cause cause = REASONS.getOrDefault(reason, new Cause(Fault.ITS_OWN, "", ""));
        return switch (state) {
            case STAGING, STARTING -> new TaskAnswer(Trigger.TASK_STARTING, Fault.NOT_OVER, "", "");
            case RUNNING -> new TaskAnswer(Trigger.TASK_RUNNING, Fault.NOT_OVER, "", "");
            case KILLING -> new TaskAnswer(Trigger.TASK_KILLING, Fault.NOT_OVER, "", "");
            case LOST, UNREACHABLE, UNKNOWN ->
                new TaskAnswer(Trigger.TASK_UNREACHABLE, Fault.NOT_OVER, cause.text(), "");
            case FINISHED, FAILED, KILLED -> over(cause.fault(), cause);
            case DROPPED, GONE -> over(Fault.NOT_ITS_OWN, cause);
            case ERROR -> over(Fault.REFUSED, cause);
            case GONE_BY_OPERATOR ->
                new TaskAnswer(Trigger.AGENT_GONE, Fault.GIVEN_UP, "an operator marked its agent gone", "");
        };
    }

    private static TaskAnswer over(Fault fault, Cause cause) {
        return new TaskAnswer(Trigger.TASK_OVER, fault, cause.text(), cause.remedy());
    }

    /** All reasons that are told apart, without Mesos's prefix. */
    static Set<String> reasons() {
        return Collections.unmodifiableSet(REASONS.keySet());
    }
}
