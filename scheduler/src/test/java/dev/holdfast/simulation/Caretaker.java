package dev.holdfast.simulation;

import dev.holdfast.core.Audit;
import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Command;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a person does about what no record tells of, as docs/audit.md and {@code holdfast audit} tell him:
 *
 * <ol>
 *   <li>What a node can take back he gives it, and lets it come up with that before anything else becomes of it.
 *   <li>If the node is not there, he scales its cluster until it is.
 *   <li>What is told to be not well, and he can mend with a database's own tools, he mends.
 *   <li>The rest he releases by its name, but only when all clusters are whole: then nothing on it can be the last of its kind.
 * </ol>
 */
final class Caretaker {

    private final World world;
    private final TreeSet<String> decided = new TreeSet<>();
    /** By cluster and group: how many nodes there must be, so that one of which only its volume is known is among them. */
    private final TreeMap<ClusterName, TreeMap<String, Integer>> needed = new TreeMap<>();

    /** Nodes that were given a volume back and have not come up with it yet: before that nobody can say what is on it, and they stay. */
    private final TreeSet<NodeId> givenBack = new TreeSet<>();

    private boolean allIsWhole;
    private int read;

    Caretaker(World world) {
        this.world = world;
    }

    boolean hasDecided(String uid) {
        return decided.contains(uid);
    }

    /** Whether he gave up, or back, what a volume is in. */
    boolean hasDecided(Volume volume) {
        return decided.stream().anyMatch(volume.id::contains);
    }

    /** Whether a node stands on a volume that he gave back. */
    boolean hasGivenBack(NodeId node) {
        return world.store
                .durable()
                .node(node)
                .flatMap(NodeRecord::claim)
                .filter(claim -> decided.contains(claim.uid()))
                .isPresent();
    }

    /** Looks after what is left. {@code whole}: whether all clusters are as they shall be but for that. */
    void looks(boolean whole) {
        allIsWhole = whole;
        if (world.copies.wereUsed()) {
            world.person.asks(new Command.Audit(), 0);
            world.schedulers.leader().ifPresent(this::heeds);
        }
    }

    /** What was set in a database after a copy was made, the copy does not owe; it is told to be not well instead. */
    private void heeds(SchedulerProcess leader) {
        world.shown(leader)
                .clusters()
                .forEach(cluster -> Optional.ofNullable(world.databases.models.get(new ClusterName(cluster.name())))
                        .ifPresent(model ->
                                cluster.ailments().forEach(ailment -> model.heeds(ailment.rule(), ailment.text()))));
    }

    /** Whether he has yet to read what there is: before that he gives up no node whose volume is lost. */
    boolean isBusy() {
        return read < 2 && world.leftovers.left().isPresent();
    }

    /** Whether a cluster lacks nodes of which only their volumes are known. */
    boolean widens(ClusterName name) {
        return needed.containsKey(name);
    }

    /** What he wants a cluster to be for now, instead of this. */
    ClusterSpec wish(ClusterSpec wish) {
        ClusterSpec wider = wish;
        for (var group : needed.getOrDefault(wish.name(), new TreeMap<>()).entrySet()) {
            if (wish.group(group.getKey()).isPresent()) {
                int count = Math.max(
                        group.getValue(),
                        wish.group(group.getKey()).orElseThrow().count());
                wider = Wishes.scaled(wider, group.getKey(), count);
            }
        }
        return wider;
    }

    /** He reads what was answered. */
    void reads(Audit audit) {
        needed.clear();
        read++;
        givenBack.removeIf(node -> world.store
                .durable()
                .node(node)
                .filter(found -> found.state() != NodeState.READY)
                .isEmpty());
        givenBack.forEach(this::needs);
        for (Audit.LeakLine leak : audit.leaks()) {
            if (leak.adopt().isEmpty()) {
                decided.add(leak.uid());
                world.person.asks(new Command.Adopt(leak.uid()), 0);
                NodeId.parse(leak.node()).ifPresent(givenBack::add);
                givenBack.forEach(this::needs);
            } else if (!widens(leak) && allIsWhole) {
                release(leak.uid());
            }
        }
    }

    private void release(String uid) {
        decided.add(uid);
        world.person.asks(new Command.Release(uid, uid), 0);
    }

    private boolean widens(Audit.LeakLine leak) {
        Optional<NodeId> node = NodeId.parse(leak.node());
        Optional<ClusterRecord> cluster =
                node.flatMap(id -> world.store.durable().cluster(id.cluster()));
        boolean missing = leak.volume()
                && cluster.filter(
                                found -> found.spec().group(node.get().group()).isPresent())
                        .isPresent()
                && world.store.durable().node(node.get()).isEmpty();
        if (missing) {
            needs(node.get());
        }
        return missing;
    }

    private void needs(NodeId node) {
        needed.computeIfAbsent(node.cluster(), name -> new TreeMap<>())
                .merge(node.group(), node.index() + 1, Math::max);
    }
}
