package dev.holdfast.core;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.Stage;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import java.util.Optional;
import java.util.SortedMap;

/**
 * With what a node is launched where its cluster shall advertise names.
 *
 * <p>A node that came up with its address goes on with it, crash or not, until it has been shown that its agent resolves names: beside its
 * last process, or at its start when a step of a plan is to start it with what the target says. So a target of names that do not resolve
 * takes nobody down, and keeps nobody from coming up again.
 */
final class Advertising {

    private Advertising() {}

    /** The target that a launch of the node follows now. */
    static ClusterSpec target(ClusterRecord cluster, NodeRecord node) {
        boolean names = Advertise.names(cluster.spec()) && cluster.identity().containsKey(NamesProof.SUFFIX);
        boolean may = !node.marked() || hasName(node) || NamesProof.isShown(Views.of(node)) || isToStart(cluster, node);
        return !Advertise.names(cluster.spec()) || (names && may)
                ? cluster.spec()
                : Advertise.withAddresses(cluster.spec());
    }

    private static boolean hasName(NodeRecord node) {
        return node.incarnation()
                .filter(last -> last.inputs().containsKey(NamesProof.INPUT))
                .isPresent();
    }

    /** Whether a step is at the start of the node, rather than the node coming up by itself. */
    private static boolean isToStart(ClusterRecord cluster, NodeRecord node) {
        return cluster.plan().filter(Plan::isActive).stream()
                .flatMap(Plan::steps)
                .filter(step -> step.node().equals(Optional.of(node.id())))
                .anyMatch(step ->
                        step.stage().filter(Stage.Start.class::isInstance).isPresent());
    }

    /** Whether the node runs with its address, and has to show that names resolve before it gets its name. */
    static boolean isOpen(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return Advertise.names(cluster.spec())
                && node.state().mayRun()
                && node.incarnation().isPresent()
                && !hasName(node)
                && cluster.spec().group(node.id().group()).isPresent()
                && turn.rules(cluster).inputs(cluster.spec(), node.id()).containsKey(NamesProof.INPUT);
    }

    /** Nobody answers the names that nodes advertise if this scheduler tells others. */
    static Optional<Ailment> ailment(Turn turn, ClusterRecord cluster) {
        String told = turn.sight().namedIn();
        return Optional.ofNullable(cluster.identity().get(NamesProof.SUFFIX))
                .filter(advertised -> !told.isEmpty() && !advertised.equals(told))
                .map(advertised -> new Ailment(
                        "names-domain",
                        "its nodes advertise names in " + advertised + ", but this scheduler tells names in " + told,
                        "start the scheduler with the --dns-domain and --framework-name of before; or holdfast set "
                                + cluster.name() + " options." + Advertise.NAME + "=" + Advertise.ADDRESSES
                                + ", and names again"));
    }

    /** What a cluster's names end in is settled when it goes over to them, and stays: nodes advertise it. */
    static void mint(Turn turn, ClusterRecord cluster, SortedMap<String, String> identity) {
        String suffix = turn.sight().namedIn();
        if (!Advertise.names(cluster.spec())) {
            identity.remove(NamesProof.SUFFIX);
        } else if (!suffix.isEmpty()) {
            identity.putIfAbsent(NamesProof.SUFFIX, suffix);
        }
    }
}
