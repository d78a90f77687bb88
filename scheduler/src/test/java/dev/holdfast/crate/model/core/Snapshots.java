package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Expr;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Repository;
import dev.holdfast.crate.model.state.ClusterState.Snapshot;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Repositories of type {@code fs}, snapshots into them and restores from them. Snapshots run one after the other, as
 * in the real one.
 */
final class Snapshots {
    private static final String RUNNING = "IN_PROGRESS";
    private static final long SHARD_MS = 600_000;
    private static final long POLL_MS = 100;
    /** By then the lost node's shards have new primaries. */
    private static final long RESUME_MS = 2000;

    private final World world;
    private final Options options;
    private final Calls calls;
    private final Master master;
    private final java.util.function.Supplier<ClusterState> applied;

    Snapshots(
            World world,
            Options options,
            Calls calls,
            Master master,
            Shards shards,
            java.util.function.Supplier<ClusterState> applied) {
        this.world = world;
        this.options = options;
        this.calls = calls;
        this.master = master;
        this.applied = applied;
        calls.on("snapshot-shard", (body, reply) -> {
            List<String> lines = shards.serving(
                            body.path("index").asString(), body.path("shard").asInt())
                    .rows
                    .export();
            long bytes = lines.stream().mapToLong(l -> l.length() + 1L).sum();
            world.after(bytes * 1000 / Math.max(1, body.path("rate").asLong()), () -> {
                world.files().writeForeign(body.path("path").asString(), lines);
                reply.ok(Json.nothing());
            });
        });
    }

    void run(Statement statement, Function<Expr, JsonNode> constant, Calls.Reply reply) {
        if (statement instanceof Statement.CreateRepository create) {
            change(state -> create(state, create, constant), reply);
        } else if (statement instanceof Statement.AlterRepository alter) {
            change(state -> alter(state, alter, constant), reply);
        } else if (statement instanceof Statement.DropRepository drop) {
            change(
                    state -> {
                        repository(state, drop.name());
                        unused(state, drop.name());
                        TreeMap<String, Repository> left = new TreeMap<>(state.repositories());
                        left.remove(drop.name());
                        return state.edit()
                                .repositories(left)
                                .snapshots(Repositories.without(state.snapshots(), drop.name()))
                                .done();
                    },
                    reply);
        } else if (statement instanceof Statement.CreateSnapshot create) {
            begin(create, constant, reply);
        } else if (statement instanceof Statement.DropSnapshot drop) {
            drop(drop, reply);
        } else if (statement instanceof Statement.RestoreSnapshot restore) {
            new Restoring(world, master, applied).restore(restore, constant, reply);
        } else {
            throw SqlException.unsupported("statement is not supported");
        }
    }

    /** A new master goes on with what the one before it had begun. */
    void resume() {
        ClusterState state = applied.get();
        state.snapshots().stream()
                .filter(s -> s.state().equals(RUNNING))
                .forEach(s -> world.after(RESUME_MS, () -> work(s.uuid(), silent())));
        state.restores().forEach(r -> new Restoring(world, master, applied).await(r.id(), silent()));
    }

    private void change(UnaryOperator<ClusterState> change, Calls.Reply reply) {
        master.submit(change, () -> reply.ok(Json.number(1)), reply::fail);
    }

    private ClusterState create(
            ClusterState state, Statement.CreateRepository create, Function<Expr, JsonNode> constant) {
        if (state.repositories().containsKey(create.name())) {
            throw new SqlException(
                    409, 4095, "RepositoryAlreadyExistsException[Repository '" + create.name() + "' already exists]");
        }
        SortedMap<String, String> settings = texts(create.settings(), constant);
        if (!create.type().equals("fs")) {
            throw SqlException.internal(
                    "RepositoryException[[] [" + create.name() + "] Unable to verify the repository, [" + create.name()
                            + "] is not accessible on master node: the model has only repositories of type fs]");
        }
        String location = settings.getOrDefault("location", "");
        boolean allowed = options.repositories().stream().anyMatch(path -> location.startsWith(path));
        if (!allowed) {
            String why = options.repositories().isEmpty() ? " because this setting is empty" : "";
            throw SqlException.internal("RepositoryException[[" + create.name() + "] location [" + location
                    + "] doesn't match any of the locations specified by path.repo" + why + "]");
        }
        Repository made = new Repository(create.name(), create.type(), settings);
        List<Snapshot> all = new ArrayList<>(Repositories.without(state.snapshots(), made.name()));
        all.addAll(Repositories.kept(world, made));
        return with(state, made).edit().snapshots(all).done();
    }

