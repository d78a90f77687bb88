package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import java.util.TreeMap;
import java.util.TreeSet;

/** Changes what a stopped node holds for agreed, without asking anybody. */
public final class Recast {
    private Recast() {}

    private static Coordination.Kept kept(World.Files files) {
        return files.read(Coordination.STATE)
                .map(bytes -> Json.parse(bytes, Coordination.Kept.class))
                .orElseThrow(
                        () -> SqlException.internal("failed to load node's state, has this node ever been started?"));
    }

    /** Term and version of the last accepted state. */
    public static String shown(World.Files files) {
        ClusterState state = kept(files).state();
        return "(" + state.term() + ", " + state.version() + ")";
    }

    /** The node is the only one whose vote counts, in a cluster of a new uuid. */
    public static void bootstrap(World.Files files, String uuid) {
        Coordination.Kept kept = kept(files);
        String id = files.read("node.json")
                .map(bytes -> Json.parse(bytes).path("id").asString())
                .orElseThrow();
        TreeMap<String, String> lasting = new TreeMap<>(kept.state().lasting());
        lasting.put("cluster.metadata.unsafe-bootstrap", "true");
        ClusterState state = kept.state()
                .stopped()
                .edit()
                .voting(new TreeSet<>(java.util.List.of(id)))
                .agreedVoting(new TreeSet<>(java.util.List.of(id)))
                .uuid(uuid)
                .lasting(lasting)
                .done();
        files.write(Coordination.STATE, Json.bytes(new Coordination.Kept(kept.term(), state, uuid)));
    }

    /** The node belongs to no cluster; its data stay. */
    public static void detach(World.Files files) {
        Coordination.Kept kept = kept(files);
        ClusterState state = kept.state()
                .stopped()
                .edit()
                .voting(new TreeSet<>())
                .agreedVoting(new TreeSet<>())
                .uuid("")
                .term(0)
                .version(0)
                .done();
        files.write(Coordination.STATE, Json.bytes(new Coordination.Kept(0, state, "")));
    }
}
