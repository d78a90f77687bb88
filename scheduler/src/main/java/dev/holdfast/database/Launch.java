package dev.holdfast.database;

import dev.holdfast.model.TaskSpec;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one incarnation of a node is started: computed once, stored with the launch intent, served unchanged by any leader.
 *
 * @param software names of the artifact sets it needs, put below {@code lib/}: {@code kafka-4.3.1}
 * @param files rendered files by path relative to the sandbox
 * @param command for the shell, ending in {@code exec}
 * @param volumePath where the volume is seen, relative to the sandbox
 * @param graceSeconds from SIGTERM to SIGKILL
 */
public record Launch(
        List<String> software,
        SortedMap<String, String> files,
        String command,
        List<TaskSpec.Variable> environment,
        String volumePath,
        double graceSeconds) {

    public Launch {
        software = List.copyOf(software);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        environment = List.copyOf(environment);
    }
}
