package dev.holdfast.core;

import dev.holdfast.database.NamesProof;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How big a node is, and who gets which part: what the target gives a node is reserved whole, and beside it what its package keeps
 * for chores; the executor gets the little that Mesos demands, the database's task the rest of the node's own.
 *
 * @param cpusMilli thousandths of a cpu
 * @param memoryMilli thousandths of a megabyte
 * @param scratchMilli disk for sandbox files, apart from the volume
 */
record Sizing(long cpusMilli, long memoryMilli, long scratchMilli) {

    /** Mesos refuses executors with less. */
    private static final long EXECUTOR_CPUS_MILLI = 10;

    private static final long EXECUTOR_MEMORY_MILLI = 32_000;

    /** "Executor uses no disk" is an error, so it gets some. */
    private static final long EXECUTOR_DISK_MILLI = 16_000;

    private static final Sizing NOTHING = new Sizing(0, 0, 0);

    private static final Sizing PROOF = new Sizing(NamesProof.CPUS_MILLI, NamesProof.MEGABYTES * 1000L, 0);

    /** A node's own size, as the target says it. */
    static Sizing of(ClusterSpec spec, String group) {
        GroupSpec wish = spec.group(group).orElseThrow();
        return new Sizing(wish.cpusMilli(), wish.memoryMegabytes() * 1000, EXECUTOR_DISK_MILLI);
    }

    /** What is reserved for a node: its own size, and its chores' share. */
    static Sizing of(ClusterSpec spec, String group, Descriptor descriptor) {
        return of(spec, group).plus(chores(descriptor, group));
    }

    /** What a node's chores get of its reservation. */
    static Sizing chores(Descriptor descriptor, String group) {
        Descriptor.Share share =
                descriptor.group(group).map(Descriptor.Group::chores).orElse(Descriptor.Share.NONE);
        return new Sizing(share.cpusMilli(), share.memoryMegabytes() * 1000, 0);
    }

    /** The same, and where nothing is kept for chores, what the one needs that is to show that names are resolved, until it has shown it. */
    static Sizing chores(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Sizing kept = chores(turn.descriptor(cluster), node.id().group());
        return kept.isNothing() && Advertising.isOpen(turn, cluster, node) ? PROOF : kept;
    }

    /** What of a reservation is kept from a process that is started now, as far as it is there. */
    static Sizing aside(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Sizing kept = chores(turn.descriptor(cluster), node.id().group());
        return kept.isNothing() && Advertise.names(cluster.spec()) ? PROOF : kept;
    }

    /**
     * What a node shall have reserved now: what the target gives it, and while it runs at least what it uses, with the chores' share
     * beside that, for what is drained before it becomes smaller is drained while it is still large.
     */
    static Sizing wanted(Turn turn, ClusterRecord cluster, NodeRecord node) {
        String group = node.id().group();
        Sizing target = of(cluster.spec(), group, turn.descriptor(cluster));
        Sizing chores = chores(turn, cluster, node);
        Optional<Sizing> runs =
                node.incarnation().filter(last -> node.state().mayRun()).map(Incarnation::size);
        return chores.isNothing() || runs.isEmpty()
                ? target
                : target.atLeast(runs.get().plus(chores));
    }

    static Sizing of(Resources reserved) {
        return new Sizing(reserved.milli(Resource.CPUS), reserved.milli(Resource.MEM), reserved.milli(Resource.DISK));
    }

    /** What a node's process and the chore beside it use, as {@link Views#used} lists it. */
    static Sizing used(NodeRecord node) {
        if (!node.state().mayRun() || node.incarnation().isEmpty()) {
            return NOTHING;
        }
        Incarnation running = node.incarnation().get();
        Sizing own = ofUnbound(running.executor().resources())
                .plus(ofUnbound(running.task().resources()));
        return node.beside()
                .task()
                .filter(chore -> !chore.isOver())
                .map(chore -> own.plus(ofUnbound(chore.task().resources())))
                .orElse(own);
    }

    /** Without volumes. This is asked of every node, in every turn. */
    private static Sizing ofUnbound(Resources resources) {
        Sizing sum = of(resources);
        long volumes = 0;
        for (Resource resource : resources.all()) {
            if (resource.isVolume() && resource.quantity() instanceof Quantity.Amount amount) {
                volumes += amount.milli();
            }
        }
        return new Sizing(sum.cpusMilli, sum.memoryMilli, sum.scratchMilli - volumes);
    }

    /** What this has more than the other; nothing below zero. */
    Sizing beyond(Sizing other) {
        return new Sizing(
                Math.max(0, cpusMilli - other.cpusMilli),
                Math.max(0, memoryMilli - other.memoryMilli),
                Math.max(0, scratchMilli - other.scratchMilli));
    }

    /** The smaller of both, each by itself. */
    Sizing atMost(Sizing other) {
        return new Sizing(
                Math.min(cpusMilli, other.cpusMilli),
                Math.min(memoryMilli, other.memoryMilli),
                Math.min(scratchMilli, other.scratchMilli));
    }

    /** The larger of both, each by itself. */
    Sizing atLeast(Sizing other) {
        return plus(other.beyond(this));
    }

    Sizing plus(Sizing other) {
        return new Sizing(
                cpusMilli + other.cpusMilli, memoryMilli + other.memoryMilli, scratchMilli + other.scratchMilli);
    }

    boolean isNothing() {
        return cpusMilli == 0 && memoryMilli == 0 && scratchMilli == 0;
    }

    boolean contains(Sizing other) {
        return other.beyond(this).isNothing();
    }

    /** As much as this out of resources that are all of one kind of reservation. */
    Resources takeFrom(Resources from) {
        List<Resource> taken = new ArrayList<>();
        take(from, Resource.CPUS, cpusMilli, taken);
        take(from, Resource.MEM, memoryMilli, taken);
        take(from, Resource.DISK, scratchMilli, taken);
        return new Resources(taken);
    }

    private static void take(Resources from, String name, long milli, List<Resource> taken) {
        long left = milli;
        for (Resource resource : from.all()) {
            if (left > 0
                    && resource.name().equals(name)
                    && !resource.isVolume()
                    && resource.quantity() instanceof Quantity.Amount amount) {
                long some = Math.min(left, amount.milli());
                taken.add(resource.withQuantity(new Quantity.Amount(some)));
                left -= some;
            }
        }
    }

    /** The executor's part of a node's reservation, volume included. */
    static Resources executorShare(Resources reserved, Resource volume) {
        return new Sizing(EXECUTOR_CPUS_MILLI, EXECUTOR_MEMORY_MILLI, EXECUTOR_DISK_MILLI)
                .takeFrom(reserved)
                .plus(new Resources(List.of(volume)));
    }

    /** The database's part: all but the executor's, with the ports; and without {@code chores}, of what is there beyond its own size. */
    static Resources taskShare(Resources reserved, Resource volume, Sizing own, Sizing chores) {
        Sizing left = of(reserved).beyond(own).atMost(chores);
        return reserved.minus(executorShare(reserved, volume)).minus(left.takeFrom(reserved));
    }
}
