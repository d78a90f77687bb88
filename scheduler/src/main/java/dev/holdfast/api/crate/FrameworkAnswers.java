package dev.holdfast.api.crate;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What travels, in the framework's own shapes and names: each answer is a status and a message. */
public final class FrameworkAnswers {

    static final String SUCCESS = "SUCCESS";

    private FrameworkAnswers() {}

    /** Asks for so many nodes; what is not given is 0, as it was. */
    public record FrameworkResize(Optional<Integer> instances) {}

    /** Done. */
    public record FrameworkAnswer(int status, String message) {}

    /**
     * Refused; nothing has changed. The reason was not in the framework's own answers.
     *
     * @param message as the framework said it
     * @param reason why in this case, and what to do
     */
    public record FrameworkRefusal(int status, String message, String reason) {}

    /** The cluster. */
    public record FrameworkState(int status, FrameworkMessage message) {}

    /**
     * What is known of it.
     *
     * @param excludedSlaves ids of agents that lack a directory of the host, by what is missing
     */
    public record FrameworkMessage(
            String mesosMaster,
            FrameworkInstances instances,
            SortedMap<String, List<String>> excludedSlaves,
            FrameworkCluster cluster,
            FrameworkResources resources,
            FrameworkApi api) {}

    /** Nodes with data: as many as shall run, and as run. */
    public record FrameworkInstances(int desired, int running) {}

    /** @param nodeCount of the target, which a shutdown leaves as it is */
    public record FrameworkCluster(String version, String name, int httpPort, int nodeCount) {}

    /** Of each node with data: megabytes, cpus. */
    public record FrameworkResources(double memory, double heap, double cpus, double disk) {}

    public record FrameworkApi(int apiPort) {}
}
