package dev.holdfast.core;

import dev.holdfast.core.Answer.Kind;
import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Makes what is ours without a record a node's again, because a person says so.
 *
 * <ol>
 *   <li>The label names the node. It must be there and be wanted, and stand nowhere, or stand still on an older volume: that one is then kept
 *       for a person. Its volume must not be an older one.
 *   <li>Ports have numbers, and names only in the spec: fixed ones are themselves, the others are named in order.
 *   <li>The node is then stopped, on its volume. It starts from an offer that shows that volume, like any other: so not before a
 *       process that still runs on it has ended. Whether the volume is the node's, its mark says at the start.
 *   <li>It counts as one that may have been used, since no record tells: nothing destroys it as what a plan just made.
 * </ol>
 */
final class Adopting {

    private Adopting() {}

    /** Why a leak cannot be adopted; empty if it can. */
    static Optional<Problem> objection(State state, Leak leak) {
        String release = "holdfast audit release " + leak.uid() + " destroys it";
        Optional<NodeId> named = NodeId.parse(leak.node());
        if (named.isEmpty()) {
            return problem("its label names no node: '" + leak.node() + "'", release);
        }
        Optional<ClusterRecord> cluster = state.cluster(named.get().cluster());
        if (cluster.isEmpty()) {
            return problem(
                    "there is no cluster '" + named.get().cluster() + "' here",
                    "start with a copy of the state that knows it; or " + release);
        }
        Optional<NodeRecord> node = state.node(named.get());
        if (node.isEmpty()) {
            return problem(
                    "there is no node '" + named.get() + "' here",
                    "scale the cluster so that there is, then adopt it; or " + release);
        }
        return objection(cluster.get(), node.get(), leak, release);
    }

    private static Optional<Problem> objection(ClusterRecord cluster, NodeRecord node, Leak leak, String release) {
        if (node.goal() == Goal.RELEASED) {
            return problem(node.id() + " is about to go", release);
        }
        if (node.generation() > leak.generation()) {
            return problem(
                    node.id() + " was given a newer volume since (generation " + node.generation() + ", this is "
                            + leak.generation() + ")",
                    release);
        }
        if (isOlder(node, leak)) {
            return ofOlder(cluster, node, leak);
        }
        if (node.claim().isPresent()) {
            return problem(
                    node.id() + " has another volume on "
                            + node.claim().get().agent().hostname(),
                    "copy what you need out of this one first; then " + release);
        }
        if (node.state() != NodeState.WANTED) {
            return problem(
                    node.id() + " is " + node.state().name().toLowerCase(java.util.Locale.ROOT), "try again later");
        }
        return ofVolume(cluster, node, leak, release);
    }

    /** Whether the node was given the volume after the one that it stands on by its record, which is then of before that. */
    private static boolean isOlder(NodeRecord node, Leak leak) {
        return node.claim().isPresent() && node.generation() < leak.generation();
    }

    private static Optional<Problem> ofOlder(ClusterRecord cluster, NodeRecord node, Leak leak) {
        String release = "holdfast audit release " + leak.uid() + " destroys it";
        if (node.state() == NodeState.UNREACHABLE) {
            return problem(
                    node.id() + " is unreachable, and may run on an older volume",
                    "bring its agent back, or mark it gone in Mesos, then adopt it; or " + release);
        }
        if (node.state() != NodeState.STOPPED && node.state() != NodeState.LOST) {
            return problem(
                    node.id() + " runs on an older volume (generation " + node.generation() + ", this is "
                            + leak.generation() + ")",
                    "holdfast stop " + node.id() + ", then adopt it; or " + release);
        }
        boolean busy = cluster.plan()
                .filter(Plan::isActive)
                .filter(plan -> plan.steps()
                        .anyMatch(step -> step.node().filter(node.id()::equals).isPresent()
                                && step.status().hasBegun()
                                && !step.status().isOver()
                                && !isAboutToStart(step)))
                .isPresent();
        return busy
                ? problem(
                        "a plan is at work on " + node.id(),
                        "wait for its end, or holdfast cancel " + cluster.name() + ", then adopt it")
                : ofVolume(cluster, node, leak, release);
    }

    /** What holds its start is just that nobody has said on which volume ({@link Launching}). */
    private static boolean isAboutToStart(Step step) {
        return step.stage().filter(Stage.Start.class::isInstance).isPresent();
    }

