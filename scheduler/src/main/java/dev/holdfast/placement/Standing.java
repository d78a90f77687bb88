package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.NodeId;

/** A node that already stands on an agent, or was just promised to it. */
public record Standing(NodeId node, Agent agent) {}
