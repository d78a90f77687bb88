package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of a plan.
 *
 * @param id unique in its plan: {@code restart-broker-2}
 * @param title for people
 * @param stages the way through; empty until the step begins, when the package is asked for them, unless it was laid
 *     down with the plan
 * @param at index of the stage it is in, or will begin with
 * @param enteredAt when it entered that stage
 * @param reason why it waits, if it waits
 * @param progress how far the present stage is, for people
 * @param proofs observations (their begin) that have proved the present stage's claim
 * @param overridden rules a user told it to ignore: a name for that rule's outages and refusals, {@code outage:} and a
 *     name for its outages only, {@code *} for everything but refusals
 */
public record Step(
        String id,
        StepKind kind,
        Optional<NodeId> node,
        Optional<Chore> chore,
        String title,
        Status status,
        List<Stage> stages,
        int at,
        Optional<Instant> enteredAt,
        Optional<Reason> reason,
        String progress,
        List<Instant> proofs,
        List<String> overridden,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    public Step {
        if (at < 0) {
            throw new IllegalArgumentException("a step is at stage " + at);
        }
        stages = List.copyOf(stages);
        proofs = List.copyOf(proofs);
        overridden = List.copyOf(overridden);
    }

    /** How far a step is. */
    public enum Status {
        PENDING,
        RUNNING,
        /** Running, but held by something that {@link Step#reason} names. */
        WAITING,
        DONE,
        /** Ended without reaching its end, because the plan was cancelled or replaced. */
        CANCELLED;

        public boolean isOver() {
            return this == DONE || this == CANCELLED;
        }

        public boolean hasBegun() {
            return this == RUNNING || this == WAITING;
        }
    }

    public static Step onNode(StepKind kind, NodeId node, String title) {
        String id = kind.name().toLowerCase(Locale.ROOT) + "-" + node.shortName();
        return pending(id, kind, Optional.of(node), Optional.empty(), title);
    }

    public static Step ofChore(String id, StepKind kind, Chore chore, String title) {
        return pending(id, kind, chore.node(), Optional.of(chore), title);
    }

    private static Step pending(String id, StepKind kind, Optional<NodeId> node, Optional<Chore> chore, String title) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                Status.PENDING,
                List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same step, its way laid down beforehand, to begin in the midst of it. */
    Step along(List<Stage> way, int from) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status,
                way,
                from,
                enteredAt,
                reason,
                progress,
                proofs,
                overridden,
                startedAt,
                finishedAt);
    }

    /** The same step under another id. */
    Step named(String changed) {
        return new Step(
                changed,
                kind,
                node,
                chore,
                title,
                status,
                stages,
                at,
                enteredAt,
                reason,
                progress,
                proofs,
                overridden,
                startedAt,
                finishedAt);
    }

    public Optional<Stage> stage() {
        return at < stages.size() && status.hasBegun() ? Optional.of(stages.get(at)) : Optional.empty();
    }

    /** The same step with a way of its own, instead of the package's. */
    public Step by(List<Stage> way) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status,
                way,
                at,
                enteredAt,
                reason,
                progress,
                proofs,
                overridden,
                startedAt,
                finishedAt);
    }

    public Step begin(List<Stage> way, Instant now) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                Status.RUNNING,
                way,
                0,
                Optional.of(now),
                Optional.empty(),
                "",
                List.of(),
                overridden,
                Optional.of(now),
                Optional.empty());
    }

    /** As before it began, with the way it has; what it waited for is asked again when its turn comes. */
    Step putBack() {
        Step anew = pending(id, kind, node, chore, title).by(stages);
        return overridden.stream().reduce(anew, Step::override, (one, other) -> other);
    }

    /** In another stage of the same way. */
    public Step enter(int stage, Instant now) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                Status.RUNNING,
                stages,
                stage,
                Optional.of(now),
                Optional.empty(),
                "",
                List.of(),
                overridden,
                startedAt,
                finishedAt);
    }

    public Step end(Status how, Instant now) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                how,
                stages,
                at,
                enteredAt,
                Optional.empty(),
                "",
                List.of(),
                overridden,
                startedAt,
                Optional.of(now));
    }

    /** Held by a reason; the reason's {@code since} is kept while the rule is the same. */
    public Step waitFor(Reason why) {
        Reason kept = reason.filter(old -> old.rule().equals(why.rule()))
                .map(old -> new Reason(why.rule(), why.text(), old.since(), why.remedy(), why.until()))
                .orElse(why);
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status.hasBegun() ? Status.WAITING : status,
                stages,
                at,
                enteredAt,
                Optional.of(kept),
                progress,
                proofs,
                overridden,
                startedAt,
                finishedAt);
    }

    /** Not held by anything; how far it is. */
    public Step goOn(String how) {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status.hasBegun() ? Status.RUNNING : status,
                stages,
                at,
                enteredAt,
                Optional.empty(),
                how,
                proofs,
                overridden,
                startedAt,
                finishedAt);
    }

    public Step proved(Instant observationBegin) {
        ArrayList<Instant> more = new ArrayList<>(proofs);
        more.add(observationBegin);
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status,
                stages,
                at,
                enteredAt,
                reason,
                progress,
                more,
                overridden,
                startedAt,
                finishedAt);
    }

    public Step unproved() {
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status,
                stages,
                at,
                enteredAt,
                reason,
                progress,
                List.of(),
                overridden,
                startedAt,
                finishedAt);
    }

    public Step override(String rule) {
        ArrayList<String> more = new ArrayList<>(overridden);
        more.add(rule);
        return new Step(
                id,
                kind,
                node,
                chore,
                title,
                status,
                stages,
                at,
                enteredAt,
                reason,
                progress,
                proofs,
                more,
                startedAt,
                finishedAt);
    }
}
