package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Expr;
import dev.holdfast.crate.model.sql.Parser;
import dev.holdfast.crate.model.sql.Query;
import dev.holdfast.crate.model.sql.Session;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.User;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Statements that only the master may carry out: everything that changes the cluster state. */
final class MasterStatements {
    private static final List<String> PRIVILEGES = List.of("DQL", "DML", "DDL", "AL");

    private final World world;
    private final Options options;
    private final Master master;
    private final Snapshots snapshots;
    private final Calls calls;

    MasterStatements(World world, Options options, Calls calls, Master master, Snapshots snapshots) {
        this.world = world;
        this.options = options;
        this.master = master;
        this.snapshots = snapshots;
        this.calls = calls;
    }

    /** Begins to answer. */
    void listen() {
        calls.on("master-statement", this::run);
        calls.on("add-partition", this::addPartition);
        calls.on(
                "shard-started",
                (body, reply) ->
                        change(state -> Routing.started(state, index(body), shard(body), allocation(body)), 0, reply));
        calls.on(
                "shard-failed",
                (body, reply) -> change(
                        state -> Routing.failed(
                                ofItsTerm(state, body), index(body), shard(body), allocation(body), world.now()),
                        0,
                        reply));
        calls.on(
                "shard-stale",
                (body, reply) -> change(
                        state -> Routing.stale(ofItsTerm(state, body), index(body), shard(body), allocation(body)),
                        0,
                        reply));
        calls.on("decommission", (body, reply) -> change(state -> marked(state, body), 0, reply));
    }

    /** Who was the primary in an earlier term may take no copy out: its write is not answered, for the primary of now may lack it. */
    private static ClusterState ofItsTerm(ClusterState state, JsonNode body) {
        long term = body.path("term").asLong(0);
        boolean other = term > 0
                && state.owner(index(body))
                        .map(owner -> owner.index().shards().get(shard(body)))
                        .filter(known -> known.term() == term)
                        .isEmpty();
        if (other) {
            throw SqlException.internal("NoLongerPrimaryShardException[term " + term + " is over]");
        }
        return state;
    }

    private static String index(JsonNode body) {
        return body.path("index").asString();
    }

    private static int shard(JsonNode body) {
        return body.path("shard").asInt();
    }

    private static String allocation(JsonNode body) {
        return body.path("allocation").asString();
    }

    private static ClusterState marked(ClusterState state, JsonNode body) {
        TreeMap<String, String> passing = new TreeMap<>(state.passing());
        String name = Settings.DECOMMISSION + body.path("node").asString();
        if (body.path("on").asBoolean()) {
            passing.put(name, "true");
        } else {
            passing.remove(name);
        }
        return state.edit().passing(passing).done();
    }

    private void change(UnaryOperator<ClusterState> change, long count, Calls.Reply reply) {
        if (!master.leads()) {
            throw new SqlException(503, Writes.RETRY, "not the master");
        }
        master.submit(open(change), () -> reply.ok(Json.number(count)), reply::fail);
    }

    /** Until the state of before a full stop is recovered, nothing may change. */
    private static UnaryOperator<ClusterState> open(UnaryOperator<ClusterState> change) {
        return state -> {
            if (!state.recovered()) {
                throw new SqlException(
                        503,
                        5031,
                        "MasterNotDiscoveredException[org.elasticsearch.cluster.block.ClusterBlockException: blocked"
                                + " by: [STATE_NOT_RECOVERED/1/state not recovered / initialized];]");
            }
            return change.apply(state);
        };
    }

    private void addPartition(JsonNode body, Calls.Reply reply) {
        List<JsonNode> values = new ArrayList<>();
        body.path("values").forEach(values::add);
        change(
                state -> new TableChanges(world::newId, world.now(), e -> Json.nothing())
                        .partition(
                                state,
                                body.path("table").asString(),
                                body.path("ident").asString(),
                                values),
                1,
                reply);
    }

    private void run(JsonNode body, Calls.Reply reply) {
        Statement statement = Parser.parse(body.path("stmt").asString());
        List<JsonNode> arguments = new ArrayList<>();
        body.path("args").forEach(arguments::add);
        Query query = new Query(
                from -> {
                    throw SqlException.unsupported("subqueries are not supported here");
                },
                arguments,
                new Session(
                        body.path("user").asString(), world.now(), options.me().version()));
        Function<Expr, JsonNode> constant = query::constant;
        TableChanges tables = new TableChanges(world::newId, world.now(), constant);
        if (statement instanceof Statement.CreateTable create) {
            change(state -> tables.create(state, create), 1, reply);
        } else if (statement instanceof Statement.DropTable drop) {
            change(state -> tables.drop(state, drop), 1, reply);
        } else if (statement instanceof Statement.Delete delete) {
            change(state -> tables.dropPartition(state, delete), -1, reply);
        } else if (statement instanceof Statement.AlterTable alter) {
            change(state -> tables.alter(state, alter), -1, reply);
        } else if (statement instanceof Statement.SetGlobal set) {
            change(state -> set(state, set, constant), 1, reply);
        } else if (statement instanceof Statement.ResetGlobal reset) {
            change(state -> reset(state, reset), 1, reply);
        } else if (statement instanceof Statement.RetryFailed) {
            change(Routing::retried, 0, reply);
        } else if (!users(statement, constant, reply)) {
            snapshots.run(statement, constant, reply);
        }
    }

