package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Deciders;
import dev.holdfast.crate.model.allocation.Knowledge;
import dev.holdfast.crate.model.core.Shards.Held;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node's part of the system tables that are asked of every node. */
final class OwnTables {
    static final List<String> NODES = List.of(
            "attributes",
            "fs",
            "heap",
            "hostname",
            "id",
            "load",
            "mem",
            "name",
            "os_info",
            "port",
            "process",
            "rest_url",
            "version");
    static final List<String> SHARDS = List.of(
            "blob_path",
            "closed",
            "flush_stats",
            "id",
            "last_write_before",
            "merge_stats",
            "min_lucene_version",
            "node",
            "num_docs",
            "orphan_partition",
            "partition_ident",
            "partition_uuid",
            "path",
            "primary",
            "recovery",
            "refresh_stats",
            "relocating_node",
            "retention_leases",
            "routing_state",
            "schema_name",
            "seq_no_stats",
            "size",
            "state",
            "table_name",
            "translog_stats");
    static final List<String> CHECKS = List.of("acknowledged", "description", "id", "node_id", "passed", "severity");
    static final List<String> JOBS = List.of("id", "node", "session_id", "started", "stmt", "username");
    private static final String LUCENE = "10.4.0";
    private static final String GATEWAY =
            " (or the deprecated 'gateway.recovery_after_nodes' setting) is not configured or it does not match"
                    + " the actual number of (data) nodes in the cluster. https://cr8.is/d-node-check-1";
    private static final String AFTER = "The cluster setting 'gateway.recover_after_data_nodes' (or the deprecated"
            + " `gateway.recovery_after_nodes` setting) is not configured or it is set to a value that seems low in"
            + " relation to the the maximum/expected number of (data) nodes in the cluster. https://cr8.is/d-node-check-2";
    private static final String TIME =
            "If any of the \"expected data nodes\" recovery settings are set (or the deprecated \"expected nodes\""
                    + " settings),the value of 'gateway.recover_after_time' must not be zero. Otherwise the \"expected"
                    + " (data) nodes\" setting wouldn't have any effect. https://cr8.is/d-node-check-3";
    private static final String HIGH =
            "The high disk watermark is exceeded on the node. The cluster will attempt to relocate shards to "
                    + "another node. Please check the node disk usage. https://cr8.is/d-node-check-5";
    private static final String LOW =
            "The low disk watermark is exceeded on the node. The cluster will not allocate new shards to the node. "
                    + "Please check the node disk usage. https://cr8.is/d-node-check-6";
    private static final String FLOOD =
            "The flood stage disk watermark is exceeded on the node. Tables that reside on an affected disk on this"
                    + " node have been made read-only. Please check the node disk usage. https://cr8.is/d-node-check-7";
    private static final String MANY =
            "The amount of shards on the node reached 90 % of the limit of the cluster setting"
                    + " `cluster.max_shards_per_node`. Creating new tables or partitions which would push the number of"
                    + " shards beyond 100 % of the limit will be rejected. https://cr8.is/d-node-check-8";

    private final World world;
    private final Options options;
    private final Shards shards;
    private final TreeSet<Integer> acknowledged = new TreeSet<>();

    OwnTables(World world, Options options, Shards shards) {
        this.world = world;
        this.options = options;
        this.shards = shards;
    }

    /** Rows of one of the tables, as of a state. */
    ArrayNode rows(String table, ClusterState state) {
        return switch (table) {
            case "sys.nodes" -> Json.array().add(node());
            case "sys.shards" -> shards(state);
            case "sys.node_checks" -> checks(state);
            default -> Json.array();
        };
    }

    private ObjectNode node() {
        Member me = options.me();
        ObjectNode row = Json.object()
                .put("id", me.id())
                .put("name", me.name())
                .put("hostname", world.hostname())
                .put("rest_url", me.host() + ":" + me.http());
        row.putObject("port").put("http", me.http()).put("psql", me.psql()).put("transport", me.transport());
        row.putObject("version")
                .put("number", me.version())
                .put("build_snapshot", false)
                .put("minimum_index_compatibility_version", "5.0.0")
                .put("minimum_wire_compatibility_version", "5.10.1")
                .put("build_hash", "1db6455d0f5f09c1e1b65b88dbe00470b01bebe0");
        row.set("attributes", Json.tree(me.attributes()));
        Runtime runtime = Runtime.getRuntime();
        row.putObject("heap")
                .put("max", options.heap())
                .put("used", Math.min(options.heap(), runtime.totalMemory() - runtime.freeMemory()))
                .put("free", Math.max(0, options.heap() - runtime.totalMemory() + runtime.freeMemory()));
        long total = world.files().total();
        long free = world.files().free();
        ObjectNode fs = row.putObject("fs");
        fs.putObject("total").put("size", total).put("used", total - free).put("available", free);
        fs.putArray("data").addObject().put("dev", "model").put("path", options.dataPath() + "/nodes/0");
        row.putObject("os_info")
                .put("available_processors", runtime.availableProcessors())
                .putObject("jvm")
                .put("version", "25.0.3");
        row.putObject("process").put("max_open_file_descriptors", 65536);
        row.putObject("mem").put("used_percent", 50);
        row.putObject("load").put("1", 0.1).put("5", 0.1).put("15", 0.1);
        return row;
    }

