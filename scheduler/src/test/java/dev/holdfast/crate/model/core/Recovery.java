package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.core.Shards.Held;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Makes an assigned copy ready: new ones are empty, old primaries read their disk, restored ones a repository, and
 * all others get what they
 * miss from the primary. A copy that has data of before keeps what every in-sync copy is known to have and gets only
 * the rest.
 */
final class Recovery {
    private static final long CALL_MS = 60_000;

    private final World world;
    private final Options options;
    private final Calls calls;
    private final Shards shards;
    private final Held held;
    private final ClusterState state;
    private final Copy copy;
    private final long attempt;

    Recovery(World world, Options options, Calls calls, Shards shards, Held held, ClusterState state) {
        this.world = world;
        this.options = options;
        this.calls = calls;
        this.shards = shards;
        this.held = held;
        this.state = state;
        this.copy = held.copy;
        this.attempt = ++held.attempt;
    }

    void run() {
        switch (copy.source()) {
            case EMPTY_STORE -> {
                held.rows.clear();
                ready();
            }
            case EXISTING_STORE -> {
                held.rows.load();
                ready();
            }
            case SNAPSHOT -> restore();
            case PEER -> fromPrimary();
        }
    }

    private boolean current() {
        return attempt == held.attempt
                && shards.held(copy.index(), copy.shard())
                        .filter(h -> h == held)
                        .isPresent();
    }

    private void ready() {
        held.recovered = held.rows.bytes();
        held.total = held.rows.bytes();
        world.after(options.recoveryMillis(), () -> {
            if (current()) {
                held.rows.belongsTo(copy.allocation());
                held.rows.refresh();
                shards.report(held);
            }
        });
    }

    private void restore() {
        held.rows.clear();
        Optional<List<String>> lines = Repositories.shard(world, state, copy);
        if (lines.isEmpty()) {
            shards.reportFailed(copy, () -> {}, error -> {});
            return;
        }
        held.total = lines.get().stream().mapToLong(line -> line.length() + 1L).sum();
        long rate = Repositories.restoreRate(state, copy);
        long millis = held.total * 1000 / Math.max(1, rate);
        world.after(millis, () -> {
            if (current()) {
                held.rows.apply(lines.get().stream()
                        .map(line -> LocalCopy.doc(Json.parse(line)))
                        .toList());
                ready();
            }
        });
    }

    private void fromPrimary() {
        Optional<Member> source = (copy.target() ? Optional.of(copy.other()) : Optional.<String>empty())
                .filter(node -> copy.primary())
                .or(() -> state.primary(copy.index(), copy.shard()).map(Copy::node))
                .flatMap(state::member);
        if (source.isEmpty()) {
            failed();
            return;
        }
        held.from = source.get().id();
        held.rows.load();
        // First of all it is no copy any more that was in sync once: what is taken back now may have been answered.
        held.rows.belongsTo(copy.allocation());
        held.rows.rollBack(held.rows.checkpoint());
        JsonNode body = Json.object()
                .put("index", copy.index())
                .put("shard", copy.shard())
                .put("allocation", copy.allocation())
                .put("node", options.me().id())
                .put("attempt", attempt)
                .put("have", held.rows.checkpoint());
        calls.call(source.get().address(), "recover", body, CALL_MS, this::begun, error -> {
            if (current() && error.code() == Writes.RETRY) {
                world.after(200, () -> {
                    if (current()) {
                        fromPrimary();
                    }
                });
            } else {
                failed();
            }
        });
    }

    private void begun(JsonNode answer) {
        held.total = answer.path("bytes").asLong();
    }

    private void failed() {
        if (current()) {
            world.log("recovery of " + copy.index() + "/" + copy.shard() + " failed");
            shards.reportFailed(copy, () -> {}, error -> {});
        }
    }

    /** A piece arrived from the primary. */
    static void piece(World world, Options options, Shards shards, JsonNode body, Calls.Reply reply) {
        Held held = shards.held(
                        body.path("index").asString(), body.path("shard").asInt())
                .filter(h -> h.copy.allocation().equals(body.path("allocation").asString()))
                .filter(h -> h.attempt == body.path("attempt").asLong())
                .orElseThrow(() -> SqlException.internal("RecoveryFailedException[no such recovery]"));
        held.rows.apply(Shards.docs(body.path("docs")));
        held.recovered += body.path("bytes").asLong();
        if (body.path("last").asBoolean()) {
            held.from = "";
            body.path("recovering").forEach(allocation -> held.recovering.add(allocation.asString()));
            long wait = Math.max(0, held.begunAt + options.recoveryMillis() - world.now());
            world.after(wait, () -> {
                if (shards.held(held.copy.index(), held.copy.shard())
                        .filter(h -> h == held)
                        .isEmpty()) {
                    return;
                }
                held.rows.checkpoint(body.path("checkpoint").asLong());
                held.rows.belongsTo(held.copy.allocation());
                held.rows.refresh();
                shards.report(held);
            });
        }
        reply.ok(Json.nothing());
    }
}
