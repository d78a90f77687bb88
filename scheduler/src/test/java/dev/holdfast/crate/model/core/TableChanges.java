package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Expr;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Tables and partitions that come, change and go. Pure but for new ids and the time. */
final class TableChanges {
    private static final List<String> KNOWN = List.of(
            "number_of_replicas",
            "refresh_interval",
            "codec",
            "column_policy",
            "write.wait_for_active_shards",
            "max_ngram_diff",
            "mapping.total_fields.limit",
            "unassigned.node_left.delayed_timeout",
            "soft_deletes.enabled");
    private static final List<String> PREFIXES = List.of(
            "routing.allocation.", "blocks.", "translog.", "merge.", "soft_deletes.", "store.", "mapping.", "warmer.");

    private final Supplier<String> ids;
    private final long now;
    private final Function<Expr, JsonNode> constant;

    TableChanges(Supplier<String> ids, long now, Function<Expr, JsonNode> constant) {
        this.ids = ids;
        this.now = now;
        this.constant = constant;
    }

    static SqlException exists(String fqn) {
        return new SqlException(409, 4093, "RelationAlreadyExists[Relation '" + fqn + "' already exists.]");
    }

    ClusterState create(ClusterState state, Statement.CreateTable create) {
        String fqn = create.table().fqn();
        if (state.tables().containsKey(fqn)) {
            if (create.unlessThere()) {
                return state;
            }
            throw exists(fqn);
        }
        SortedMap<String, String> settings = settings(create.settings());
        settings.putIfAbsent("number_of_replicas", "0-1");
        int shards = create.shards()
                .map(e -> (int) constant.apply(e).asLong())
                .orElse(Math.max(4, state.dataMembers().size() * 2));
        if (shards < 1) {
            throw SqlException.parse("num_shards in CLUSTERED clause must be greater than 0");
        }
        List<Table.Column> columns = create.columns().stream()
                .map(c -> new Table.Column(c.name(), c.type()))
                .toList();
        String routing = create.clusteredBy()
                .orElse(create.key().isEmpty() ? "" : create.key().get(0));
        String created = state.members().values().stream()
                .map(Member::version)
                .min(String::compareTo)
                .orElse("");
        Table table = new Table(
                create.table().schema(),
                create.table().name(),
                columns,
                create.key(),
                routing,
                create.partitionedBy(),
                shards,
                settings,
                created,
                new TreeMap<>());
        return table.partitionedBy().isEmpty()
                ? withIndex(state, table, index(table, "", List.of()), Copy.Reason.INDEX_CREATED)
                : state.edit().table(table).done();
    }

    private Table.Index index(Table table, String ident, List<JsonNode> values) {
        List<Table.Shard> shards = new ArrayList<>();
        for (int i = 0; i < table.shards(); i++) {
            shards.add(new Table.Shard(0, new TreeSet<>()));
        }
        return new Table.Index(ids.get(), ident, values, table.settings(), shards);
    }

    ClusterState withIndex(ClusterState state, Table table, Table.Index index, Copy.Reason why) {
        Table changed = table.withIndex(index);
        return state.edit()
                .table(changed)
                .adding(Routing.copiesOf(changed, index, why, now))
                .done();
    }

    /** A partition for values that are new; the state itself if it is there. */
    ClusterState partition(ClusterState state, String fqn, String ident, List<JsonNode> values) {
        Table table = state.tables().get(fqn);
        if (table == null) {
            throw SqlException.unknownRelation(fqn);
        }
        return table.indices().containsKey(ident)
                ? state
                : withIndex(state, table, index(table, ident, values), Copy.Reason.INDEX_CREATED);
    }

    ClusterState drop(ClusterState state, Statement.DropTable drop) {
        Table table = state.tables().get(drop.table().fqn());
        if (table == null) {
            if (drop.ifThere()) {
                return state;
            }
            throw SqlException.unknownRelation(drop.table().fqn());
        }
        return without(state, table);
    }

    /** Whether rows are named by nothing but the one column their table is partitioned by: then partitions go, not rows. */
    static boolean namesPartition(Table table, Statement.Delete delete) {
        return table.partitionedBy().size() == 1
                && delete.where()
                        .filter(where -> where instanceof Expr.Binary equal
                                && equal.operator().equals("=")
                                && equal.left() instanceof Expr.Column column
                                && column.name().equals(table.partitionedBy().get(0)))
                        .isPresent();
    }

    ClusterState dropPartition(ClusterState state, Statement.Delete delete) {
        Table table = state.tables().get(delete.table().fqn());
        if (table == null || !(delete.where().orElseThrow() instanceof Expr.Binary equal)) {
            throw SqlException.unknownRelation(delete.table().fqn());
        }
        List<JsonNode> values = List.of(constant.apply(equal.right()));
        Table left = table;
        TreeSet<String> uuids = new TreeSet<>();
        for (Table.Index index : table.indices().values()) {
            if (same(index.values(), values)) {
                left = left.without(index.ident());
                uuids.add(index.uuid());
            }
        }
        return state.edit()
                .table(left)
                .copies(state.copies(c -> !uuids.contains(c.index())))
                .done();
    }

    static ClusterState without(ClusterState state, Table table) {
        TreeSet<String> uuids = new TreeSet<>();
        table.indices().values().forEach(i -> uuids.add(i.uuid()));
        return state.edit()
                .withoutTable(table.fqn())
                .copies(state.copies(c -> !uuids.contains(c.index())))
                .done();
    }

    ClusterState alter(ClusterState state, Statement.AlterTable alter) {
        Table table = state.tables().get(alter.table().fqn());
        if (table == null) {
            throw SqlException.unknownRelation(alter.table().fqn());
        }
        SortedMap<String, String> changes = settings(alter.settings());
        List<JsonNode> values =
                alter.partition().values().stream().map(constant).toList();
        Table changed = table;
        for (Table.Index index : table.indices().values()) {
            if (alter.partition().isEmpty() || same(index.values(), values)) {
                changed = changed.withIndex(index.with(changed(index.settings(), changes, alter.reset())));
            }
        }
        if (alter.partition().isEmpty()) {
            changed = changed.with(changed(table.settings(), changes, alter.reset()));
        }
        return state.edit().table(changed).done();
    }

    private static boolean same(List<JsonNode> left, List<JsonNode> right) {
        return left.stream()
                .map(Values::text)
                .toList()
                .equals(right.stream().map(Values::text).toList());
    }

    private static SortedMap<String, String> changed(
            SortedMap<String, String> before, SortedMap<String, String> changes, List<String> reset) {
        SortedMap<String, String> after = new TreeMap<>(before);
        after.keySet().removeAll(reset);
        after.putIfAbsent("number_of_replicas", "0-1");
        after.putAll(changes);
        return after;
    }

    private SortedMap<String, String> settings(Map<String, Expr> given) {
        SortedMap<String, String> settings = new TreeMap<>();
        given.forEach((name, value) -> {
            if (!KNOWN.contains(name) && PREFIXES.stream().noneMatch(name::startsWith)) {
                throw new SqlException(
                        400,
                        4000,
                        "IllegalArgumentException[Invalid property \"" + name
                                + "\" passed to [ALTER | CREATE] TABLE statement]");
            }
            String text = Values.text(constant.apply(value));
            boolean truth = name.startsWith("blocks.");
            settings.put(
                    name, truth ? Values.cast(constant.apply(value), "boolean").toString() : text);
        });
        return settings;
    }
}
