package dev.holdfast.core;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What we hold true of a node.
 *
 * @param goal what plans want of it
 * @param since when it came into its state
 * @param generation of its volume, from 1
 * @param marked whether a process of this generation was ever seen alive: from then on its volume must carry the mark, and an
 *     empty one is not taken for new
 * @param claim where it stands; empty if nowhere
 * @param incarnation the newest launch; empty if never launched in this generation
 * @param launches of its whole life, so that numbers and task ids never repeat
 * @param past its last launches before the newest, newest first; empty also in records of before they were noted
 * @param chores beside it, under way and ended; empty also in records of before there were any
 */
public record NodeRecord(
        NodeId id,
        Goal goal,
        NodeState state,
        Instant since,
        int generation,
        boolean marked,
        Optional<Claim> claim,
        Optional<Incarnation> incarnation,
        int launches,
        Trouble trouble,
        Optional<Beside> chores,
        Optional<List<PastLaunch>> past) {

    /** A node beside which nothing runs or ran. */
    public NodeRecord(
            NodeId id,
            Goal goal,
            NodeState state,
            Instant since,
            int generation,
            boolean marked,
            Optional<Claim> claim,
            Optional<Incarnation> incarnation,
            int launches,
            Trouble trouble) {
        this(
                id,
                goal,
                state,
                since,
                generation,
                marked,
                claim,
                incarnation,
                launches,
                trouble,
                Optional.empty(),
                Optional.empty());
    }

    public static NodeRecord wanted(NodeId id, Instant now) {
        return new NodeRecord(
                id, Goal.STOPPED, NodeState.WANTED, now, 1, false, Optional.empty(), Optional.empty(), 0, Trouble.NONE);
    }

    public NodeRecord at(NodeState next, Instant now) {
        return next == state
                ? this
                : new NodeRecord(
                        id, goal, next, now, generation, marked, claim, incarnation, launches, trouble, chores, past);
    }

    public NodeRecord with(Goal next) {
        return new NodeRecord(
                id, next, state, since, generation, marked, claim, incarnation, launches, trouble, chores, past);
    }

    public NodeRecord with(Claim next) {
        return new NodeRecord(
                id,
                goal,
                state,
                since,
                generation,
                marked,
                Optional.of(next),
                incarnation,
                launches,
                trouble,
                chores,
                past);
    }

    public NodeRecord withoutClaim() {
        return new NodeRecord(
                id,
                goal,
                state,
                since,
                generation,
                marked,
                Optional.empty(),
                incarnation,
                launches,
                trouble,
                chores,
                past);
    }

    public NodeRecord with(Trouble next) {
        return new NodeRecord(
                id, goal, state, since, generation, marked, claim, incarnation, launches, next, chores, past);
    }

    /** The newest launch with news of it. */
    public NodeRecord with(Incarnation next) {
        return new NodeRecord(
                id, goal, state, since, generation, marked, claim, Optional.of(next), launches, trouble, chores, past);
    }

    public NodeRecord launched(Incarnation next, Instant now) {
        return new NodeRecord(
                id,
                goal,
                NodeState.LAUNCHING,
                now,
                generation,
                marked,
                claim,
                Optional.of(next),
                next.number(),
                trouble,
                chores,
                withPast());
    }

    /** There was a launch of this number, though this record does not know it. */
    NodeRecord countedTo(int number) {
        return new NodeRecord(
                id,
                goal,
                state,
                since,
                generation,
                marked,
                claim,
                incarnation,
                Math.max(launches, number),
                trouble,
                chores,
                past);
    }

    /** Chores beside it. */
    public Beside beside() {
        return chores.orElse(Beside.NOTHING);
    }

    public NodeRecord with(Beside next) {
        return new NodeRecord(
                id,
                goal,
                state,
                since,
                generation,
                marked,
                claim,
                incarnation,
                launches,
                trouble,
                next.equals(Beside.NOTHING) ? Optional.empty() : Optional.of(next),
                past);
    }

    /** A process of this generation was seen alive, so its volume carries our mark. */
    public NodeRecord seenAlive() {
        return marked
                ? this
                : new NodeRecord(
                        id, goal, state, since, generation, true, claim, incarnation, launches, trouble, chores, past);
    }

    /** A new, empty volume is wished for elsewhere; same identity. */
    public NodeRecord renewed(Instant now) {
        return new NodeRecord(
                id,
                Goal.STOPPED,
                NodeState.WANTED,
                now,
                generation + 1,
                false,
                Optional.empty(),
                Optional.empty(),
                launches,
                Trouble.NONE,
                Optional.empty(),
                withPast());
    }

    /** Its last launches, the newest first; those without a place are not among them. */
    public List<PastLaunch> launchesKnown() {
        return withPast().orElse(List.of());
    }

    private Optional<List<PastLaunch>> withPast() {
        return incarnation.isPresent() && claim.isPresent()
                ? Optional.of(PastLaunch.before(
                        past.orElse(List.of()),
                        PastLaunch.of(incarnation.get(), claim.get().agent())))
                : past;
    }
}
