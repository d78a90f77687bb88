package dev.holdfast.core;

import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Changes of a node's size in place: what is missing is reserved before the node is started anew, what is too much is given back
 * once it runs without it. What was asked for is not asked for again before its answer, an offer that shows it, or a time-out.
 */
final class Resizing {

    /** Name of the rule that a node's agent must have what it wants more. */
    static final String ROOM = "room";

    void grow(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part) {
        Claim claim = node.claim().orElseThrow();
        boolean newer = claim.sentAt().filter(desk.since()::isAfter).isPresent();
        if (newer
                && claim.change()
                        .filter(change -> shows(turn, node, part, change))
                        .isPresent()) {
            turn.put(node.with(claim.holding(claim.change().orElseThrow()))); // the offer is the answer
            return;
        }
        // What the record lacks, not what the offer shows: a process that has just ended may be in both, in use and
        // free.
        Sizing missing = Sizing.wanted(turn, cluster, node).beyond(Sizing.of(claim.reserved()));
        OptionalInt lacking = ExporterPort.lacking(turn, cluster, node);
        if ((missing.isNothing() && lacking.isEmpty()) || isPending(turn, claim)) {
            return;
        }
        Optional<Resource> port =
                lacking.isPresent() ? ExporterPort.takeFrom(desk.unreserved(), lacking.getAsInt()) : Optional.empty();
        if (lacking.isPresent() && port.isEmpty()) {
            waitForPort(turn, desk, node, lacking.getAsInt());
            return;
        }
        Resources extra = missing.takeFrom(desk.unreserved())
                .plus(new Resources(port.stream().toList()));
        if (!Sizing.of(extra).contains(missing)) {
            turn.wait(
                    node.id(),
                    ROOM,
                    desk.offer().hostname() + " has no room for " + missing.cpusMilli() / 1000.0 + " more cpus and "
                            + missing.memoryMilli() / 1000 + " MB more memory",
                    "free room on that agent, ask for less, or replace the node",
                    Optional.empty());
            return;
        }
        Resources reserved = new Resources(extra.stream()
                .map(resource -> resource.reserve(claim.disk().reservation().orElseThrow()))
                .toList());
        desk.add(new Operation.Reserve(OfferUse.id(claim.uid(), ClaimOutcomes.GROW), reserved), extra);
        turn.put(node.with(claim.changing(claim.reserved().plus(reserved), turn.now)
                .naming(port.map(found -> ExporterPort.with(claim, found)).orElse(claim.ports()))));
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + ": more is reserved on " + desk.offer().hostname());
    }

    private static void waitForPort(Turn turn, Desk desk, NodeRecord node, int port) {
        turn.wait(
                node.id(),
                ROOM,
                desk.offer().hostname() + " has " + (port == 0 ? "no port free" : "port " + port + " not free")
                        + " for the exporter",
                "holdfast set " + node.id().cluster() + " " + node.id().group()
                        + ".ports.metrics=auto picks another; options.metrics=false does without",
                Optional.empty());
    }

    /**
     * Whether an offer shows that a change has come true. A task that has just ended is in it before anybody says that it ended:
     * what it had must not be taken for what was reserved. So an offer with as much in it as the task has is no answer as long as a
     * better one may come.
     */
    private static boolean shows(Turn turn, NodeRecord node, Resources part, Resources change) {
        Resources idle = part.filter(resource -> !resource.isVolume());
        boolean over = !node.state().mayRun()
                || part.volume(node.claim().orElseThrow().persistenceId()).isPresent();
        if (over) {
            return Sizing.of(idle).contains(Sizing.of(change)) && idle.ports().contains(change.ports());
        }
        Sizing task = Sizing.of(node.incarnation().orElseThrow().task().resources());
        boolean doubtful = Sizing.of(idle).contains(task);
        Resources all = Views.used(node).plus(idle);
        boolean holds =
                Sizing.of(all).contains(Sizing.of(change)) && all.ports().contains(change.ports());
        return holds && !(doubtful && isPending(turn, node.claim().orElseThrow()));
    }

    /** Why a node that shall grow does not, where no offer in hand tells. */
    void explain(Turn turn, NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        if (isPending(turn, claim)) {
            turn.wait(
                    node.id(),
                    "reserving",
                    "RESERVE was sent to " + claim.agent().hostname(),
                    "",
                    claim.sentAt().map(sent -> sent.plus(NodeCare.OPERATION_TIMEOUT)));
        } else {
            Optional.ofNullable(turn.sight().waits().get(node.id()))
                    .filter(reason -> reason.rule().equals(ROOM))
                    .ifPresent(reason -> turn.waits.put(node.id(), reason));
        }
    }

    /** What a running node has reserved, does not use and shall not use after its next start, goes back. */
    void shrink(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part) {
        Claim claim = node.claim().orElseThrow();
        if (cluster.spec().group(node.id().group()).isEmpty() || isPending(turn, claim)) {
            return;
        }
        // With its volume in an offer its process is over, though nobody has told us yet: what looks idle is all it
        // has.
        if (part.volume(claim.persistenceId()).isPresent()
                || turn.sight()
                        .unreconciled()
                        .containsKey(node.incarnation().orElseThrow().taskId())) {
            return;
        }
        Resources idle =
                part.filter(resource -> !resource.isVolume() && !resource.name().equals(Resource.PORTS));
        Resources used = Views.used(node);
        Sizing future = Sizing.wanted(turn, cluster, node).beyond(Sizing.of(used));
        // At most what the record has too much: a task that has just ended shows its part before anybody says that it
        // ended.
        Sizing recorded = Sizing.of(claim.reserved()).beyond(Sizing.of(used)).beyond(future);
        Sizing excess = Sizing.of(idle).beyond(future).atMost(recorded);
        if (!excess.isNothing()) {
            Resources released = excess.takeFrom(idle);
            desk.add(new Operation.Unreserve(OfferUse.id(claim.uid(), ClaimOutcomes.SHRINK), released), released);
            turn.put(node.with(claim.changing(claim.reserved().minus(released), turn.now)));
        } else if (claim.sentAt().filter(desk.since()::isAfter).isPresent()
                && Sizing.of(claim.reserved()).contains(Sizing.of(used.plus(idle)))) {
            Resources ports = part.filter(resource -> resource.name().equals(Resource.PORTS));
            turn.put(node.with(
                    claim.holding(used.plus(idle).plus(ports)))); // nobody answered; the offer shows what came of it
        }
    }

    /** Whether an answer to what was sent last may still come. */
    static boolean isPending(Turn turn, Claim claim) {
        Optional<Instant> until = claim.sentAt().map(sent -> sent.plus(NodeCare.OPERATION_TIMEOUT));
        until.filter(turn.now::isBefore).ifPresent(turn::wake);
        return until.filter(turn.now::isBefore).isPresent();
    }

    /** Whether a running node has reserved more than it uses or shall use. */
    static boolean hasExcess(Turn turn, NodeRecord node) {
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        if (node.claim().isEmpty() || cluster.spec().group(node.id().group()).isEmpty()) {
            return false;
        }
        Sizing wanted = Sizing.wanted(turn, cluster, node);
        Sizing used = Sizing.used(node);
        return !Sizing.of(node.claim().get().reserved())
                .beyond(wanted)
                .beyond(used.beyond(wanted))
                .isNothing();
    }
}
