package dev.holdfast.placement;

import dev.holdfast.model.NodeId;

/**
 * Why one agent's offer did not serve one need.
 *
 * @param rule {@code cpus}, {@code memory}, {@code disk}, {@code port}, {@code constraint}, {@code maintenance}, {@code
 *     zone}
 * @param text one line with the numbers: {@code 0.4 of 1.0 cpus free}
 * @param everFits false if this agent could not serve it even when empty
 */
public record Refusal(NodeId node, String hostname, String rule, String text, boolean everFits) {}
