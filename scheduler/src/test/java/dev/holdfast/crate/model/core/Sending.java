package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.core.LocalCopy.Doc;
import dev.holdfast.crate.model.core.Shards.Held;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A primary's side of a recovery. From its start every write goes to the new copy too; meanwhile what was there
 * before is sent in pieces, no
 * faster than {@code indices.recovery.max_bytes_per_sec}. If the primary itself moves, it takes no more writes before
 * the last piece.
 */
final class Sending {
    private static final int PIECE = 500;
    private static final long CALL_MS = 60_000;

    private final World world;
    private final Calls calls;
    private final Supplier<ClusterState> applied;
    private final Held held;
    private final Member target;
    private final String allocation;
    private final long attempt;
    private final List<Doc> docs;
    private int at;

    private Sending(
            World world,
            Calls calls,
            Supplier<ClusterState> applied,
            Held held,
            Member target,
            String allocation,
            long attempt,
            List<Doc> docs) {
        this.world = world;
        this.calls = calls;
        this.applied = applied;
        this.held = held;
        this.target = target;
        this.allocation = allocation;
        this.attempt = attempt;
        this.docs = docs;
    }

    static void begin(
            World world, Calls calls, Supplier<ClusterState> applied, Shards shards, JsonNode body, Calls.Reply reply) {
        Held held = shards.held(
                        body.path("index").asString(), body.path("shard").asInt())
                .filter(h -> h.started && h.copy.primary() && !h.handedOff)
                .orElseThrow(() -> new SqlException(503, Writes.RETRY, "not the primary here"));
        String allocation = body.path("allocation").asString();
        ClusterState state = applied.get();
        boolean known = state.copies(held.copy.index(), held.copy.shard()).stream()
                .anyMatch(c -> c.allocation().equals(allocation));
        Member target = state.member(body.path("node").asString())
                .filter(m -> known)
                .orElseThrow(() -> new SqlException(503, Writes.RETRY, "that copy is not known here yet"));
        held.recovering.add(allocation);
        List<Doc> docs = held.rows.after(body.path("have").asLong());
        long bytes = body.path("have").asLong() == 0 ? held.rows.bytes() : docs.size() * 60L;
        reply.ok(Json.object().put("bytes", bytes));
        long attempt = body.path("attempt").asLong();
        new Sending(world, calls, applied, held, target, allocation, attempt, docs).next();
    }

    private boolean wanted() {
        List<Copy> copies = applied.get().copies(held.copy.index(), held.copy.shard());
        return copies.stream().anyMatch(c -> c.allocation().equals(allocation))
                && copies.stream().anyMatch(c -> c.primary() && c.allocation().equals(held.copy.allocation()));
    }

    private void next() {
        if (!wanted()) {
            end();
            return;
        }
        List<Doc> piece = docs.subList(at, Math.min(docs.size(), at + PIECE));
        at += piece.size();
        boolean last = at >= docs.size();
        if (last && moves()) {
            held.handedOff = true;
            if (!held.inFlight.isEmpty()) {
                at -= piece.size();
                world.after(10, this::next);
                return;
            }
        }
        long bytes = piece.stream()
                .mapToLong(d -> Json.string(LocalCopy.entry(d)).length() + 1L)
                .sum();
        // Who takes the primary's place goes on with what this one has begun.
        List<String> alsoRecovering = moves() ? List.copyOf(held.recovering) : List.of();
        JsonNode body = Json.object()
                .put("index", held.copy.index())
                .put("shard", held.copy.shard())
                .put("allocation", allocation)
                .put("attempt", attempt)
                .put("bytes", bytes)
                .put("last", last)
                .put("checkpoint", held.settled())
                .<ObjectNode>set("recovering", Json.tree(alsoRecovering))
                .set("docs", Shards.entries(piece));
        long rate = Settings.bytes(applied.get().setting("indices.recovery.max_bytes_per_sec"));
        world.after(bytes * 1000 / Math.max(1, rate), () -> send(body, last));
    }

    private void send(JsonNode body, boolean last) {
        calls.call(
                target.address(),
                "recover-piece",
                body,
                CALL_MS,
                ok -> {
                    if (!last) {
                        next();
                    }
                },
                error -> end());
    }

    private boolean moves() {
        return held.copy.other().equals(target.id());
    }

    private void end() {
        held.recovering.remove(allocation);
        if (moves()) {
            held.handedOff = false;
        }
    }
}
