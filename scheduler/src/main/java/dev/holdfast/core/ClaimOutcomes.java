package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.Showing;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskState;
import dev.holdfast.placement.Claims;
import dev.holdfast.plan.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What became of RESERVE, CREATE, DESTROY and UNRESERVE. Two witnesses are heard: the operation's own status, where the agent
 * sends one, and offers, which show what is really there. Either is enough; silence is judged by {@link NodeCare}.
 */
final class ClaimOutcomes {

    /** A surplus that no offer has shown for this long after it was given up never came to be. */
    private static final Duration MAY_COME_LATE = Duration.ofMinutes(10);

    /** The master's list of what agents have is not asked for more often than this because of something that was given up. */
    private static final Duration ASK_ONCE_MORE = Duration.ofSeconds(2);

    static final String RESERVE = "reserve";
    static final String CREATE = "create";
    static final String GROW = "grow";
    static final String SHRINK = "shrink";
    static final String DESTROY = "destroy";
    static final String UNRESERVE = "unreserve";

    void take(Turn turn, OperationStatus status) {
        String[] id = status.operationId().value().split("/", -1);
        if (id.length >= 2) {
            Optional<NodeRecord> owner = turn.state().nodes().values().stream()
                    .filter(node -> node.claim()
                            .filter(claim -> claim.uid().equals(id[0]))
                            .isPresent())
                    .findFirst();
            owner.ifPresent(node -> apply(turn, node, id[1], status));
            if (owner.isEmpty() && id[1].equals(UNRESERVE) && status.state() == OperationStatus.State.FINISHED) {
                surplusReleased(turn, id[0]);
            }
        }
        if (status.wantsAcknowledgement()) {
            turn.effect(new Effect.AcknowledgeOperation(status));
        }
    }

    /** There may be more of it in other offers: one offer that shows nothing is awaited. */
    private static void surplusReleased(Turn turn, String uid) {
        SurplusRecord surplus = turn.state().surplus().get(uid);
        if (surplus != null && !surplus.keepVolume()) {
            Showing shown = turn.sight().shown().get(uid);
            AgentId agent = shown == null ? surplus.agent() : shown.agent();
            turn.see(look -> look.shown(
                    turn.sight().shown().plus(uid, new Showing(agent, surplus.role(), true, 0, Showing.ENOUGH - 1))));
        }
    }

    private void apply(Turn turn, NodeRecord node, String operation, OperationStatus status) {
        Claim claim = node.claim().orElseThrow();
        switch (status.state()) {
            case FINISHED -> finished(turn, node, claim, operation);
            case FAILED, ERROR, DROPPED -> failed(turn, node, claim, operation, status);
            case PENDING, UNREACHABLE, GONE_BY_OPERATOR, RECOVERING, UNKNOWN -> {
                // Nothing certain: the next offer shows what came of it.
            }
        }
    }

    private void finished(Turn turn, NodeRecord node, Claim claim, String operation) {
        switch (operation) {
            case RESERVE -> turn.put(node.at(NodeLife.next(node.state(), Trigger.CREATE_SENT), turn.now));
            case CREATE -> held(turn, node, claim);
            case GROW, SHRINK -> claim.change().ifPresent(change -> turn.put(node.with(claim.holding(change))));
            case UNRESERVE -> released(turn, node);
            default -> {
                // DESTROY is followed by UNRESERVE, whose end counts.
            }
        }
    }

    private static void failed(Turn turn, NodeRecord node, Claim claim, String operation, OperationStatus status) {
        String why = operation + " on " + claim.agent().hostname() + " failed: " + status.message();
        switch (operation) {
            case RESERVE, CREATE -> giveUp(turn, node, why);
            case GROW, SHRINK -> turn.put(node.with(claim.answered()));
            default -> {
                // That it was sent is kept: what is then in no offer any more is released after all.
                turn.put(node.at(NodeLife.next(node.state(), Trigger.RELEASE_FAILED), turn.now));
                turn.tell(EventKind.RESERVATION, node.id(), node.id().shortName() + ": " + why + "; tried again");
            }
        }
    }

