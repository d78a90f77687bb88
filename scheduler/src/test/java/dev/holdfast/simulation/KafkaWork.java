package dev.holdfast.simulation;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaChores;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.database.kafka.Move;
import dev.holdfast.database.kafka.MovePlan;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Chores as the driver performs them, on the model. Moves are planned by the product's own {@link MovePlan}. */
final class KafkaWork {

    private final KafkaModel model;

    KafkaWork(KafkaModel model) {
        this.model = model;
    }

    Outcome perform(ClusterView view, Chore chore) {
        KafkaLook look = new KafkaLook(model);
        TreeMap<NodeId, Status> status = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            look.reach(node).ifPresent(found -> status.put(node.id(), new Status(1, 3, "RUNNING", -1, -1, -1, 1, 1)));
        }
        KafkaDetails details = look.details(view, status);
        if (!model.isRuled() || status.isEmpty() || look.isMisled(status)) {
            return new Outcome(false, "timed out");
        }
        int id = chore.node().map(KafkaIds::kafkaId).orElse(-1);
        return switch (chore.name()) {
            case KafkaChores.CORDON ->
                model.isUp(id) ? set(id, KafkaChores.CORDONED, "*") : new Outcome(false, "broker " + id + " is not up");
            case KafkaChores.UNCORDON -> {
                model.taken.add(KafkaChores.UNCORDON + "/" + id);
                yield set(id, KafkaChores.CORDONED, chore.arguments().getOrDefault("had", ""));
            }
            case KafkaChores.CLEAR_CONFIG -> {
                Optional.ofNullable(model.brokers.get(id)).ifPresent(known -> known.config.clear());
                model.taken.add(KafkaChores.CLEAR_CONFIG + "/" + id);
                yield done();
            }
            case KafkaChores.DRAIN -> drain(view, details, id);
            case KafkaChores.REBALANCE -> rebalance(details, chore);
            case KafkaChores.CANCEL_REASSIGNMENT -> cancel(id);
            case KafkaChores.UNREGISTER -> unregister(id);
            case KafkaChores.ADD_CONTROLLER -> addController(id);
            case KafkaChores.REMOVE_CONTROLLER -> removeController(id, chore);
            default -> new Outcome(false, "the model knows nothing of " + chore.name());
        };
    }

    private static Outcome done() {
        return new Outcome(true, "taken");
    }

    /** As a person with Kafka's own tool, who is told which brokers have what nobody here has set. */
    void heeds(String rule, String text) {
        if (rule.equals("cordoned")) {
            model.brokers.forEach((id, known) -> {
                if (text.contains("broker-" + id)) {
                    known.config.remove(KafkaChores.CORDONED);
                }
            });
            model.quorum.agree();
        }
    }

    private Outcome set(int id, String key, String value) {
        Registration known = model.brokers.get(id);
        if (known != null && value.isEmpty()) {
            known.config.remove(key);
        } else if (known != null) {
            known.config.put(key, value);
            model.taken.removeIf(taken -> taken.endsWith("/" + id));
        }
        model.quorum.agree();
        return done();
    }

    private Outcome drain(ClusterView view, KafkaDetails details, int id) {
        List<Integer> wished =
                view.target().group(KafkaIds.BROKER).orElseThrow().indexes();
        MovePlan plan = MovePlan.drain(details, id, wished);
        if (plan.moves().isEmpty() && !plan.stuck().isEmpty()) {
            return new Outcome(false, "no other broker can take " + plan.stuck().get(0));
        }
        return begin(plan);
    }

    private Outcome rebalance(KafkaDetails details, Chore chore) {
        List<Integer> brokers = Arrays.stream(
                        chore.arguments().getOrDefault("brokers", "").split(",", -1))
                .filter(text -> !text.isBlank())
                .map(Integer::valueOf)
                .toList();
        return begin(MovePlan.rebalance(details, brokers.isEmpty() ? model.brokers.keySet() : brokers));
    }

    private Outcome begin(MovePlan plan) {
        for (Move move : plan.moves()) {
            KafkaPartition partition = model.partitions.get(move.id());
            if (partition == null) {
                continue;
            }
            List<Integer> before = partition.replicas.stream()
                    .filter(id -> !partition.adding.contains(id))
                    .toList();
            partition.wanted.clear();
            partition.wanted.addAll(move.to());
            partition.adding.clear();
            move.to().stream().filter(id -> !before.contains(id)).forEach(partition.adding::add);
            partition.removing.clear();
            before.stream().filter(id -> !move.to().contains(id)).forEach(partition.removing::add);
            List<Integer> all = new ArrayList<>(move.to());
            before.stream().filter(id -> !all.contains(id)).forEach(all::add);
            partition.replicas.clear();
            partition.replicas.addAll(all);
            model.quorum.agree();
        }
        return new Outcome(true, plan.moves().size() + " partitions begin to move");
    }

    private Outcome cancel(int id) {
        for (KafkaPartition partition : model.partitions.values()) {
            boolean concerned = id < 0 || partition.adding.contains(id) || partition.removing.contains(id);
            if (!partition.wanted.isEmpty() && concerned) {
                partition.replicas.removeAll(partition.adding);
                partition.isr.removeAll(partition.adding);
                partition.wanted.clear();
                partition.adding.clear();
                partition.removing.clear();
                model.elect(partition);
                model.quorum.agree();
            }
        }
        return done();
    }

    private Outcome unregister(int id) {
        KafkaNode node = model.nodes.get(id);
        if (node != null && model.isUp(id)) {
            return new Outcome(false, "broker " + id + " is up");
        }
        model.brokers.remove(id);
        for (KafkaPartition partition : model.partitions.values()) {
            if (partition.replicas.contains(id) && partition.isr.size() > 1) {
                partition.isr.remove(Integer.valueOf(id));
            }
        }
        model.quorum.agree();
        return done();
    }

    private Outcome addController(int id) {
        KafkaNode node = model.nodes.get(id);
        String voting = model.quorum.voters.get(id);
        if (voting != null && (node == null || node.disk.directory.equals(voting))) {
            return done();
        }
        if (voting != null) {
            return new Outcome(false, "controller " + id + " is still a voter with another directory");
        }
        if (node == null || !node.isReachable() || !model.quorum.informs(node)) {
            return new Outcome(false, "controller " + id + " does not follow the quorum yet");
        }
        model.quorum.voters.put(id, node.disk.directory);
        model.quorum.agree();
        return done();
    }

    private Outcome removeController(int id, Chore chore) {
        String voting = model.quorum.voters.get(id);
        String wanted = chore.arguments().getOrDefault("directory", "");
        if (voting != null && (wanted.isEmpty() || wanted.equals(voting))) {
            model.quorum.voters.remove(id);
            model.quorum.agree();
        }
        return done();
    }
}
