package dev.holdfast.plan;

import dev.holdfast.database.NodeView;
import java.util.Optional;

/**
 * What a step needs to know of its node beyond what rules see.
 *
 * @param goal it was last given
 * @param held reservation and volume are there, of the size the target wants
 * @param over no process of it runs, certainly
 * @param released nothing of it is left on Mesos
 * @param current its running process was started with the target's inputs
 * @param waiting why the core does not get it to its goal yet
 * @param cutOff its agent is unreachable: whether a process of it still runs there is not known
 * @param unknownPast its volume may have been written on by a process that no record tells of, as after a person gave it back
 */
public record NodeStatus(
        NodeView view,
        Goal goal,
        boolean held,
        boolean over,
        boolean released,
        boolean current,
        Optional<Reason> waiting,
        boolean cutOff,
        boolean unknownPast) {}
