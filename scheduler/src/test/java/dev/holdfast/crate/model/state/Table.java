package dev.holdfast.crate.model.state;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A table.
 *
 * @param columns name and type, as declared
 * @param routing column that decides about the shard; empty for a random one
 * @param partitionedBy columns; none if the table has no partitions
 * @param settings by name without {@code index.}; {@code number_of_replicas} is among them
 * @param created version that made it
 * @param indices by partition ident; a table without partitions has one, with an empty ident
 */
public record Table(
        String schema,
        String name,
        List<Column> columns,
        List<String> key,
        String routing,
        List<String> partitionedBy,
        int shards,
        SortedMap<String, String> settings,
        String created,
        SortedMap<String, Index> indices) {

    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        partitionedBy = List.copyOf(partitionedBy);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        indices = Collections.unmodifiableSortedMap(new TreeMap<>(indices));
    }

    /** A column and its type. */
    public record Column(String name, String type) {}

    /**
     * What shards belong to: the table itself or one partition.
     *
     * @param values of the partition's columns
     * @param settings of its own: a table's settings are copied when it is made
     */
    public record Index(
            String uuid, String ident, List<JsonNode> values, SortedMap<String, String> settings, List<Shard> shards) {
        public Index {
            values = List.copyOf(values);
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
            shards = List.copyOf(shards);
        }

        public Index with(SortedMap<String, String> changed) {
            return new Index(uuid, ident, values, changed, shards);
        }

        public Index withShard(int number, Shard shard) {
            List<Shard> changed = new java.util.ArrayList<>(shards);
            changed.set(number, shard);
            return new Index(uuid, ident, values, settings, changed);
        }
    }

    /**
     * What is agreed of a shard beyond where its copies are.
     *
     * @param term counts its primaries
     * @param inSync allocation ids of copies that hold every acknowledged write
     */
    public record Shard(long term, SortedSet<String> inSync) {
        public Shard {
            inSync = Collections.unmodifiableSortedSet(new TreeSet<>(inSync));
        }

        /** Another primary is begun, or the one there was is gone: what that one still does counts no more. */
        public Shard nextTerm() {
            return new Shard(term + 1, inSync);
        }
    }

    public String fqn() {
        return schema + "." + name;
    }

    public Table withIndex(Index index) {
        SortedMap<String, Index> changed = new TreeMap<>(indices);
        changed.put(index.ident(), index);
        return new Table(schema, name, columns, key, routing, partitionedBy, shards, settings, created, changed);
    }

    public Table without(String ident) {
        SortedMap<String, Index> changed = new TreeMap<>(indices);
        changed.remove(ident);
        return new Table(schema, name, columns, key, routing, partitionedBy, shards, settings, created, changed);
    }

    public Table with(SortedMap<String, String> changed) {
        return new Table(schema, name, columns, key, routing, partitionedBy, shards, changed, created, indices);
    }

    public Table renamed(String toSchema, String toName, SortedMap<String, Index> changed) {
        return new Table(toSchema, toName, columns, key, routing, partitionedBy, shards, settings, created, changed);
    }
}
