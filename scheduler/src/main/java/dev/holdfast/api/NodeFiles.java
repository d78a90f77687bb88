package dev.holdfast.api;

import dev.holdfast.engine.AgentFiles;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.NodeId;
import java.util.Optional;

/** Reads what a node's process has written in its sandbox. */
@FunctionalInterface
public interface NodeFiles {

    /**
     * A part of a file of the node's newest launch, or of a chore beside it; empty while that cannot be known.
     *
     * @param chore name of the chore beside the node that is under way, or of the last of that name; empty for the node's own process
     * @param file {@code stdout} or {@code stderr}
     * @param offset in bytes; negative counts from the end
     */
    Optional<AgentFiles.Part> read(NodeId node, String chore, String file, long offset, int length)
            throws OperatorException, InterruptedException;
}
