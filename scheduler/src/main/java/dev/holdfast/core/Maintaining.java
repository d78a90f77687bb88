package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.OfferId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * Maintenance windows, which masters announce as inverse offers.
 *
 * <ol>
 *   <li>To accept one is to promise that the agent is left before the window begins. That is promised only when nothing of ours runs
 *       there any more; until then it is declined for a while, and the master asks again.
 *   <li>What runs there says so: a person stops it, which its package's gate allows or not, and starts it again afterwards.
 *   <li>What is placed anew avoids agents with a window soon, by what their offers say of it.
 * </ol>
 */
final class Maintaining {

    private static final String MAINTENANCE = "maintenance";

    /** In place of an agent where a window is about all that is ours. */
    private static final AgentId EVERY = new AgentId("*");

    /** An inverse offer that was declined comes again after so long. */
    private static final double DECLINE_SECONDS = 30;

    private Maintaining() {}

    /** Answers what has come and is not answered. */
    static void answer(Turn turn) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        if (!turn.sight().link().up()) {
            return;
        }
        for (Window window : List.copyOf(windows.values())) {
            if (window.isAnswered()) {
                continue;
            }
            InverseOffer offer = window.offer();
            boolean free = !runsOn(turn, window.agent());
            turn.effect(
                    free
                            ? new Effect.AcceptInverse(List.of(offer.id()))
                            : new Effect.DeclineInverse(List.of(offer.id()), DECLINE_SECONDS));
            windows = windows.plus(window.agent(), new Window(window.agent(), offer, true));
        }
        if (!windows.equals(turn.sight().windows())) {
            TreePMap<AgentId, Window> answered = windows;
            turn.see(look -> look.windows(answered));
        }
    }

    private static boolean runsOn(Turn turn, AgentId agent) {
        return turn.state().nodes().values().stream()
                .anyMatch(node -> node.state().mayRun()
                        && (agent.equals(EVERY)
                                || node.claim()
                                        .filter(claim -> claim.agent().id().equals(agent))
                                        .isPresent()));
    }

    static void take(Turn turn, List<InverseOffer> offers) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        for (InverseOffer offer : offers) {
            AgentId agent = offer.agent().orElse(EVERY);
            windows = windows.plus(agent, new Window(agent, offer, false));
        }
        TreePMap<AgentId, Window> known = windows;
        turn.see(look -> look.windows(known));
    }

    /** What was told of a window does not hold any more: it has passed, was moved, or is asked about anew. */
    static void rescinded(Turn turn, OfferId offer) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        for (Window window : List.copyOf(windows.values())) {
            if (window.offer().id().equals(offer)) {
                windows = windows.minus(window.agent());
            }
        }
        TreePMap<AgentId, Window> left = windows;
        turn.see(look -> look.windows(left));
    }

    /** Says of a node that runs where a window is announced that it does. */
    static void explain(Turn turn, NodeRecord node) {
        Optional<Window> window = node.claim()
                .map(claim -> turn.sight().windows().get(claim.agent().id()))
                .filter(known -> !isOver(known, turn.now));
        if (window.isEmpty() || !node.state().isUp() || turn.waits.containsKey(node.id())) {
            return;
        }
        Instant from = window.get().offer().from();
        String host = node.claim().orElseThrow().agent().hostname();
        String until = window.get()
                .offer()
                .lasts()
                .map(lasts -> " to " + from.plus(lasts))
                .orElse("");
        turn.wait(
                node.id(),
                MAINTENANCE,
                "agent " + host + " shall be free from " + from + until + " for maintenance, and "
                        + node.id().shortName() + " runs there",
                "holdfast stop " + node.id() + " before, holdfast start " + node.id() + " afterwards",
                Optional.of(from));
    }

    private static boolean isOver(Window window, Instant now) {
        InverseOffer offer = window.offer();
        return offer.lasts()
                .filter(lasts -> !now.isBefore(offer.from().plus(lasts)))
                .isPresent();
    }

    /** A window that was announced, by the agent it is about. */
    record Window(AgentId agent, InverseOffer offer, boolean isAnswered) {}
}
