package dev.holdfast.simulation;

import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a Kafka cluster would lose without some of its volumes, what its users would miss without a node, and what is left to do. */
final class KafkaJudge {

    private static final long HALF_A_MINUTE = 30_000;

    private final KafkaModel model;

    KafkaJudge(KafkaModel model) {
        this.model = model;
    }

    /** A partition has a new leader, which must have all that clients were told is safe. */
    void leads(KafkaPartition partition) {
        KafkaNode leader = model.nodes.get(partition.leader);
        if (leader != null && !leader.disk.log(partition.id).hasAll(partition.acknowledged)) {
            throw new BrokenPromise(
                    "write-lost",
                    model.name + ": " + partition.id + " is led by " + leader.container.node + ", which lacks some of "
                            + partition.acknowledged.size() + " records that clients were told are safe");
        }
    }

    private List<Volume> volumes() {
        return model.world.machines.stream()
                .flatMap(machine -> machine.volumes.values().stream())
                .filter(volume -> volume.node.startsWith(model.name + "/") && volume.contents.isPresent())
                .toList();
    }

    private static int idOf(Volume volume) {
        int dash = volume.node.lastIndexOf('-');
        int index = Integer.parseInt(volume.node.substring(dash + 1));
        return volume.node.contains("/" + KafkaIds.CONTROLLER) ? KafkaIds.FIRST_CONTROLLER + index : index;
    }

    private static KafkaDisk disk(Volume volume) {
        return (KafkaDisk) volume.contents.orElseThrow();
    }

    /** What would be lost without these volumes; empty if nothing. */
    private Optional<String> lostWithout(List<Volume> going) {
        List<Volume> left =
                volumes().stream().filter(volume -> !going.contains(volume)).toList();
        for (KafkaPartition partition : model.partitions.values()) {
            boolean held = left.stream()
                    .anyMatch(volume -> partition.isr.contains(idOf(volume))
                            && isOfNow(volume)
                            && disk(volume).log(partition.id).hasAll(partition.acknowledged));
            if (!held && partition.acknowledged.size() > 0) {
                return Optional.of("the last copy in sync of " + partition.id);
            }
        }
        long voting = model.quorum.voters.entrySet().stream()
                .filter(voter -> left.stream()
                        .anyMatch(volume -> idOf(volume) == voter.getKey()
                                && disk(volume).directory.equals(voter.getValue())))
                .count();
        boolean knows = left.stream()
                .anyMatch(volume ->
                        idOf(volume) >= KafkaIds.FIRST_CONTROLLER && disk(volume).metadata >= model.quorum.agreed);
        return voting > model.quorum.voters.size() / 2 && knows || model.quorum.voters.isEmpty()
                ? Optional.empty()
                : Optional.of("most of the votes");
    }

    private boolean isOfNow(Volume volume) {
        Registration known = model.brokers.get(idOf(volume));
        return known == null || known.directory.equals(disk(volume).directory);
    }

    boolean canSpare(Machine machine) {
        return lostWithout(List.copyOf(machine.volumes.values())).isEmpty();
    }

    void destroyed(Volume volume) {
        if (volume.contents.isEmpty()) {
            return;
        }
        KafkaDisk gone = disk(volume);
        boolean matters = idOf(volume) >= KafkaIds.FIRST_CONTROLLER
                ? gone.directory.equals(model.quorum.voters.get(idOf(volume)))
                : !gone.logs.isEmpty() && isOfNow(volume);
        if (matters) {
            lostWithout(List.of()).ifPresent(lost -> {
                throw new BrokenPromise(
                        "last-copy", model.name + ": " + volume.id + " is destroyed, and with it " + lost);
            });
        }
    }

    Optional<String> misses(NodeId node) {
        int id = KafkaIds.kafkaId(node);
        long before = model.world.agenda.millis() - HALF_A_MINUTE;
        if (id >= KafkaIds.FIRST_CONTROLLER) {
            List<KafkaNode> present = model.quorum.inTouch();
            boolean votes = present.stream().anyMatch(voter -> voter.id == id);
            boolean thin = model.quorum.voters.size() > 2 && present.size() - 1 <= model.quorum.voters.size() / 2;
            return votes && thin && model.quorum.thinSince >= 0 && model.quorum.thinSince < before
                    ? Optional.of("a majority of the controllers")
                    : Optional.empty();
        }
        return model.partitions.values().stream()
                .filter(partition -> partition.isr.contains(id) && model.isUp(id))
                .filter(partition -> partition.isr.size() <= partition.minInSync)
                .filter(partition -> partition.thinSince >= 0 && partition.thinSince < before)
                .findFirst()
                .map(partition -> "enough copies in sync of " + partition.id);
    }

    Optional<String> unsettled(ClusterSpec wish) {
        if (!model.isRuled()) {
            return Optional.of("no controller rules");
        }
        for (KafkaPartition partition : model.partitions.values()) {
            if (!partition.wanted.isEmpty() || partition.isr.size() < partition.replicas.size()) {
                return Optional.of(partition.id + " has " + partition.isr + " in sync of " + partition.replicas
                        + (partition.wanted.isEmpty() ? "" : ", on its way to " + partition.wanted));
            }
        }
        List<Integer> wanted = wish.group(KafkaIds.BROKER).orElseThrow().indexes();
        if (!model.brokers.keySet().equals(new TreeSet<>(wanted))) {
            return Optional.of("model.brokers " + model.brokers.keySet() + " are registered");
        }
        Optional<String> settings = model.brokers.entrySet().stream()
                .filter(entry -> !entry.getValue().config.isEmpty())
                .map(entry -> "broker " + entry.getKey() + " still has " + entry.getValue().config)
                .findFirst();
        int controllers =
                wish.group(KafkaIds.CONTROLLER).orElseThrow().indexes().size();
        return settings.isPresent() || model.quorum.voters.size() == controllers
                ? settings
                : Optional.of("voters are " + model.quorum.voters);
    }
}
