package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToMaster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One event being handled: when, and what is to be done because of it. */
final class Turn {

    private final Instant now;
    private final boolean connected;
    private final List<AgentEffect> effects = new ArrayList<>();

    Turn(Instant now, boolean connected) {
        this.now = now;
        this.connected = connected;
    }

    Instant now() {
        return now;
    }

    boolean isConnected() {
        return connected;
    }

    void add(AgentEffect effect) {
        effects.add(effect);
    }

    /** Tells the master, or nobody: what is lost while the link is down is told again on registering. */
    void tell(ToMaster message) {
        if (connected) {
            effects.add(new AgentEffect.Send(message));
        }
    }

    List<AgentEffect> effects() {
        return List.copyOf(effects);
    }
}
