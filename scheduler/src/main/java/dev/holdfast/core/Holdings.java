package dev.holdfast.core;

import dev.holdfast.core.Answer.Kind;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;

/** What people decide about reservations and volumes that no node of theirs holds. */
final class Holdings {

    private Holdings() {}

    static Answer answer(Turn turn, Command.OnHoldings command) {
        Optional<NodeRecord> holder = holder(turn, command.uid());
        if (command instanceof Command.Forget
                && holder.filter(node -> Uninstalling.isForgettable(turn, node)).isPresent()) {
            return forget(turn, holder.get());
        }
        if (holder.isPresent()) {
            String node = holder.get().id().toString();
            return refused(
                    Kind.CONFLICT,
                    "'" + command.uid() + "' is what " + node + " stands on",
                    "holdfast remove " + node + " gives it up");
        }
        if (command instanceof Command.Adopt adopt) {
            return adopt(turn, adopt);
        }
        if (command instanceof Command.Release release) {
            return release(turn, release);
        }
        return forget(turn, (Command.Forget) command);
    }

    private static Optional<NodeRecord> holder(Turn turn, String uid) {
        return turn.state().nodes().values().stream()
                .filter(node ->
                        node.claim().filter(claim -> claim.uid().equals(uid)).isPresent())
                .findFirst();
    }

    private static Answer adopt(Turn turn, Command.Adopt adopt) {
        SurplusRecord surplus = turn.state().surplus().get(adopt.uid());
        if (surplus != null) {
            return refused(
                    Kind.CONFLICT,
                    "'" + adopt.uid() + "' was given up: " + surplus.why(),
                    surplus.keepVolume()
                            ? "its files are on " + surplus.host() + " until you say holdfast audit release "
                                    + adopt.uid()
                            : "it is released as soon as it is offered");
        }
        return Leaks.of(turn.state(), adopt.uid())
                .map(leak -> Adopting.adopt(turn, leak))
                .orElseGet(() -> unknown(adopt.uid()));
    }

    private static Answer release(Turn turn, Command.Release release) {
        if (!release.confirmation().equals(release.uid())) {
            return refused(
                    Kind.INVALID,
                    "this destroys the volume in '" + release.uid() + "', and wants its name as confirmation",
                    "holdfast audit release " + release.uid() + " --confirm " + release.uid());
        }
        SurplusRecord surplus = turn.state().surplus().get(release.uid());
        if (surplus != null && !surplus.keepVolume()) {
            return new Answer.Nothing("'" + release.uid() + "' is given up already: it is released when "
                    + surplus.host() + " offers it");
        }
        Optional<SurplusRecord> given = surplus == null
                ? Leaks.of(turn.state(), release.uid()).map(leak -> givenUp(leak, turn))
                : Optional.of(new SurplusRecord(
                        surplus.uid(),
                        surplus.node(),
                        surplus.role(),
                        surplus.agent(),
                        surplus.host(),
                        "a person released it; kept before, because " + surplus.why(),
                        false,
                        turn.now));
        if (given.isEmpty()) {
            return unknown(release.uid());
        }
        turn.fact(new Fact.Surplus(given.get()));
        tell(turn, given.get(), "a person released the volume and reservation " + release.uid());
        return new Answer.Done("'" + release.uid() + "' of " + given.get().node()
                + " is destroyed and unreserved as soon as two offers from "
                + given.get().hostname() + " have shown it; holdfast audit tells");
    }

    private static SurplusRecord givenUp(Leak leak, Turn turn) {
        return new SurplusRecord(
                leak.uid(),
                leak.node(),
                leak.role(),
                leak.agent().id(),
                leak.agent().hostname(),
                "a person released it; there was no record of it",
                false,
                turn.now);
    }

    /** Only what is on an agent that the master does not have: should it come back, it is ours without a record. */
    private static Answer forget(Turn turn, Command.Forget forget) {
        SurplusRecord surplus = turn.state().surplus().get(forget.uid());
        if (surplus == null) {
            return unknown(forget.uid());
        }
        if (!Auditing.isAway(turn.sight(), surplus)) {
            return refused(
                    Kind.CONFLICT,
                    "the agent on " + surplus.host() + " is there, or the master does not tell",
                    surplus.keepVolume()
                            ? "holdfast audit release " + forget.uid() + " destroys it"
                            : "it is released when it is offered");
        }
        turn.fact(new Fact.SurplusGone(forget.uid()));
        turn.see(look -> look.shown(turn.sight().shown().minus(forget.uid())));
        tell(turn, surplus, "a person says that " + surplus.host() + " will not come back with " + forget.uid());
        return forgotten(forget.uid(), surplus.host());
    }

    /** An uninstall waits for an agent that is away, but not for one that never comes back. */
    private static Answer forget(Turn turn, NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        String host = claim.agent().hostname();
        Uninstalling.drop(turn, node);
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + ": a person says that " + host + " will not come back with " + claim.uid());
        return forgotten(claim.uid(), host);
    }

    private static Answer forgotten(String uid, String host) {
        return new Answer.Done(
                "'" + uid + "' is forgotten; should " + host + " come back with it, holdfast audit lists it again");
    }

    private static void tell(Turn turn, SurplusRecord surplus, String text) {
        NodeId.parse(surplus.node())
                .filter(node -> turn.state().cluster(node.cluster()).isPresent())
                .ifPresent(node -> turn.tell(EventKind.RESERVATION, node, node.shortName() + ": " + text));
    }

    private static Answer unknown(String uid) {
        return refused(
                Kind.UNKNOWN, "nothing is known of '" + uid + "'", "holdfast audit lists what is there for a person");
    }

    private static Answer refused(Kind kind, String message, String remedy) {
        return new Answer.Refused(kind, List.of(Problem.of("", message, remedy)));
    }
}
