package dev.holdfast.web.act;

import dev.holdfast.core.View.ClusterPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that can be asked for of a cluster or a node. */
final class Deeds {

    private static final String KAFKA = "kafka";
    private static final String CRATE = "crate";
    private static final String CASSANDRA = "cassandra";

    private static final Deed SCALE = new ScaleDeed();
    private static final Deed SET = new SettingsDeed();
    private static final Deed EDIT = new YamlDeed();
    private static final Deed UPGRADE = new UpgradeDeed();
    private static final Deed RESUME = new ResumeDeed();
    private static final Deed UNINSTALL = new UninstallDeed();
    private static final Deed RECOVER = new RecoverDeed();
    private static final Deed REBALANCE = new RebalanceDeed();
    private static final Deed RESTART = new NodesDeed(
            "restart",
            "Restart",
            Deed.Care.ALWAYS,
            "Restarts all nodes, one after the other, each when the database's rules allow it. Volumes and agents stay.",
            "Restarts this node, when the database's rules allow it. Its volume and agent stay.");
    private static final Deed STOP = new NodesDeed(
            "stop",
            "Stop",
            Deed.Care.ALWAYS,
            "Stops all nodes at once. Identity, reservations and data stay; start brings them back.",
            "Stops this node, when the database's rules allow it. Identity, reservation and data stay.");
    private static final Deed START = new NodesDeed(
            "start",
            "Start",
            Deed.Care.NONE,
            "Starts nodes that are stopped, in the database's order; what had failed is tried again at once.",
            "Starts this node if it is stopped; what had failed is tried again at once.");
    private static final Deed REPLACE = new NodeDeed(
            "replace",
            "Replace",
            "The node keeps its identity and gets a new, empty volume on another agent; the database fills it from copies. Its old volume is"
                    + " destroyed.");
    private static final Deed REMOVE = new NodeDeed(
            "remove",
            "Remove",
            "The node is drained, proved empty, stopped and given up for good; its group is one smaller.");
    private static final Deed PAUSE = new PlanDeed(
            "pause",
            "Pause",
            Deed.Care.NONE,
            false,
            true,
            "pause",
            "Holds the plan where it is: no step begins or goes on. Nodes that are up stay up.");
    private static final Deed CANCEL = new PlanDeed(
            "cancel",
            "Cancel",
            Deed.Care.BY_PLAN,
            true,
            true,
            "cancel",
            "Turns the plan back where it can be, to the target before it.");
    private static final Deed FINALIZE = new PlanDeed(
            "finalize",
            "Finalize",
            Deed.Care.ALWAYS,
            true,
            false,
            "finalize",
            "Raises Kafka's metadata version to what the running release knows. It cannot be taken back, nor can the release be then.");
    private static final Deed REPAIR =
            new ChoreDeed("repair", "Repair", "Compares copies between nodes and makes them equal.");
    private static final Deed CLEANUP =
            new ChoreDeed("cleanup", "Clean up", "Drops from each node what belongs to others since the ring grew.");

    private Deeds() {}

    static Optional<Deed> find(String name, ClusterPicture cluster) {
        List<Deed> all = new ArrayList<>(ofCluster(cluster));
        all.addAll(List.of(REPLACE, REMOVE, PAUSE, RESUME, CANCEL));
        return all.stream().filter(deed -> deed.name().equals(name)).findFirst();
    }

    /** In the order of a menu; what there is no going back from comes last. */
    static List<Deed> ofCluster(ClusterPicture cluster) {
        List<Deed> deeds = new ArrayList<>(List.of(SCALE, SET, EDIT, UPGRADE));
        switch (cluster.packageName()) {
            case KAFKA -> deeds.addAll(List.of(REBALANCE, FINALIZE));
            case CASSANDRA -> deeds.addAll(List.of(REPAIR, CLEANUP));
            case CRATE -> deeds.add(RECOVER);
            default -> {}
        }
        deeds.addAll(List.of(START, RESTART, STOP, UNINSTALL));
        return deeds;
    }

    static List<Deed> ofPlan() {
        return List.of(PAUSE, RESUME, CANCEL);
    }

    static List<Deed> ofNode(String packageName) {
        List<Deed> deeds = new ArrayList<>(List.of(START, RESTART, STOP));
        if (packageName.equals(CASSANDRA)) {
            deeds.addAll(List.of(REPAIR, CLEANUP));
        }
        deeds.addAll(List.of(REPLACE, REMOVE));
        return deeds;
    }
}