    private static Optional<Problem> ofVolume(ClusterRecord cluster, NodeRecord node, Leak leak, String release) {
        if (leak.volume().isEmpty()) {
            return problem("there is no volume in it", release);
        }
        if (!cluster.spec().role().equals(leak.role())) {
            return problem(
                    "it is reserved for the role " + leak.role() + ", and the cluster has "
                            + cluster.spec().role(),
                    release);
        }
        return ports(cluster, node.id(), leak).isPresent()
                ? Optional.empty()
                : problem(
                        "the ports in it are not those that the spec gives " + node.id(),
                        "give it the ports " + leak.resources().ports() + " in the spec; or " + release);
    }

    private static Optional<Problem> problem(String message, String remedy) {
        return Optional.of(Problem.of("", message, remedy));
    }

    static Answer adopt(Turn turn, Leak leak) {
        Optional<Problem> objection = objection(turn.state(), leak);
        if (objection.isPresent()) {
            return new Answer.Refused(Kind.CONFLICT, List.of(objection.get()));
        }
        NodeId id = NodeId.parse(leak.node()).orElseThrow();
        NodeRecord node = turn.state().node(id).orElseThrow();
        ClusterRecord cluster = turn.state().cluster(id.cluster()).orElseThrow();
        Resources all = allocated(leak.resources(), leak.role());
        Resource volume = allocated(new Resources(List.of(leak.volume().orElseThrow())), leak.role())
                .all()
                .get(0);
        Claim claim = new Claim(
                leak.uid(),
                leak.agent(),
                leak.role(),
                all.filter(resource -> !resource.isVolume()),
                volume,
                Releasing.asPlainDisk(volume),
                ports(cluster, id, leak).orElseThrow(),
                Optional.empty(),
                Optional.empty());
        boolean older = isOlder(node, leak);
        if (older) {
            turn.fact(new Fact.Surplus(Releasing.surplus(
                    node, "a person gave " + id.shortName() + " a newer volume back", true, turn.now)));
        }
        turn.put(new NodeRecord(
                        id,
                        node.goal(),
                        node.state(),
                        node.since(),
                        leak.generation(),
                        false,
                        Optional.of(claim),
                        older ? Optional.empty() : node.incarnation(),
                        Math.max(1, node.launches()), // on that volume there was one, though no record tells of it
                        Trouble.NONE)
                .at(NodeLife.next(node.state(), Trigger.ADOPTED), turn.now));
        turn.tell(
                EventKind.RESERVATION,
                id,
                id.shortName() + ": a person gave it the volume " + leak.uid() + " on "
                        + leak.agent().hostname() + " back");
        return new Answer.Done(
                id + " has its volume on " + leak.agent().hostname() + " back; it starts when an offer shows it");
    }

    /** Names for the ports that are there; empty if they do not go with the spec. */
    private static Optional<SortedMap<String, Integer>> ports(ClusterRecord cluster, NodeId node, Leak leak) {
        SortedMap<String, Integer> wanted = new TreeMap<>(
                cluster.spec().group(node.group()).map(GroupSpec::ports).orElse(new TreeMap<>()));
        List<Integer> free = new ArrayList<>(numbers(leak.resources()));
        if (free.size() < wanted.size()) {
            wanted.remove(Exporter.PORT); // it may never have had one, and gets it later
        }
        SortedMap<String, Integer> named = new TreeMap<>();
        for (Map.Entry<String, Integer> port : wanted.entrySet()) {
            if (port.getValue() != 0) {
                if (!free.remove(port.getValue())) {
                    return Optional.empty();
                }
                named.put(port.getKey(), port.getValue());
            }
        }
        for (Map.Entry<String, Integer> port : wanted.entrySet()) {
            if (port.getValue() == 0) {
                if (free.isEmpty()) {
                    return Optional.empty();
                }
                named.put(port.getKey(), free.remove(0));
            }
        }
        return free.isEmpty() ? Optional.of(named) : Optional.empty();
    }

    /** A node has few ports; what has more than any could is not one's. */
    private static List<Integer> numbers(Resources resources) {
        return resources.ports().ranges().stream()
                .flatMapToLong(Adopting::numbers)
                .limit(1000)
                .mapToInt(number -> (int) number)
                .boxed()
                .toList();
    }

    private static LongStream numbers(PortRange range) {
        return LongStream.rangeClosed(range.begin(), range.end());
    }

    private static Resources allocated(Resources resources, String role) {
        return new Resources(resources.stream()
                .map(resource -> new Resource(
                        resource.name(),
                        resource.quantity(),
                        role,
                        resource.reservations(),
                        resource.disk(),
                        resource.providerId(),
                        resource.revocable(),
                        resource.shared()))
                .toList());
    }
}