    private static ClusterState set(ClusterState state, Statement.SetGlobal set, Function<Expr, JsonNode> constant) {
        SortedMap<String, String> changed = new TreeMap<>(set.lasting() ? state.lasting() : state.passing());
        set.settings().forEach((name, value) -> {
            changeable(name);
            try {
                JsonNode given = constant.apply(value);
                changed.put(name, Settings.checked(name, given.isBoolean() ? given.toString() : Values.text(given)));
            } catch (Settings.Refused refused) {
                throw SqlException.parse(String.valueOf(refused.getMessage()));
            }
        });
        ClusterState after = set.lasting()
                ? state.edit().lasting(changed).done()
                : state.edit().passing(changed).done();
        try {
            Settings.checkWatermarks(
                    after.setting(Settings.LOW), after.setting(Settings.HIGH), after.setting(Settings.FLOOD));
        } catch (Settings.Refused refused) {
            throw SqlException.parse(String.valueOf(refused.getMessage()));
        }
        return after;
    }

    private static void changeable(String name) {
        if (!Settings.known(name)) {
            throw SqlException.parse("Setting '" + name + "' is not supported");
        }
        if (!Settings.changeable(name)) {
            throw SqlException.unsupported("Setting '" + name + "' cannot be set/reset at runtime");
        }
    }

    private static ClusterState reset(ClusterState state, Statement.ResetGlobal reset) {
        TreeMap<String, String> passing = new TreeMap<>(state.passing());
        TreeMap<String, String> lasting = new TreeMap<>(state.lasting());
        for (String name : reset.names()) {
            List<String> meant = Settings.below(name);
            if (meant.isEmpty()) {
                throw SqlException.parse("Setting '" + name + "' is not supported");
            }
            meant.forEach(one -> {
                changeable(one);
                passing.remove(one);
                lasting.remove(one);
            });
        }
        return state.edit().passing(passing).lasting(lasting).done();
    }

    private boolean users(Statement statement, Function<Expr, JsonNode> constant, Calls.Reply reply) {
        if (statement instanceof Statement.CreateUser create) {
            change(
                    state -> {
                        if (state.users().containsKey(create.name())
                                || create.name().equals("crate")) {
                            throw new SqlException(
                                    409,
                                    4099,
                                    "RoleAlreadyExistsException[Role '" + create.name() + "' already exists]");
                        }
                        return user(
                                state,
                                new User(create.name(), password(create.options(), constant), false, new TreeSet<>()));
                    },
                    1,
                    reply);
        } else if (statement instanceof Statement.AlterUser alter) {
            change(
                    state -> {
                        User known = known(state, alter.name());
                        return user(
                                state,
                                new User(known.name(), password(alter.options(), constant), false, known.privileges()));
                    },
                    1,
                    reply);
        } else if (statement instanceof Statement.DropUser drop) {
            change(
                    state -> {
                        if (!drop.ifThere()) {
                            known(state, drop.name());
                        }
                        TreeMap<String, User> users = new TreeMap<>(state.users());
                        users.remove(drop.name());
                        return state.edit().users(users).done();
                    },
                    1,
                    reply);
        } else if (statement instanceof Statement.Grant grant) {
            grant(grant, reply);
        } else {
            return false;
        }
        return true;
    }

    private void grant(Statement.Grant grant, Calls.Reply reply) {
        TreeSet<String> meant = new TreeSet<>();
        for (String privilege : grant.privileges()) {
            if (privilege.equals("all")) {
                meant.addAll(PRIVILEGES);
            } else {
                meant.add(privilege.toUpperCase(java.util.Locale.ROOT));
            }
        }
        if (!PRIVILEGES.containsAll(meant)) {
            throw SqlException.parse("Unknown permission '" + meant + "'");
        }
        long[] count = {0};
        master.submit(
                open(state -> {
                    User user = known(state, grant.user());
                    TreeSet<String> after = new TreeSet<>(user.privileges());
                    boolean changed = grant.revoke() ? after.removeAll(meant) : after.addAll(meant);
                    count[0] =
                            changed ? Math.abs(after.size() - user.privileges().size()) : 0;
                    return user(state, new User(user.name(), user.password(), false, after));
                }),
                () -> reply.ok(Json.number(count[0])),
                reply::fail);
    }

    private static String password(java.util.Map<String, Expr> options, Function<Expr, JsonNode> constant) {
        Expr given = options.get("password");
        return given == null ? "" : User.kept(Values.text(constant.apply(given)));
    }

    private static User known(ClusterState state, String name) {
        User user = state.users().get(name);
        if (user == null) {
            throw new SqlException(404, 40410, "RoleUnknownException[Role '" + name + "' does not exist]");
        }
        return user;
    }

    private static ClusterState user(ClusterState state, User user) {
        TreeMap<String, User> users = new TreeMap<>(state.users());
        users.put(user.name(), user);
        return state.edit().users(users).done();
    }
}
