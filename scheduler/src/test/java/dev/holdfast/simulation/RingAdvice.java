package dev.holdfast.simulation;

import dev.holdfast.core.Claim;
import dev.holdfast.core.Command;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person does about nodes of a ring that are not well: about those that run as {@code CassandraAilments} says it; one that is down and has
 * left with the disk it has gets another, as its start says.
 */
final class RingAdvice {

    private RingAdvice() {}

    static Optional<Command> of(RingModel model) {
        return Stream.concat(running(model), stopped(model)).findFirst();
    }

    private static Stream<Command> running(RingModel model) {
        return model.processes().stream()
                .filter(process -> process.isReachable())
                .flatMap(process -> switch (process.mode) {
                    case DECOMMISSION_FAILED ->
                        Stream.of((Command) new Command.Restart(model.name, List.of(process.container.node)));
                    // Its next try takes all members; where one is lost, it would only be in the way of who takes that
                    // one's place.
                    case JOINING_FAILED -> Stream.of(whoCouldNotJoin(model, process.container.node));
                    case DECOMMISSIONED -> Stream.of((Command) new Command.Replace(model.name, process.container.node));
                    default -> Stream.<Command>empty();
                });
    }

    private static Command whoCouldNotJoin(RingModel model, NodeId node) {
        boolean all = model.members.keySet().stream()
                .allMatch(
                        host -> model.process(host).filter(RingProcess::serves).isPresent());
        return all ? new Command.Restart(model.name, List.of(node)) : new Command.Stop(model.name, List.of(node));
    }

    /** Whether a node ever was a full member with a disk that is still there. */
    static boolean wasMember(RingModel model, NodeId node) {
        return model.world.machines.stream()
                .flatMap(machine -> machine.volumes.values().stream())
                .filter(volume -> volume.node.equals(node.toString()))
                .flatMap(volume -> volume.contents.stream())
                .anyMatch(contents -> ((RingDisk) contents).bootstrapped);
    }

    private static Stream<Command> stopped(RingModel model) {
        return model.world.store.durable().nodesOf(model.name).stream()
                .filter(node -> node.state() == NodeState.STOPPED && isWanted(model, node))
                .filter(node ->
                        disk(model, node).filter(disk -> disk.decommissioned).isPresent())
                .map(node -> new Command.Replace(model.name, node.id()));
    }

    private static boolean isWanted(RingModel model, NodeRecord node) {
        return model.world
                .store
                .durable()
                .cluster(model.name)
                .flatMap(cluster -> cluster.spec().group(node.id().group()))
                .filter(group -> group.indexes().contains(node.id().index()))
                .isPresent();
    }

    private static Optional<RingDisk> disk(RingModel model, NodeRecord node) {
        String id = node.claim().map(Claim::persistenceId).orElse("");
        return model.world.machines.stream()
                .flatMap(machine -> Optional.ofNullable(machine.volumes.get(id)).stream())
                .flatMap(volume -> volume.contents.stream())
                .map(RingDisk.class::cast)
                .findFirst();
    }
}
