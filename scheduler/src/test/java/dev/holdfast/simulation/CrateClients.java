package dev.holdfast.simulation;

import dev.holdfast.crate.model.core.Node;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Who uses a CrateDB cluster: makes tables as soon as it serves, writes a row into each every second, and remembers which were answered. */
final class CrateClients {

    /** What somebody set himself before we came, and must be there when we are done. */
    static final String THEIRS = "mortuary-9";

    static final String EXCLUDE = "cluster.routing.allocation.exclude._name";

    /** Writes without an answer at which no more are begun. */
    private static final int OPEN_AT_MOST = 5;

    /** When users drop the table that has no replicas, which no restart gets past: 25 minutes on. */
    private static final long BARE_UNTIL = 1_500_000;

    private final CrateModel model;
    private final List<Used> tables = new ArrayList<>();
    private final boolean excluding;
    private boolean excluded;

    /** A table. */
    static final class Used {
        final String name;
        final int shards;
        final String replicas;
        /** By shard: rows that clients were told are safe. */
        final TreeMap<Integer, BitSet> acknowledged = new TreeMap<>();

        /** Whether it was made by the cluster's own word. */
        boolean made;

        boolean dropped;
        private boolean asked;
        private int written;
        private int open;

        Used(String name, int shards, String replicas) {
            this.name = name;
            this.shards = shards;
            this.replicas = replicas;
        }

        boolean isBare() {
            return replicas.equals("0");
        }

        boolean isKept() {
            return made && !dropped;
        }
    }

    /**
     * Clients of a cluster.
     *
     * @param bare whether one table has no replicas for a while
     * @param excluding whether they have set an exclude of their own
     */
    CrateClients(CrateModel model, boolean bare, boolean excluding) {
        this.model = model;
        this.excluding = excluding;
        tables.add(new Used("orders", 2, "1"));
        tables.add(new Used("logs", 1, "2"));
        tables.add(new Used("events", 1, "0-1"));
        if (bare) {
            tables.add(new Used("scratch", 2, "0"));
        }
    }

    List<Used> tables() {
        return List.copyOf(tables);
    }

    /** What the setting must be that we change too. */
    String excludes() {
        return excluded ? THEIRS : "";
    }

    long acknowledged() {
        return tables.stream()
                .flatMap(table -> table.acknowledged.values().stream())
                .mapToLong(BitSet::cardinality)
                .sum();
    }

    private List<Node> serving() {
        return model.net.listening().stream()
                .filter(CrateProcess::isReachable)
                .flatMap(process -> process.node().stream())
                .filter(node -> node.leader().isPresent() && !node.leaves())
                .toList();
    }

    void pass() {
        List<Node> serving = serving();
        if (serving.isEmpty()) {
            return;
        }
        for (Used table : tables) {
            Node node = serving.get(model.world.chance.nextInt(serving.size()));
            if (!table.made) {
                make(table, node);
            } else if (table.isBare() && model.world.agenda.millis() > BARE_UNTIL) {
                drop(table, node);
            } else if (table.open < OPEN_AT_MOST) {
                write(table, node);
            }
        }
        if (excluding && !excluded) {
            run(
                    serving.get(0),
                    "set global persistent \"" + EXCLUDE + "\" = '" + THEIRS + "'",
                    List.of(),
                    () -> excluded = true,
                    () -> {});
        }
    }

    /** As a person with SQL, who is told what keeps shards off nodes and that no plan has set it. */
    void heeds(String rule, String text) {
        List<Node> serving = serving();
        if (serving.isEmpty() || !text.contains("no plan of Holdfast's set it")) {
            return;
        }
        Node node = serving.get(0);
        if (rule.equals("allocation")) {
            run(node, "reset global \"" + Settings.ENABLE + "\"", List.of(), () -> {}, () -> {});
        } else if (rule.equals("excluded")) {
            List<String> rest =
                    new ArrayList<>(List.of(node.state().setting(EXCLUDE).split(",", -1)));
            rest.removeIf(name -> name.isEmpty() || text.contains(name));
            Runnable others = () -> run(
                    node,
                    "set global persistent \"" + EXCLUDE + "\" = '" + String.join(",", rest) + "'",
                    List.of(),
                    () -> {},
                    () -> {});
            run(node, "reset global \"" + EXCLUDE + "\"", List.of(), rest.isEmpty() ? () -> {} : others, () -> {});
        }
    }

    /** Tables are made once three nodes are there, or the widest would begin with copies that have no place. */
    private void make(Used table, Node node) {
        if (table.asked
                || node.state().dataMembers().size() < 3
                || !node.state().recovered()) {
            return;
        }
        table.asked = true;
        run(
                node,
                "create table doc." + table.name + " (id int primary key) clustered into " + table.shards
                        + " shards with (number_of_replicas = '" + table.replicas + "')",
                List.of(),
                () -> table.made = true,
                () -> {
                    table.made = node.state().tables().containsKey("doc." + table.name);
                    table.asked = table.made;
                });
    }

    private void drop(Used table, Node node) {
        if (!table.dropped) {
            table.dropped = true;
            run(node, "drop table doc." + table.name, List.of(), () -> {}, () -> table.dropped = false);
        }
    }

    private void write(Used table, Node node) {
        if (table.dropped) {
            return;
        }
        table.written++;
        int row = table.written;
        table.open++;
        run(
                node,
                "insert into doc." + table.name + " (id) values (?)",
                List.of(Json.number(row)),
                () -> {
                    table.open--;
                    safe(table, row);
                },
                () -> table.open--);
    }

    private void run(Node node, String statement, List<JsonNode> arguments, Runnable ok, Runnable failed) {
        node.sql(statement, arguments, "crate", answer -> ok.run(), error -> failed.run());
    }

    /** A row was answered: it lies in the shard that has it on some disk. */
    private void safe(Used table, int row) {
        if (table.dropped) {
            return;
        }
        Optional<Table> known = model.agreed().map(ClusterState::tables).map(tables -> tables.get("doc." + table.name));
        for (int shard = 0; shard < table.shards && known.isPresent(); shard++) {
            String log = log(known.get(), shard);
            if (model.disks().stream().anyMatch(disk -> disk.rows(log).get(row))) {
                table.acknowledged
                        .computeIfAbsent(shard, number -> new BitSet())
                        .set(row);
                return;
            }
        }
        throw new BrokenPromise(
                "write-lost", model.name + ": row " + row + " of " + table.name + " is on no disk, and was answered");
    }

    /** Name of a shard's log. */
    static String log(Table table, int shard) {
        return table.indices().get("").uuid() + "/" + shard;
    }
}
