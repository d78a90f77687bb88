package dev.holdfast.model;

import java.util.List;
import java.util.Optional;

/** One thing asked of Mesos in an ACCEPT. Those that carry an id are answered by an {@link OperationStatus}. */
public sealed interface Operation {

    record Reserve(Optional<OperationId> id, Resources resources) implements Operation {}

    record Unreserve(Optional<OperationId> id, Resources resources) implements Operation {}

    record Create(Optional<OperationId> id, Resources volumes) implements Operation {}

    record Destroy(Optional<OperationId> id, Resources volumes) implements Operation {}

    record LaunchGroup(ExecutorSpec executor, List<TaskSpec> tasks) implements Operation {}
}
