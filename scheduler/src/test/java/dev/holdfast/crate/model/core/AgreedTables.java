package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Explanation;
import dev.holdfast.crate.model.allocation.Health;
import dev.holdfast.crate.model.allocation.Knowledge;
import dev.holdfast.crate.model.sql.Relation;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Snapshot;
import dev.holdfast.crate.model.state.ClusterState.User;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** System tables that any node answers from the state it applied last, whether that is still true or not. */
final class AgreedTables {
    private static final List<String> TABLE_SETTINGS = List.of(
            "blocks",
            "codec",
            "mapping",
            "max_ngram_diff",
            "max_shingle_diff",
            "merge",
            "number_of_routing_shards",
            "refresh_interval",
            "routing",
            "soft_deletes",
            "store",
            "translog",
            "unassigned",
            "warmer",
            "write");
    private static final List<String> PRIVILEGES = List.of("DDL", "AL", "DQL", "DML");

    private final ClusterState state;

    /** Before the gateway opens there is nothing to see. */
    AgreedTables(ClusterState state) {
        this.state = state;
    }

    static Relation cluster(ClusterState state, String master, SortedMap<String, String> atStart) {
        ObjectNode row = Json.object().put("id", state.uuid().isEmpty() ? "_na_" : state.uuid());
        row.set("license", Json.nothing());
        row.set("master_node", master.isEmpty() ? Json.nothing() : Json.text(master));
        row.put("name", state.cluster());
        row.set("settings", Settings.shown(state, atStart));
        row.put("state", StateBytes.of(state));
        return Relation.of(List.of("id", "license", "master_node", "name", "settings", "state"), List.of(row));
    }

    private static ObjectNode health(Health health) {
        return Json.object()
                .put("health", health.colour().name())
                .put("severity", 1 + List.of(Health.Colour.values()).indexOf(health.colour()))
                .put("missing_shards", health.missing())
                .put("underreplicated_shards", health.underreplicated());
    }

