package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Health;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Settings;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * {@code ALTER CLUSTER DECOMMISSION}, with its defects: it waits until nothing moves in the whole cluster, so that
 * shards which cannot move
 * do not hold it; and up to 6.4.3 it leaves even if it waited in vain and was not told to force anything.
 */
final class Leaving {
    private static final long POLL_MS = 200;
    private static final long END_MS = 5000;
    private static final int FIXED_IN = 6_004_004;

    private final World world;
    private final Options options;
    private final Around around;
    private final Supplier<ClusterState> applied;
    private boolean leaves;

    Leaving(World world, Options options, Calls calls, Around around, Supplier<ClusterState> applied) {
        this.world = world;
        this.options = options;
        this.around = around;
        this.applied = applied;
        calls.on("leave", (body, reply) -> begin(() -> reply.ok(Json.nothing())));
    }

    /** Whether statements are refused already. */
    boolean leaves() {
        return leaves;
    }

    void begin(Runnable answered) {
        if (setting("cluster.graceful_stop.min_availability").equals("NONE")) {
            leaves = true;
            answered.run();
            world.after(END_MS, () -> world.exit(0));
            return;
        }
        leaves = true;
        long until = world.now() + Settings.millis(setting("cluster.graceful_stop.timeout"));
        around.ask("decommission", mark(true), () -> world.after(POLL_MS, () -> await(until, answered)), error -> {
            leaves = false;
            answered.run();
        });
    }

    private JsonNode mark(boolean on) {
        return Json.object().put("node", options.me().id()).put("on", on);
    }

    private String setting(String name) {
        return applied.get().setting(name);
    }

    private void await(long until, Runnable answered) {
        ClusterState state = applied.get();
        Health.Colour worst = setting("cluster.graceful_stop.min_availability").equals("FULL")
                ? Health.Colour.GREEN
                : Health.Colour.YELLOW;
        boolean still = state.copies(c -> c.state() == Copy.State.RELOCATING).isEmpty();
        boolean well = Health.ofCluster(state).colour().compareTo(worst) <= 0;
        if (still && well) {
            end(answered);
        } else if (world.now() < until) {
            world.after(POLL_MS, () -> await(until, answered));
        } else if (version() < FIXED_IN
                || setting("cluster.graceful_stop.force").equals("true")) {
            end(answered);
        } else {
            around.ask("decommission", mark(false), () -> {}, error -> {});
            leaves = false;
            answered.run();
        }
    }

    private int version() {
        int number = 0;
        for (String part : options.me().version().split("[.-]", 4)) {
            number = number * 1000
                    + (part.chars().allMatch(Character::isDigit) && !part.isEmpty() ? Integer.parseInt(part) : 0);
        }
        return number;
    }

    private void end(Runnable answered) {
        answered.run();
        world.after(END_MS, () -> world.exit(0));
    }
}
