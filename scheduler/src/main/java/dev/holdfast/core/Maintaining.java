package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * Maintenance windows, which masters announce.
 *
 * <ol>
 *   <li>What runs on an agent with a window gets an inverse offer from the master. To accept it is to promise that the agent is left
 *       before the window begins: so it is accepted when all of ours there can be taken down or moved as things stand ({@link Leaving}),
 *       or is already, and declined otherwise. Either way the master asks again soon, and gets the answer that is right then.
 *   <li>Offers from the agent say the same of the window, or that there is none. The last word counts.
 *   <li>A master does not say that a window is called off: it only asks no more. So one of which nothing was heard for some time,
 *       though something of ours runs there, is forgotten.
 *   <li>What is placed anew avoids agents with a window soon, by what their offers say of it.
 * </ol>
 */
final class Maintaining {

    /** An inverse offer comes again so long after it was answered. */
    static final double AGAIN_SECONDS = 30;

    /** A master that has asked nothing for so long has nothing to ask. */
    static final Duration UNHEARD = Duration.ofMinutes(2);

    private Maintaining() {}

    static void take(Turn turn, List<InverseOffer> offers) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        for (InverseOffer offer : offers) {
            Window window = Window.of(offer, turn.now);
            windows = windows.plus(window.agent(), window);
        }
        see(turn, windows);
    }

    /** What was told of a window does not hold any more: it has passed, was moved, or is asked about anew. */
    static void rescinded(Turn turn, OfferId offer) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        for (Window window : List.copyOf(windows.values())) {
            if (window.asked().equals(Optional.of(offer))) {
                windows = windows.minus(window.agent());
            }
        }
        see(turn, windows);
    }

    /** What an ordinary offer says of its agent. */
    static void offered(Turn turn, Offer offer) {
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        Optional<Window> before = Optional.ofNullable(windows.get(offer.agentId()));
        if (offer.unavailableFrom().isPresent()) {
            Window said = Window.of(offer, before.flatMap(Window::asked), turn.now);
            see(turn, windows.plus(offer.agentId(), said));
        } else if (before.isPresent()) {
            see(turn, windows.minus(offer.agentId()));
        }
    }

    /** The window that is announced for an agent, or was and is not over. */
    static Optional<Window> of(Turn turn, AgentId agent) {
        return announced(turn.sight(), agent).filter(window -> !window.isOver(turn.now));
    }

    /** The window that was announced last for an agent, over or not. */
    static Optional<Window> announced(Sight sight, AgentId agent) {
        TreePMap<AgentId, Window> windows = sight.windows();
        return Optional.ofNullable(windows.getOrDefault(agent, windows.get(Window.EVERY)));
    }

    static Optional<Window> of(Turn turn, NodeRecord node) {
        return node.claim().flatMap(claim -> of(turn, claim.agent().id()));
    }

    /** Whether the master would have said so by now if a node's agent had a window. */
    static boolean isKnownFree(Turn turn, NodeRecord node) {
        Optional<AgentId> agent = node.claim().map(claim -> claim.agent().id());
        if (agent.isEmpty() || of(turn, agent.get()).isPresent()) {
            return false;
        }
        Optional<Window> past = Optional.ofNullable(turn.sight().windows().get(agent.get()));
        boolean offered = turn.sight().offers().values().stream()
                .anyMatch(held -> held.offer().agentId().equals(agent.get()));
        Instant heard = turn.sight().link().since().plus(UNHEARD);
        if (node.state().isUp() && turn.sight().link().up() && turn.now.isBefore(heard)) {
            turn.wake(heard);
        }
        return past.isPresent()
                || offered
                || (node.state().isUp() && turn.sight().link().up() && !turn.now.isBefore(heard));
    }

    /** Answers what has come and is not answered, and forgets what is said no more. */
    static void answer(Turn turn) {
        if (!turn.sight().link().up()) {
            return;
        }
        TreePMap<AgentId, Window> windows = turn.sight().windows();
        for (Window window : List.copyOf(windows.values())) {
            if (window.asked().isPresent()) {
                List<OfferId> asked = List.of(window.asked().get());
                turn.effect(
                        isPromised(turn, window)
                                ? new Effect.AcceptInverse(asked, AGAIN_SECONDS)
                                : new Effect.DeclineInverse(asked, AGAIN_SECONDS));
                windows = windows.plus(window.agent(), window.answered());
            } else if (isForgotten(turn, window)) {
                windows = windows.minus(window.agent());
                // Whose window it was looks again.
                Rounds.comeAll(turn);
            }
        }
        see(turn, windows);
    }

    private static boolean isPromised(Turn turn, Window window) {
        return turn.state().nodes().values().stream()
                .filter(node -> node.state().mayRun() && isOn(node, window.agent()))
                .allMatch(node -> Obstacles.canLeave(turn, node, window));
    }

    /** What runs there would make the master ask; what rests there is told by offers. */
    private static boolean isForgotten(Turn turn, Window window) {
        Instant until = window.heardAt().plus(UNHEARD);
        boolean rests = turn.state().nodes().values().stream()
                .anyMatch(node -> isOn(node, window.agent())
                        && !node.state().mayRun()
                        && node.claim().isPresent());
        if (window.isOver(turn.now)) {
            return !rests;
        }
        if (rests) {
            return false;
        }
        if (turn.now.isBefore(until)) {
            turn.wake(until);
            return false;
        }
        return true;
    }

    private static boolean isOn(NodeRecord node, AgentId agent) {
        return agent.equals(Window.EVERY)
                || node.claim()
                        .filter(claim -> claim.agent().id().equals(agent))
                        .isPresent();
    }

    private static void see(Turn turn, TreePMap<AgentId, Window> windows) {
        if (!windows.equals(turn.sight().windows())) {
            turn.see(look -> look.windows(windows));
        }
    }
}
