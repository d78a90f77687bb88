package dev.holdfast.model;

import java.util.List;
import java.util.SortedMap;

/**
 * A task as launched.
 *
 * @param name what discovery calls it: {@code broker-2.orders}
 * @param command run by a shell; must end in {@code exec}, so that the database itself gets the signals
 * @param user the user to run as; empty for the framework's
 * @param graceSeconds between SIGTERM and SIGKILL
 * @param volumes directories of the executor's sandbox to see in the task's
 * @param ports by name, for discovery
 */
public record TaskSpec(
        TaskId id,
        String name,
        AgentId agentId,
        Resources resources,
        String command,
        String user,
        List<Variable> environment,
        List<Fetch> fetches,
        double graceSeconds,
        List<ParentVolume> volumes,
        SortedMap<String, Integer> ports,
        SortedMap<String, String> labels) {

    /**
     * An environment variable. A secret one travels as a Mesos secret; until just before it is sent, its value is but
     * the name of a secret of the scheduler's.
     */
    public record Variable(String name, String value, boolean secret) {

        @Override
        public String toString() {
            return name + "=" + (secret ? "***" : value);
        }
    }

    /** A file the agent fetches before the start and puts at {@code path}, relative to the sandbox. */
    public record Fetch(String uri, String path, boolean cache, boolean executable, boolean extract) {}

    /** A directory {@code parentPath} of the executor's sandbox, seen as {@code path} in the task's. */
    public record ParentVolume(String parentPath, String path) {}
}
