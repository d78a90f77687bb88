package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is left to do when all nodes are as wished. Finalising an upgrade is not among it: that is for a person to ask. */
final class KafkaFinish {

    private final ClusterView view;
    private final Sight sight;

    KafkaFinish(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    List<Chore> chores(List<NodeId> added) {
        List<Chore> chores = new ArrayList<>();
        defaultMinimum().ifPresent(chores::add);
        boolean grown = added.stream().anyMatch(node -> node.group().equals(KafkaIds.BROKER));
        boolean wanted = Boolean.parseBoolean(view.target().options().getOrDefault("rebalance", "false"));
        if (grown && wanted && view.everReady()) {
            chores.add(KafkaChores.rebalance(
                    sight.kept(KafkaIds.BROKER), view.target().options().getOrDefault("throttle", "")));
        }
        return chores;
    }

    /**
     * From 4.3 on the minimum in sync, once the cluster is formed, is a dynamic setting of the whole cluster that no configuration
     * file changes any more. So where the user named one, it is set there too.
     */
    private Optional<Chore> defaultMinimum() {
        boolean named = view.target().settings().containsKey(KafkaSettings.MIN_INSYNC)
                || view.target()
                        .group(KafkaIds.BROKER)
                        .map(group -> group.settings().containsKey(KafkaSettings.MIN_INSYNC))
                        .orElse(false);
        String wish = Integer.toString(KafkaSettings.minInsync(view.target()));
        return sight.knowing(Part.FEATURES, Part.BROKER_CONFIGS)
                .filter(known -> named)
                .filter(known -> Optional.ofNullable(known.features().get("eligible.leader.replicas.version"))
                                .map(Feature::finalised)
                                .orElse(0)
                        > 0)
                .filter(known -> !known.clusterConfig()
                        .getOrDefault(KafkaSettings.MIN_INSYNC, "")
                        .equals(wish))
                .map(known -> new Chore(KafkaChores.SET_CLUSTER_CONFIG, Optional.empty(), new TreeMap<>())
                        .with(KafkaSettings.MIN_INSYNC, wish));
    }
}
