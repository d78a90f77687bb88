package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What became of RESERVE, CREATE, DESTROY and UNRESERVE. Two witnesses are heard: the operation's own status, where the agent
 * sends one, and offers, which show what is really there. Either is enough; silence is judged by {@link NodeCare}.
 */
final class ClaimOutcomes {

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

    private static void surplusReleased(Turn turn, String uid) {
        if (turn.state().surplus().containsKey(uid)) {
            turn.fact(new Fact.SurplusGone(uid));
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

    private static void failed(
            Turn turn, NodeRecord node, Claim claim, String operation, OperationStatus status) {
        String why = operation + " on " + claim.agent().hostname() + " failed: " + status.message();
        switch (operation) {
            case RESERVE, CREATE -> giveUp(turn, node, why);
            case GROW, SHRINK -> turn.put(node.with(claim.answered()));
            default -> {
                turn.put(node.with(claim.answered()).at(NodeLife.next(node.state(), Trigger.RELEASE_FAILED), turn.now));
                turn.tell(node.id().cluster(), node.id().shortName() + ": " + why + "; tried again");
            }
        }
    }

    /** The claim is dropped, what may have come of it written down as surplus, and the node is wished for anew. */
    static void giveUp(Turn turn, NodeRecord node, String why) {
        NodeState next = NodeLife.next(node.state(), Trigger.CLAIM_FAILED);
        if (next == node.state()) {
            return;
        }
        Claim claim = node.claim().orElseThrow();
        turn.fact(new Fact.Surplus(new SurplusRecord(
                claim.uid(), node.id().toString(), claim.role(), why, false, turn.now)));
        turn.put(node.withoutClaim().at(next, turn.now).with(node.trouble().more(why, turn.now)));
        turn.tell(node.id().cluster(), node.id().shortName() + ": " + why + "; it is tried again");
    }

    private static void held(Turn turn, NodeRecord node, Claim claim) {
        NodeState next = NodeLife.next(node.state(), Trigger.VOLUME_SEEN);
        if (next != node.state()) {
            turn.put(node.with(claim.answered()).at(next, turn.now).with(Trouble.NONE));
            turn.tell(
                    node.id().cluster(),
                    node.id().shortName() + " has its volume on " + claim.agent().hostname());
        }
    }

    private static void released(Turn turn, NodeRecord node) {
        if (node.state() == NodeState.REMOVING) {
            turn.put(node.withoutClaim().at(NodeLife.next(node.state(), Trigger.ALL_RELEASED), turn.now));
            turn.tell(node.id().cluster(), node.id().shortName() + " is released");
        }
    }

    /** An offer is the second witness: what carries a claim's uid is there, what it shows of a volume exists. */
    void seenIn(Turn turn, Offer offer) {
        TreeSet<String> uids = new TreeSet<>();
        String owner = turn.state().self().owner();
        for (Resource resource : offer.resources().all()) {
            if (resource.label(Labels.OWNER).equals(owner)) {
                uids.add(resource.label(Labels.CLAIM));
            }
        }
        for (String uid : uids) {
            turn.see(look -> look.shown(
                    turn.sight().shown().plus(uid, turn.sight().shown().getOrDefault(uid, 0) + 1)));
            turn.state().nodes().values().stream()
                    .filter(node -> node.claim().filter(claim -> claim.uid().equals(uid)).isPresent())
                    .findFirst()
                    .ifPresent(node -> shown(turn, node, offer));
        }
    }

    private static void shown(Turn turn, NodeRecord node, Offer offer) {
        Claim claim = node.claim().orElseThrow();
        NodeRecord current = node;
        if (!claim.agent().id().equals(offer.agentId())) {
            claim = claim.on(offer.agent());
            current = node.with(claim);
            turn.put(current);
            turn.tell(
                    node.id().cluster(),
                    node.id().shortName() + "'s volume turned up under the new agent id " + offer.agentId());
        }
        Resources mine = part(offer, claim.uid());
        if (mine.volume(claim.persistenceId()).isPresent()) {
            held(turn, current, claim);
        }
    }

    /** What of an offer carries a claim's uid. */
    static Resources part(Offer offer, String uid) {
        return offer.resources().filter(resource -> resource.label(Labels.CLAIM).equals(uid));
    }
}