    private static SortedMap<String, String> texts(Map<String, Expr> given, Function<Expr, JsonNode> constant) {
        TreeMap<String, String> texts = new TreeMap<>();
        given.forEach((name, value) -> {
            JsonNode one = constant.apply(value);
            texts.put(name, one.isBoolean() ? one.toString() : Values.text(one));
        });
        return texts;
    }

    private static ClusterState with(ClusterState state, Repository repository) {
        TreeMap<String, Repository> all = new TreeMap<>(state.repositories());
        all.put(repository.name(), repository);
        return state.edit().repositories(all).done();
    }

    static Repository repository(ClusterState state, String name) {
        Repository found = state.repositories().get(name);
        if (found == null) {
            throw new SqlException(404, 4047, "RepositoryMissingException[[" + name + "] missing]");
        }
        return found;
    }

    private static void unused(ClusterState state, String repository) {
        if (state.snapshots().stream()
                .anyMatch(s -> s.repository().equals(repository) && s.state().equals(RUNNING))) {
            throw SqlException.internal(
                    "IllegalStateException[trying to modify or unregister repository that is currently used]");
        }
    }

    private static ClusterState alter(
            ClusterState state, Statement.AlterRepository alter, Function<Expr, JsonNode> constant) {
        Repository old = repository(state, alter.name());
        unused(state, alter.name());
        TreeMap<String, String> settings = new TreeMap<>(old.settings());
        alter.reset().forEach(settings::remove);
        settings.putAll(texts(alter.settings(), constant));
        return with(state, new Repository(old.name(), old.type(), settings));
    }

    static Optional<Snapshot> find(ClusterState state, String repository, String name) {
        return state.snapshots().stream()
                .filter(s -> s.repository().equals(repository) && s.name().equals(name))
                .findFirst();
    }

    private void begin(Statement.CreateSnapshot create, Function<Expr, JsonNode> constant, Calls.Reply reply) {
        String uuid = world.newId();
        master.submit(
                state -> {
                    Repositories.writable(repository(state, create.repository()), "cannot create snapshot in");
                    String shown = "InvalidSnapshotNameException[[" + create.repository() + ":" + create.name()
                            + "] Invalid snapshot name [" + create.name() + "], ";
                    if (find(state, create.repository(), create.name()).isPresent()) {
                        throw new SqlException(409, 4096, shown + "snapshot with the same name already exists]");
                    }
                    if (!create.name().equals(create.name().toLowerCase(Locale.ROOT))) {
                        throw new SqlException(409, 4096, shown + "must be lowercase]");
                    }
                    List<Table> tables = chosen(state, create.parts(), constant);
                    complete(state, create, uuid, tables);
                    List<Snapshot> all = new ArrayList<>(state.snapshots());
                    all.add(new Snapshot(
                            create.repository(),
                            create.name(),
                            uuid,
                            RUNNING,
                            world.now(),
                            0,
                            options.me().version(),
                            create.parts().isEmpty(),
                            tables,
                            List.of()));
                    return state.edit().snapshots(all).done();
                },
                () -> {
                    boolean wait = wanted(create.options(), constant);
                    work(uuid, wait ? reply : silent());
                    if (!wait) {
                        reply.ok(Json.number(1));
                    }
                },
                reply::fail);
    }

