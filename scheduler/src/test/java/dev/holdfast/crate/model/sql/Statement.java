package dev.holdfast.crate.model.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A statement. */
public sealed interface Statement {

    /** A name with its schema. */
    record Name(String schema, String name) {
        public String fqn() {
            return schema + "." + name;
        }
    }

    /** What a select reads. */
    sealed interface From {
        /** What its columns may be prefixed with. */
        String alias();
    }

    /** A table; {@code written} as in the statement. */
    record TableFrom(Name table, String written, String alias) implements From {}

    /** {@code generate_series(…) g}. */
    record SeriesFrom(List<Expr> arguments, String alias) implements From {
        public SeriesFrom {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code (select …) a}. */
    record QueryFrom(Select query, String alias) implements From {}

    /** An item of a select; {@code name} is its column's in the answer. */
    record Item(Expr value, String name) {}

    /** One of {@code order by}; an integer literal is a position. */
    record Order(Expr value, boolean descending) {}

    /** A query. {@code joins} are the conditions of joins, all inner. */
    record Select(
            List<Item> items,
            boolean distinct,
            List<From> from,
            List<Expr> joins,
            Optional<Expr> where,
            List<Expr> groupBy,
            Optional<Expr> having,
            List<Order> orderBy,
            Optional<Expr> limit,
            Optional<Expr> offset)
            implements Statement {
        public Select {
            items = List.copyOf(items);
            from = List.copyOf(from);
            joins = List.copyOf(joins);
            groupBy = List.copyOf(groupBy);
            orderBy = List.copyOf(orderBy);
        }
    }

    /** Rows from values or from a query. */
    record Insert(
            Name table, List<String> columns, List<List<Expr>> values, Optional<Select> query, boolean skipDuplicates)
            implements Statement {
        public Insert {
            columns = List.copyOf(columns);
            values = List.copyOf(values);
        }
    }

    /** New values of some rows. */
    record Update(Name table, Map<String, Expr> changes, Optional<Expr> where) implements Statement {
        public Update {
            changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        }
    }

    record Delete(Name table, Optional<Expr> where) implements Statement {}

    /** A column of a new table. */
    record ColumnDefinition(String name, String type, boolean key) {}

    record CreateTable(
            Name table,
            boolean unlessThere,
            List<ColumnDefinition> columns,
            List<String> key,
            Optional<String> clusteredBy,
            Optional<Expr> shards,
            List<String> partitionedBy,
            Map<String, Expr> settings)
            implements Statement {
        public CreateTable {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
            partitionedBy = List.copyOf(partitionedBy);
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    record DropTable(Name table, boolean ifThere) implements Statement {}

    /** Settings set or, by {@code reset}, taken back; {@code partition} restricts it to one. */
    record AlterTable(Name table, Map<String, Expr> partition, Map<String, Expr> settings, List<String> reset)
            implements Statement {
        public AlterTable {
            partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition));
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            reset = List.copyOf(reset);
        }
    }

    record SetGlobal(boolean lasting, Map<String, Expr> settings) implements Statement {
        public SetGlobal {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    record ResetGlobal(List<String> names) implements Statement {
        public ResetGlobal {
            names = List.copyOf(names);
        }
    }

    record Decommission(Expr node) implements Statement {}

    record RetryFailed() implements Statement {}

    record Refresh(List<Name> tables) implements Statement {
        public Refresh {
            tables = List.copyOf(tables);
        }
    }

    record CreateRepository(String name, String type, Map<String, Expr> settings) implements Statement {
        public CreateRepository {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    record AlterRepository(String name, Map<String, Expr> settings, List<String> reset) implements Statement {
        public AlterRepository {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            reset = List.copyOf(reset);
        }
    }

    record DropRepository(String name) implements Statement {}

    /** A table in a snapshot, perhaps one partition of it. */
    record Part(Name table, Map<String, Expr> partition) {
        public Part {
            partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition));
        }
    }

    /** No parts means all. */
    record CreateSnapshot(String repository, String name, List<Part> parts, Map<String, Expr> options)
            implements Statement {
        public CreateSnapshot {
            parts = List.copyOf(parts);
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    record DropSnapshot(String repository, String name) implements Statement {}

    /** No parts means all. */
    record RestoreSnapshot(String repository, String name, List<Part> parts, Map<String, Expr> options)
            implements Statement {
        public RestoreSnapshot {
            parts = List.copyOf(parts);
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    record CreateUser(String name, Map<String, Expr> options) implements Statement {
        public CreateUser {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    record AlterUser(String name, Map<String, Expr> options) implements Statement {
        public AlterUser {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    record DropUser(String name, boolean ifThere) implements Statement {}

    /** Privileges on the whole cluster. */
    record Grant(List<String> privileges, String user, boolean revoke) implements Statement {
        public Grant {
            privileges = List.copyOf(privileges);
        }
    }
}