    Relation health() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Health.OfIndex one : Health.ofTables(state)) {
            ObjectNode row = health(one.health())
                    .put("table_schema", one.table().schema())
                    .put("table_name", one.table().name());
            row.set("partition_ident", ident(one.index()));
            rows.add(row);
        }
        return Relation.of(
                List.of(
                        "health",
                        "missing_shards",
                        "partition_ident",
                        "severity",
                        "table_name",
                        "table_schema",
                        "underreplicated_shards"),
                rows);
    }

    static Relation clusterHealth(ClusterState state, int pending) {
        Health health = Health.ofCluster(state);
        ObjectNode row = health(health)
                .put("description", state.recovered() ? health.description() : "state not recovered / initialized")
                .put("pending_tasks", pending);
        return Relation.of(
                List.of(
                        "description",
                        "health",
                        "missing_shards",
                        "pending_tasks",
                        "severity",
                        "underreplicated_shards"),
                List.of(row));
    }

    private static JsonNode ident(Table.Index index) {
        return index.ident().isEmpty() ? Json.nothing() : Json.text(index.ident());
    }

    static Relation allocations(ClusterState state, Knowledge knowledge, long now) {
        List<ObjectNode> rows = new ArrayList<>();
        for (Copy copy : state.recovered() ? state.copies() : List.<Copy>of()) {
            ClusterState.Owned owner = state.owner(copy.index()).orElseThrow();
            String explanation = Explanation.of(state, knowledge, copy, now);
            ObjectNode row = Json.object().put("current_state", copy.state().name());
            row.set("decisions", Json.nothing());
            row.set("explanation", explanation.isEmpty() ? Json.nothing() : Json.text(explanation));
            row.set("node_id", copy.assigned() ? Json.text(copy.node()) : Json.nothing());
            row.set("partition_ident", ident(owner.index()));
            row.put("primary", copy.primary())
                    .put("shard_id", copy.shard())
                    .put("table_name", owner.table().name())
                    .put("table_schema", owner.table().schema());
            rows.add(row);
        }
        return Relation.of(
                List.of(
                        "current_state",
                        "decisions",
                        "explanation",
                        "node_id",
                        "partition_ident",
                        "primary",
                        "shard_id",
                        "table_name",
                        "table_schema"),
                rows);
    }

    Relation tables() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Table table : shown()) {
            ObjectNode row = Json.object()
                    .put("table_schema", table.schema())
                    .put("table_name", table.name())
                    .put("table_type", "BASE TABLE")
                    .put("table_catalog", "crate")
                    .put("number_of_shards", table.shards())
                    .put("number_of_replicas", table.settings().getOrDefault("number_of_replicas", "0-1"))
                    .put("clustered_by", table.routing().isEmpty() ? "_id" : table.routing());
            row.set(
                    "partitioned_by",
                    table.partitionedBy().isEmpty() ? Json.nothing() : Json.tree(table.partitionedBy()));
            row.set("settings", settings(own(table)));
            row.putObject("version").put("created", table.created()).set("upgraded", Json.nothing());
            rows.add(row);
        }
        return new Relation(
                List.of(
                        "clustered_by",
                        "number_of_replicas",
                        "number_of_shards",
                        "partitioned_by",
                        "settings",
                        "table_catalog",
                        "table_name",
                        "table_schema",
                        "table_type",
                        "version"),
                Map.of("settings", TABLE_SETTINGS, "version", List.of("created", "upgraded")),
                rows);
    }

    /** A table without partitions has the settings of its one index. */
    private static SortedMap<String, String> own(Table table) {
        Table.Index only = table.indices().get("");
        return only == null ? table.settings() : only.settings();
    }

    private List<Table> shown() {
        return state.recovered() ? List.copyOf(state.tables().values()) : List.of();
    }

    private static JsonNode settings(SortedMap<String, String> given) {
        ObjectNode settings = Json.object();
        ObjectNode blocks = settings.putObject("blocks");
        for (String block : List.of("metadata", "read", "read_only_allow_delete", "read_only", "write")) {
            blocks.put(block, "true".equals(given.get("blocks." + block)));
        }
        ObjectNode allocation = settings.putObject("routing").putObject("allocation");
        for (String kind : List.of("include", "require", "exclude")) {
            ObjectNode filter = allocation.putObject(kind);
            String prefix = "routing.allocation." + kind + ".";
            given.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    filter.put(name.substring(prefix.length()), value);
                }
            });
        }
        allocation.put("enable", given.getOrDefault("routing.allocation.enable", "all"));
        allocation.put(
                "total_shards_per_node",
                Long.parseLong(given.getOrDefault("routing.allocation.total_shards_per_node", "-1")));
        String delay = given.getOrDefault("unassigned.node_left.delayed_timeout", "1m");
        settings.putObject("unassigned").putObject("node_left").put("delayed_timeout", Settings.millis(delay));
        settings.put("refresh_interval", Settings.millis(given.getOrDefault("refresh_interval", "1s")));
        settings.putObject("write")
                .put("wait_for_active_shards", given.getOrDefault("write.wait_for_active_shards", "1"));
        return settings;
    }

    Relation partitions() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Table table : shown()) {
            for (Table.Index index : table.indices().values()) {
                if (!index.ident().isEmpty()) {
                    ObjectNode row = Json.object()
                            .put("table_schema", table.schema())
                            .put("table_name", table.name())
                            .put("partition_ident", index.ident())
                            .put("number_of_shards", table.shards())
                            .put("number_of_replicas", index.settings().getOrDefault("number_of_replicas", "0-1"));
                    ObjectNode values = row.putObject("values");
                    for (int i = 0; i < table.partitionedBy().size(); i++) {
                        values.set(table.partitionedBy().get(i), index.values().get(i));
                    }
                    row.set("settings", settings(index.settings()));
                    row.putObject("version").put("created", table.created()).set("upgraded", Json.nothing());
                    rows.add(row);
                }
            }
        }
        return Relation.of(
                List.of(
                        "number_of_replicas",
                        "number_of_shards",
                        "partition_ident",
                        "settings",
                        "table_name",
                        "table_schema",
                        "values",
                        "version"),
                rows);
    }

    Relation checks() {
        String partitions =
                "The total number of partitions of one or more partitioned tables should not be greater than 1000. A"
                        + " large amount of shards can significantly reduce performance. https://cr8.is/d-cluster-check-2";
        String recreate =
                "The following tables need to be recreated for compatibility with future major versions of CrateDB: [] "
                        + "https://cr8.is/d-cluster-check-3";
        return Relation.of(
                List.of("description", "id", "passed", "severity"),
                List.of(
                        Json.object()
                                .put("id", 2)
                                .put("severity", 2)
                                .put("passed", true)
                                .put("description", partitions),
                        Json.object()
                                .put("id", 3)
                                .put("severity", 1)
                                .put("passed", true)
                                .put("description", recreate)));
    }

    Relation repositories() {
        List<ObjectNode> rows = new ArrayList<>();
        state.repositories().values().forEach(r -> {
            ObjectNode row = Json.object().put("name", r.name()).put("type", r.type());
            row.set("settings", Json.tree(new TreeMap<>(r.settings())));
            rows.add(row);
        });
        return Relation.of(List.of("name", "settings", "type"), rows);
    }

    Relation snapshots() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Snapshot snapshot : state.snapshots()) {
            ObjectNode row = Json.object()
                    .put("id", snapshot.uuid())
                    .put("name", snapshot.name())
                    .put("repository", snapshot.repository())
                    .put("state", snapshot.state())
                    .put("started", snapshot.started())
                    .put("finished", snapshot.finished())
                    .put("version", snapshot.version())
                    .put("include_global_state", snapshot.all());
            ArrayNode concrete = row.putArray("concrete_indices");
            ArrayNode partitions = row.putArray("table_partitions");
            long shards = 0;
            for (Table table : snapshot.tables()) {
                for (Table.Index index : table.indices().values()) {
                    shards += table.shards();
                    concrete.add(index.uuid());
                    if (!index.ident().isEmpty()) {
                        ObjectNode part = partitions
                                .addObject()
                                .put("table_schema", table.schema())
                                .put("table_name", table.name());
                        ArrayNode values = part.putArray("values");
                        index.values().forEach(v -> values.add(dev.holdfast.crate.model.sql.Values.text(v)));
                    }
                }
            }
            row.set(
                    "tables",
                    Json.tree(snapshot.tables().stream().map(Table::fqn).toList()));
            row.set(
                    "relations",
                    Json.tree(snapshot.tables().stream().map(Table::fqn).toList()));
            row.set("failures", Json.tree(snapshot.failures()));
            row.set("reason", Json.nothing());
            rows.add(row.put("total_shards", shards));
        }
        return Relation.of(
                List.of(
                        "concrete_indices",
                        "failures",
                        "finished",
                        "id",
                        "include_global_state",
                        "name",
                        "reason",
                        "relations",
                        "repository",
                        "started",
                        "state",
                        "table_partitions",
                        "tables",
                        "total_shards",
                        "version"),
                rows);
    }

    Relation restores() {
        List<ObjectNode> rows = new ArrayList<>();
        for (ClusterState.Restore restore : state.restores()) {
            ObjectNode row = Json.object()
                    .put("id", restore.id())
                    .put("name", restore.snapshot())
                    .put("repository", restore.repository())
                    .put("state", "INIT");
            ArrayNode shards = row.putArray("shards");
            for (Copy copy : state.copies(c -> c.primary() && restore.indices().containsKey(c.index()))) {
                ClusterState.Owned owner = state.owner(copy.index()).orElseThrow();
                shards.addObject()
                        .put("table_schema", owner.table().schema())
                        .put("partition_ident", owner.index().ident())
                        .put("state", copy.active() ? "SUCCESS" : "INIT")
                        .put("table_name", owner.table().name())
                        .put("shard_id", copy.shard());
            }
            rows.add(row);
        }
        return Relation.of(List.of("id", "name", "repository", "shards", "state"), rows);
    }

    Relation users() {
        List<ObjectNode> rows = new ArrayList<>();
        List<User> all = new ArrayList<>(state.users().values());
        all.add(new User("crate", "", true, new java.util.TreeSet<>()));
        for (User user : all) {
            ObjectNode row = Json.object().put("name", user.name()).put("superuser", user.superuser());
            row.putArray("granted_roles");
            row.set("jwt", Json.nothing());
            row.set("password", user.password().isEmpty() ? Json.nothing() : Json.text("********"));
            row.putObject("session_settings");
            rows.add(row);
        }
        return Relation.of(List.of("granted_roles", "jwt", "name", "password", "session_settings", "superuser"), rows);
    }

    Relation privileges() {
        List<ObjectNode> rows = new ArrayList<>();
        for (User user : state.users().values()) {
            PRIVILEGES.stream().filter(type -> user.privileges().contains(type)).forEach(type -> {
                ObjectNode row = Json.object()
                        .put("class", "CLUSTER")
                        .put("grantee", user.name())
                        .put("grantor", "crate")
                        .put("state", "GRANT")
                        .put("type", type);
                row.set("ident", Json.nothing());
                rows.add(row);
            });
        }
        return Relation.of(List.of("class", "grantee", "grantor", "ident", "state", "type"), rows);
    }
}