    /** The claim is dropped, what may have come of it written down as surplus, and the node is wished for anew. */
    static void giveUp(Turn turn, NodeRecord node, String why) {
        NodeState next = NodeLife.next(node.state(), Trigger.CLAIM_FAILED);
        if (next == node.state()) {
            return;
        }
        turn.fact(new Fact.Surplus(Releasing.surplus(node, why, false, turn.now)));
        turn.put(node.withoutClaim().at(next, turn.now).with(node.trouble().more(why, turn.now)));
        turn.tell(EventKind.RESERVATION, node.id(), node.id().shortName() + ": " + why + "; it is tried again");
    }

    private static void held(Turn turn, NodeRecord node, Claim claim) {
        NodeState next = NodeLife.next(node.state(), Trigger.VOLUME_SEEN);
        if (next == node.state()) {
            return;
        }
        NodeRecord changed = node.with(claim.answered()).at(next, turn.now);
        if (node.state() == NodeState.UNREACHABLE) {
            // Mesos offers no volume that is in use; and a process that shows up after all is killed.
            changed = changed.with(node.incarnation()
                    .orElseThrow()
                    .said(TaskState.GONE, "its volume is offered, so nothing runs on it", turn.now));
        } else {
            changed = changed.with(Trouble.NONE);
        }
        turn.put(changed);
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + " has its volume on " + claim.agent().hostname());
    }

    private static void released(Turn turn, NodeRecord node) {
        if (isBeingReleased(node)) {
            String uid = node.claim().orElseThrow().uid();
            turn.see(look -> look.shown(turn.sight().shown().minus(uid)));
            turn.put(node.withoutClaim().at(NodeLife.next(node.state(), Trigger.ALL_RELEASED), turn.now));
            turn.tell(EventKind.RESERVATION, node.id(), node.id().shortName() + " is released");
        }
    }

    /** Whether DESTROY and UNRESERVE were sent for it, now or before. */
    private static boolean isBeingReleased(NodeRecord node) {
        boolean sent = node.claim().flatMap(Claim::sentAt).isPresent();
        return node.state() == NodeState.REMOVING
                || (node.state() == NodeState.STOPPED && node.goal() == Goal.RELEASED && sent);
    }

    /** An offer is the second witness: what carries a claim's uid is there, what it shows of a volume exists. */
    void seenIn(Turn turn, Offer offer) {
        SortedMap<String, Resources> ours =
                Claims.all(offer.resources(), turn.state().self().owner());
        for (String uid : ours.keySet()) {
            holder(turn, uid).ifPresent(node -> shown(turn, node, offer));
        }
        TreeSet<String> expected = new TreeSet<>();
        turn.state().surplus().values().stream()
                .filter(surplus -> surplus.mayBeIn(offer, turn.sight().agents()))
                .forEach(surplus -> expected.add(surplus.uid()));
        turn.sight().shown().forEach((uid, showing) -> {
            if (isFrom(offer, showing.agent(), showing.role())) {
                expected.add(uid);
            }
        });
        for (NodeId id : turn.inhabitants().at(offer.agentId(), offer.role())) {
            turn.state()
                    .node(id)
                    .filter(ClaimOutcomes::isBeingReleased)
                    .flatMap(NodeRecord::claim)
                    .ifPresent(claim -> expected.add(claim.uid()));
        }
        expected.addAll(ours.keySet());
        expected.forEach(uid -> count(turn, offer, uid, ours.containsKey(uid)));
    }

    private static boolean isFrom(Offer offer, AgentId agent, String role) {
        return offer.agentId().equals(agent) && offer.role().equals(role);
    }

    private static Optional<NodeRecord> holder(Turn turn, String uid) {
        return turn.inhabitants()
                .holding(uid)
                .flatMap(turn.state()::node)
                .filter(node ->
                        node.claim().filter(claim -> claim.uid().equals(uid)).isPresent());
    }

    /** Counts what offers show of a claim that no living node holds; what two of them in a row do not show is gone. */
    private static void count(Turn turn, Offer offer, String uid, boolean isThere) {
        Optional<NodeRecord> holder = holder(turn, uid);
        if (holder.isPresent()
                && !isBeingReleased(holder.get())
                && !turn.state().surplus().containsKey(uid)) {
            return;
        }
        Showing before =
                turn.sight().shown().getOrDefault(uid, new Showing(offer.agentId(), offer.role(), false, 0, 0));
        boolean inHand = turn.sight().offers().values().stream()
                .anyMatch(held ->
                        !part(held.offer(), uid, turn.state().self().owner()).isEmpty());
        if (!isThere && (inHand || mayYetCome(turn, uid, before))) {
            return;
        }
        // What an agent has may come in several offers: one that does not show it takes nothing back from those that
        // did.
        Showing after = isThere
                ? new Showing(offer.agentId(), offer.role(), true, before.times() + 1, 0)
                : new Showing(before.agent(), before.role(), before.seen(), before.times(), before.misses() + 1);
        if (!after.isGone()) {
            turn.see(look -> look.shown(turn.sight().shown().plus(uid, after)));
            return;
        }
        if (turn.state().surplus().containsKey(uid) && isListed(turn, offer.agentId(), uid)) {
            askOnceMore(turn, uid, after);
            return;
        }
        turn.see(look -> look.shown(turn.sight().shown().minus(uid)));
        Leaks.missed(turn, uid);
        holder.ifPresent(node -> released(turn, node));
        if (turn.state().surplus().containsKey(uid)) {
            turn.fact(new Fact.SurplusGone(uid));
        }
    }

    /** Offers show only what is free. Whether something is in use that no record tells of, the master knows. */
    private static boolean isListed(Turn turn, AgentId agent, String uid) {
        Agent there = turn.sight().agents().get(agent);
        return there != null
                && turn.sight().agentsComplete()
                && !Claims.of(there.total(), turn.state().self().owner(), uid).isEmpty();
    }

    /** What the master told may be of before the release: it is asked anew, and the next offer judged by what it says then. */
    private static void askOnceMore(Turn turn, String uid, Showing showing) {
        Showing undecided =
                new Showing(showing.agent(), showing.role(), showing.seen(), showing.times(), Showing.ENOUGH - 1);
        turn.see(look -> look.shown(turn.sight().shown().plus(uid, undecided)));
        if (!turn.now.isBefore(turn.sight().agentsAskedAt().plus(ASK_ONCE_MORE))) {
            turn.see(look -> look.agentsAskedAt(Instant.EPOCH));
        }
    }

    /**
     * Whether it is too early to conclude anything from an offer that does not show a surplus: a RESERVE that was under way when it
     * was given up may come true late, and what an executor has comes free after its task's.
     */
    private static boolean mayYetCome(Turn turn, String uid, Showing before) {
        SurplusRecord surplus = turn.state().surplus().get(uid);
        if (surplus == null) {
            return false;
        }
        if (Releasing.isBeingReplaced(turn, surplus)) {
            return true;
        }
        Instant until = surplus.since().plus(before.seen() ? NodeCare.OPERATION_TIMEOUT : MAY_COME_LATE);
        return turn.now.isBefore(until);
    }

    private static void shown(Turn turn, NodeRecord node, Offer offer) {
        Claim claim = node.claim().orElseThrow();
        NodeRecord current = node;
        if (!claim.agent().id().equals(offer.agentId())) {
            claim = claim.on(offer.agent());
            current = node.with(claim);
            turn.put(current);
            turn.tell(
                    EventKind.RESERVATION,
                    node.id(),
                    node.id().shortName() + "'s volume turned up under the new agent id " + offer.agentId());
        }
        Resources mine = part(offer, claim.uid(), turn.state().self().owner());
        if (mine.volume(claim.persistenceId()).isPresent()) {
            held(turn, current, claim);
        }
    }

    /** What of an offer carries a claim's uid, and is ours. */
    static Resources part(Offer offer, String uid, String owner) {
        return Claims.of(offer.resources(), owner, uid);
    }
}
