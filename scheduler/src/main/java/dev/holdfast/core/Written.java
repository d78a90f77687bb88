package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.TaskId;

/**
 * Where a chore beside a node writes, or wrote, what it says.
 *
 * @param chore its name
 * @param executor in whose sandbox its own is
 * @param containerId empty until Mesos told
 */
public record Written(String chore, TaskId task, ExecutorId executor, Agent agent, String containerId) {}
