package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What a node asks of its master and of all others, with CrateDB's patience and CrateDB's errors. */
final class Around implements Shards.ToMaster {
    private static final long MASTER_MS = 30_000;
    private static final long AGAIN_MS = 200;
    private static final long CALL_MS = 600_000;
    private static final int NO_MASTER = 5031;

    private final World world;
    private final Calls calls;
    private final Supplier<ClusterState> applied;
    private final Supplier<Optional<Member>> leader;

    Around(World world, Calls calls, Supplier<ClusterState> applied, Supplier<Optional<Member>> leader) {
        this.world = world;
        this.calls = calls;
        this.applied = applied;
        this.leader = leader;
    }

    ClusterState state() {
        return applied.get();
    }

    boolean hasMaster() {
        return leader.get().isPresent();
    }

    /** Asks the master, waiting for one for as long as CrateDB waits. */
    void patiently(String action, JsonNode body, Consumer<JsonNode> ok, Consumer<SqlException> fail) {
        patiently(action, body, world.now() + MASTER_MS, ok, fail);
    }

    private void patiently(
            String action, JsonNode body, long until, Consumer<JsonNode> ok, Consumer<SqlException> fail) {
        Consumer<SqlException> again = error -> {
            boolean hopeless = error.code() != NO_MASTER && error.code() != Writes.RETRY && !isGone(error);
            if (hopeless) {
                fail.accept(error);
            } else if (world.now() >= until) {
                fail.accept(error.code() == NO_MASTER ? error : SqlException.noMaster("null"));
            } else {
                world.after(AGAIN_MS, () -> patiently(action, body, until, ok, fail));
            }
        };
        Optional<Member> master = leader.get();
        if (master.isEmpty()) {
            again.accept(SqlException.noMaster("null"));
        } else {
            calls.call(master.get().address(), action, body, CALL_MS, ok, again);
        }
    }

    private static boolean isGone(SqlException error) {
        return error.text().startsWith("NodeNotConnectedException");
    }

    @Override
    public void ask(String action, JsonNode body, Runnable ok, Consumer<SqlException> fail) {
        patiently(action, body, answer -> ok.run(), fail);
    }

    /** Asks the master at once or not at all. */
    void now(String action, JsonNode body, Consumer<JsonNode> ok, Consumer<SqlException> fail) {
        Optional<Member> master = leader.get();
        if (master.isEmpty()) {
            fail.accept(SqlException.noMaster(""));
        } else {
            calls.call(
                    master.get().address(),
                    action,
                    body,
                    CALL_MS,
                    ok,
                    error -> fail.accept(named(master.get(), error)));
        }
    }

    void one(Member member, String action, JsonNode body, Consumer<JsonNode> ok, Consumer<SqlException> fail) {
        calls.call(member.address(), action, body, CALL_MS, ok, error -> fail.accept(named(member, error)));
    }

    private static SqlException named(Member member, SqlException error) {
        return isGone(error) ? SqlException.notConnected(member.shown()) : error;
    }

    /**
     * Answers of some nodes by id; {@code instead} stands for those that do not answer, and without it their error is
     * the result.
     */
    void each(
            List<Member> members,
            String action,
            JsonNode body,
            Optional<java.util.function.Function<Member, JsonNode>> instead,
            Consumer<SortedMap<String, JsonNode>> ok,
            Consumer<SqlException> fail) {
        SortedMap<String, JsonNode> answers = new TreeMap<>();
        TreeSet<String> open = new TreeSet<>();
        members.forEach(m -> open.add(m.id()));
        boolean[] over = {false};
        Consumer<Member> end = member -> {
            open.remove(member.id());
            if (open.isEmpty() && !over[0]) {
                over[0] = true;
                ok.accept(answers);
            }
        };
        if (members.isEmpty()) {
            ok.accept(answers);
        }
        for (Member member : members) {
            one(
                    member,
                    action,
                    body,
                    answer -> {
                        answers.put(member.id(), answer);
                        end.accept(member);
                    },
                    error -> {
                        if (instead.isPresent()) {
                            answers.put(member.id(), instead.get().apply(member));
                            end.accept(member);
                        } else if (!over[0]) {
                            over[0] = true;
                            fail.accept(error);
                        }
                    });
        }
    }

    JsonNode table(String name) {
        return Json.object().put("table", name);
    }
}
