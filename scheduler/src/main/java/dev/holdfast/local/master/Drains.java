package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.DrainConfig;
import dev.holdfast.mesos.v1.DrainInfo;
import dev.holdfast.mesos.v1.DrainState;
import dev.holdfast.mesos.v1.DurationInfo;
import java.util.OptionalLong;

/** Agents an operator empties or closes to new work. */
final class Drains {

    private static final double NANOS = 1e9;

    private final World world;
    private final Offers offers;
    private final Departures departures;

    Drains(World world, Offers offers, Departures departures) {
        this.world = world;
        this.offers = offers;
        this.departures = departures;
    }

    Reply drain(Agent agent, OptionalLong maxGraceNanos, boolean markGone) {
        DrainConfig.Builder config = DrainConfig.newBuilder().setMarkGone(markGone);
        maxGraceNanos.ifPresent(
                nanos -> config.setMaxGracePeriod(DurationInfo.newBuilder().setNanoseconds(nanos)));
        agent.drain = DrainInfo.newBuilder()
                .setState(DrainState.DRAINING)
                .setConfig(config)
                .build();
        offers.rescind(agent);
        world.tell(agent, order(agent));
        world.save();
        return Reply.OK;
    }

    static ToAgent.Drain order(Agent agent) {
        DrainConfig config = agent.drain.getConfig();
        double seconds = config.hasMaxGracePeriod() ? config.getMaxGracePeriod().getNanoseconds() / NANOS : -1;
        return new ToAgent.Drain(seconds, config.getMarkGone());
    }

    void drained(Agent agent) {
        if (agent.drain.getState() != DrainState.DRAINING) {
            return;
        }
        agent.drain = agent.drain.toBuilder().setState(DrainState.DRAINED).build();
        world.save();
        if (agent.drain.getConfig().getMarkGone()) {
            departures.gone(agent);
        }
    }

    Reply deactivate(Agent agent) {
        agent.deactivated = true;
        offers.rescind(agent);
        world.save();
        return Reply.OK;
    }

    Reply reactivate(Agent agent) {
        if (agent.drain.getState() == DrainState.DRAINING) {
            return Reply.bad("Agent is still in the DRAINING state");
        }
        agent.deactivated = false;
        agent.drain = DrainInfo.getDefaultInstance();
        world.save();
        return Reply.OK;
    }
}