    private static void complete(ClusterState state, Statement.CreateSnapshot create, String uuid, List<Table> tables) {
        List<String> missing = new ArrayList<>();
        for (Table table : tables) {
            for (Table.Index index : table.indices().values()) {
                if (!state.copies(c -> c.index().equals(index.uuid()) && c.primary() && !c.active() && !c.target())
                        .isEmpty()) {
                    missing.add(index.uuid());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw SqlException.internal("SnapshotException[[" + create.repository() + ":" + create.name() + "/" + uuid
                    + "] Indices don't have primary shards " + missing + "]");
        }
    }

    static boolean wanted(Map<String, Expr> options, Function<Expr, JsonNode> constant) {
        Expr wait = options.get("wait_for_completion");
        return wait != null && constant.apply(wait).asBoolean();
    }

    static Calls.Reply silent() {
        return new Calls.Reply() {
            @Override
            public void ok(JsonNode body) {}

            @Override
            public void fail(SqlException error) {}
        };
    }

    private static List<Table> chosen(
            ClusterState state, List<Statement.Part> parts, Function<Expr, JsonNode> constant) {
        if (parts.isEmpty()) {
            return List.copyOf(state.tables().values());
        }
        List<Table> tables = new ArrayList<>();
        for (Statement.Part part : parts) {
            Table table = state.tables().get(part.table().fqn());
            if (table == null) {
                throw SqlException.unknownRelation(part.table().fqn());
            }
            tables.add(only(table, part, constant));
        }
        return tables;
    }

    static Table only(Table table, Statement.Part part, Function<Expr, JsonNode> constant) {
        Table left = table;
        List<String> wanted = part.partition().values().stream()
                .map(constant)
                .map(Values::text)
                .toList();
        for (Table.Index index : table.indices().values()) {
            if (!wanted.isEmpty()
                    && !index.values().stream().map(Values::text).toList().equals(wanted)) {
                left = left.without(index.ident());
            }
        }
        return left;
    }

    /** Waits for its turn, then has every primary write its rows. */
    private void work(String uuid, Calls.Reply reply) {
        ClusterState state = applied.get();
        Optional<Snapshot> mine =
                state.snapshots().stream().filter(s -> s.uuid().equals(uuid)).findFirst();
        if (mine.isEmpty() || !master.leads()) {
            reply.fail(SqlException.internal("SnapshotException[[" + uuid + "] aborted]"));
            return;
        }
        Optional<Snapshot> first = state.snapshots().stream()
                .filter(s -> s.state().equals(RUNNING))
                .findFirst();
        if (first.filter(s -> s.uuid().equals(uuid)).isEmpty()) {
            world.after(POLL_MS, () -> work(uuid, reply));
            return;
        }
        Snapshot snapshot = mine.get();
        Repository repository = repository(state, snapshot.repository());
        TreeSet<String> open = new TreeSet<>();
        List<String> failures = new ArrayList<>();
        for (Table table : snapshot.tables()) {
            for (Table.Index index : table.indices().values()) {
                for (int shard = 0; shard < table.shards(); shard++) {
                    open.add(index.uuid() + "/" + shard);
                    shard(state, snapshot, repository, index.uuid(), shard, open, failures, reply);
                }
            }
        }
        if (open.isEmpty()) {
            finish(snapshot, failures, reply);
        }
    }

    private void shard(
            ClusterState state,
            Snapshot snapshot,
            Repository repository,
            String index,
            int shard,
            SortedSet<String> open,
            List<String> failures,
            Calls.Reply reply) {
        Runnable end = () -> {
            open.remove(index + "/" + shard);
            if (open.isEmpty()) {
                finish(snapshot, failures, reply);
            }
        };
        Optional<String> address = state.primary(index, shard)
                .map(Copy::node)
                .flatMap(state::member)
                .map(m -> m.address());
        JsonNode body = Json.object()
                .put("index", index)
                .put("shard", shard)
                .put("path", Repositories.path(repository, snapshot.uuid(), index, shard))
                .put("rate", Repositories.rate(repository, "max_snapshot_bytes_per_sec"));
        calls.call(address.orElse(""), "snapshot-shard", body, SHARD_MS, ok -> end.run(), error -> {
            failures.add(index + "/" + shard + ": " + error.text());
            end.run();
        });
    }

    private void finish(Snapshot snapshot, List<String> failures, Calls.Reply reply) {
        change(
                state -> {
                    List<Snapshot> all = new ArrayList<>(state.snapshots());
                    all.replaceAll(s -> s.uuid().equals(snapshot.uuid())
                            ? s.done(failures.isEmpty() ? "SUCCESS" : "PARTIAL", world.now(), failures)
                            : s);
                    Optional.ofNullable(state.repositories().get(snapshot.repository()))
                            .ifPresent(repository -> Repositories.keep(world, repository, all));
                    return state.edit().snapshots(all).done();
                },
                reply);
    }

    private void drop(Statement.DropSnapshot drop, Calls.Reply reply) {
        change(
                state -> {
                    Repository repository = repository(state, drop.repository());
                    Repositories.writable(repository, "cannot delete snapshot from");
                    Snapshot snapshot = find(state, drop.repository(), drop.name())
                            .orElseThrow(() -> new SqlException(
                                    404,
                                    4048,
                                    "SnapshotMissingException[[" + drop.repository() + ":" + drop.name()
                                            + "] is missing]"));
                    world.files()
                            .dropForeign(repository.settings().getOrDefault("location", "") + "/" + snapshot.uuid());
                    List<Snapshot> left = new ArrayList<>(state.snapshots());
                    left.remove(snapshot);
                    Repositories.keep(world, repository, left);
                    return state.edit().snapshots(left).done();
                },
                reply);
    }
}