    /** A node that does not answer has only what the cluster state says. */
    static ObjectNode silent(Member member) {
        return Json.object().put("id", member.id()).put("name", member.name());
    }

    private ArrayNode shards(ClusterState state) {
        ArrayNode rows = Json.array();
        for (Held held : shards.held().values()) {
            if (held.copy.active() && state.owner(held.copy.index()).isPresent()) {
                rows.add(shard(held, state.owner(held.copy.index()).orElseThrow()));
            }
        }
        return rows;
    }

    private ObjectNode shard(Held held, ClusterState.Owned owner) {
        Copy copy = held.copy;
        String path = options.dataPath() + "/nodes/0/indices/" + copy.index() + "/" + copy.shard();
        ObjectNode row = Json.object()
                .put("id", copy.shard())
                .put("primary", copy.primary())
                .put("state", "STARTED")
                .put("routing_state", copy.state().name())
                .put("schema_name", owner.table().schema())
                .put("table_name", owner.table().name())
                .put("partition_ident", owner.index().ident())
                .put("partition_uuid", copy.index())
                .put("num_docs", held.rows.count())
                .put("size", 208 + held.rows.bytes())
                .put("min_lucene_version", LUCENE)
                .put("closed", false)
                .put("orphan_partition", false)
                .put("path", path);
        row.set("blob_path", Json.nothing());
        row.set("relocating_node", copy.other().isEmpty() ? Json.nothing() : Json.text(copy.other()));
        row.putObject("node")
                .put("name", options.me().name())
                .put("id", options.me().id());
        row.putObject("seq_no_stats")
                .put("max_seq_no", held.rows.seq() - 1)
                .put("global_checkpoint", held.rows.checkpoint() - 1)
                .put("local_checkpoint", held.rows.seq() - 1);
        boolean copied = copy.source() == Copy.Source.PEER || copy.source() == Copy.Source.SNAPSHOT;
        long recovered = copied ? held.recovered : 0;
        ObjectNode recovery = row.putObject("recovery")
                .put("stage", "DONE")
                .put("type", copy.source().name())
                .put("total_time", world.now() - held.begunAt);
        double percent = copied && held.total > 0 ? 100.0 : 0.0;
        recovery.putObject("size")
                .put("recovered", recovered)
                .put("used", recovered)
                .put("reused", 0)
                .put("percent", percent);
        recovery.putObject("files")
                .put("recovered", 0)
                .put("used", 0)
                .put("reused", 0)
                .put("percent", percent);
        return row;
    }

    /** A copy that does not serve: where it will be is not shown. */
    static ObjectNode unassigned(Copy copy, ClusterState.Owned owner) {
        ObjectNode row = Json.object()
                .put("id", copy.shard())
                .put("primary", false)
                .put("state", "UNASSIGNED")
                .put("routing_state", "UNASSIGNED")
                .put("schema_name", owner.table().schema())
                .put("table_name", owner.table().name())
                .put("partition_uuid", copy.index())
                .put("num_docs", 0)
                .put("size", 0);
        row.set(
                "partition_ident",
                owner.index().ident().isEmpty()
                        ? Json.nothing()
                        : Json.text(owner.index().ident()));
        return row;
    }

    private ArrayNode checks(ClusterState state) {
        ArrayNode rows = Json.array();
        int data = state.dataMembers().size();
        int expected = options.number("gateway.expected_data_nodes");
        int after = options.number("gateway.recover_after_data_nodes");
        check(
                rows,
                1,
                2,
                data == 1 ? expected <= 1 : expected == data,
                "It has been detected that the 'gateway.expected_data_nodes' setting" + GATEWAY);
        check(rows, 2, 2, data == 1 || (after > expected / 2 && after <= Math.max(expected, 0)), AFTER);
        String wait = options.settings().getOrDefault("gateway.recover_after_time", "5m");
        check(rows, 3, 2, data == 1 || expected == after || expected < 0 || Settings.millis(wait) > 0, TIME);
        Knowledge.Disk disk = shards.disk();
        Deciders deciders = new Deciders(state, Knowledge.none());
        check(rows, 5, 3, !deciders.below(disk, disk.free(), Settings.HIGH), HIGH);
        check(rows, 6, 3, !deciders.below(disk, disk.free(), Settings.LOW), LOW);
        check(rows, 7, 3, !deciders.below(disk, disk.free(), Settings.FLOOD), FLOOD);
        long limit = Long.parseLong(state.setting("cluster.max_shards_per_node"));
        check(rows, 8, 2, shards.held().size() < limit * 0.9, MANY);
        return rows;
    }

    private void check(ArrayNode rows, int id, int severity, boolean passed, String description) {
        rows.addObject()
                .put("node_id", options.me().id())
                .put("id", id)
                .put("severity", severity)
                .put("passed", passed)
                .put("acknowledged", acknowledged.contains(id))
                .put("description", description);
    }

    /** Somebody read a check; it is shown so until the process ends. */
    void acknowledge(JsonNode ids, boolean value) {
        ids.forEach(id -> {
            if (value) {
                acknowledged.add(id.asInt());
            } else {
                acknowledged.remove(id.asInt());
            }
        });
    }
}
