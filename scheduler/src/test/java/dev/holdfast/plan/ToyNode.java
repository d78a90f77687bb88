package dev.holdfast.plan;

import dev.holdfast.database.NodeView;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node of the toy world. */
final class ToyNode {

    final NodeId id;
    Goal goal = Goal.STOPPED;
    boolean placed;
    boolean sized;
    boolean up;
    boolean everLaunched;
    boolean released;
    /** Whether its agent is away. */
    boolean cutOff;
    /** Whether its process, while up, shows any sign of life. */
    boolean alive = true;
    /** Whether its process, once up, comes to be ready. */
    boolean healthy = true;
    /** Whether a process of it stays up at all. */
    boolean starts = true;
    /** Whether its process ends when asked. */
    boolean stops = true;

    /** Whether its volume was given back to it, and may be written on. */
    boolean givenBack;

    /** Of the present volume; 0 if none. */
    int incarnation;

    int launches;
    int generation = 1;
    SortedMap<String, String> inputs = new TreeMap<>();
    Optional<Reason> waiting = Optional.empty();

    ToyNode(NodeId id) {
        this.id = id;
    }

    NodeView view() {
        return new NodeView(
                id,
                placed,
                placed ? Optional.of(new AgentId("agent-" + id.shortName())) : Optional.empty(),
                placed ? "host" : "",
                placed ? "127.0.0.2" : "",
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                everLaunched,
                up,
                incarnation,
                inputs,
                generation);
    }

    NodeStatus status(SortedMap<String, String> wanted) {
        return new NodeStatus(
                view(),
                goal,
                placed && sized,
                !up && !cutOff,
                released,
                incarnation > 0 && inputs.equals(wanted),
                waiting,
                cutOff,
                givenBack);
    }
}
