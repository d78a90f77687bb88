package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Expr;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Restore;
import dev.holdfast.crate.model.state.ClusterState.Snapshot;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** {@code RESTORE SNAPSHOT}: tables and partitions come back as new ones whose primaries read the repository. */
final class Restoring {
    private static final long POLL_MS = 100;

    private final World world;
    private final Master master;
    private final Supplier<ClusterState> applied;

    Restoring(World world, Master master, Supplier<ClusterState> applied) {
        this.world = world;
        this.master = master;
        this.applied = applied;
    }

    void restore(Statement.RestoreSnapshot restore, Function<Expr, JsonNode> constant, Calls.Reply reply) {
        String id = world.newId();
        String schema = Optional.ofNullable(restore.options().get("schema_rename_replacement"))
                .map(e -> Values.text(constant.apply(e)))
                .orElse("");
        master.submit(
                state -> {
                    Snapshots.repository(state, restore.repository());
                    Snapshot snapshot = Snapshots.find(state, restore.repository(), restore.name())
                            .orElseThrow(() -> SqlException.internal("SnapshotRestoreException[[" + restore.repository()
                                    + ":" + restore.name() + "] snapshot does not exist]"));
                    return restored(state, snapshot, restore, constant, id, schema);
                },
                () -> {
                    if (Snapshots.wanted(restore.options(), constant)) {
                        await(id, reply);
                    } else {
                        await(id, Snapshots.silent());
                        reply.ok(Json.number(1));
                    }
                },
                reply::fail);
    }

    private ClusterState restored(
            ClusterState before,
            Snapshot snapshot,
            Statement.RestoreSnapshot restore,
            Function<Expr, JsonNode> constant,
            String id,
            String schema) {
        ClusterState state = before;
        TreeMap<String, String> indices = new TreeMap<>();
        TableChanges changes = new TableChanges(world::newId, world.now(), constant);
        for (Table saved : snapshot.tables()) {
            Optional<Statement.Part> part = restore.parts().stream()
                    .filter(p -> p.table().fqn().equals(saved.fqn()))
                    .findFirst();
            if (!restore.parts().isEmpty() && part.isEmpty()) {
                continue;
            }
            Table wanted = part.isPresent() ? Snapshots.only(saved, part.get(), constant) : saved;
            String into = schema.isEmpty() ? saved.schema() : schema;
            Table there = state.tables().get(into + "." + saved.name());
            Table target = there == null ? wanted.renamed(into, saved.name(), new TreeMap<>()) : there;
            if (wanted.indices().isEmpty()) {
                state = state.edit().table(target).done();
            }
            for (Table.Index index : wanted.indices().values()) {
                if (there != null && there.indices().containsKey(index.ident())) {
                    throw TableChanges.exists(there.fqn());
                }
                List<Table.Shard> shards = new ArrayList<>();
                index.shards().forEach(s -> shards.add(new Table.Shard(0, new TreeSet<>())));
                Table.Index fresh =
                        new Table.Index(world.newId(), index.ident(), index.values(), index.settings(), shards);
                indices.put(fresh.uuid(), index.uuid());
                target = state.tables().getOrDefault(target.fqn(), target);
                state = changes.withIndex(state, target, fresh, Copy.Reason.RESTORED);
            }
        }
        List<Restore> restores = new ArrayList<>(state.restores());
        restores.add(new Restore(id, snapshot.repository(), snapshot.name(), indices));
        return state.edit().restores(restores).done();
    }

    void await(String id, Calls.Reply reply) {
        ClusterState state = applied.get();
        Optional<Restore> running =
                state.restores().stream().filter(r -> r.id().equals(id)).findFirst();
        boolean open = running.isPresent()
                && !state.copies(c -> c.primary()
                                && !c.active()
                                && running.get().indices().containsKey(c.index()))
                        .isEmpty();
        if (open) {
            world.after(POLL_MS, () -> await(id, reply));
            return;
        }
        master.submit(
                before -> before.edit()
                        .restores(before.restores().stream()
                                .filter(r -> !r.id().equals(id))
                                .toList())
                        .done(),
                () -> reply.ok(Json.number(1)),
                reply::fail);
    }
}
