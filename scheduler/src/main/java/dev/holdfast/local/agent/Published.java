package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentSnapshot;

/** The newest state of an agent, for whoever looks from another thread. */
final class Published {

    private volatile AgentSnapshot state;

    Published(AgentSnapshot state) {
        this.state = state;
    }

    AgentSnapshot get() {
        return state;
    }

    void set(AgentSnapshot newer) {
        state = newer;
    }
}
