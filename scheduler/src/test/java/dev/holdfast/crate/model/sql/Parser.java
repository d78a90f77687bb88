package dev.holdfast.crate.model.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads statements. */
public final class Parser extends Queries {
    private static final String STARTS =
            "{<EOF>, 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'SET', 'RESET', 'REFRESH',"
                    + " 'RESTORE', 'GRANT'}";

    private Parser(String text) {
        super(text);
    }

    /** The statement. Throws {@link SqlException} 4000 for what it does not know. */
    public static Statement parse(String text) {
        Parser parser = new Parser(text);
        Statement statement = parser.statement();
        parser.end();
        return statement;
    }

    private Statement statement() {
        return switch (peek().value()) {
            case "select" -> query();
            case "insert" -> insert();
            case "update" -> update();
            case "delete" -> delete();
            case "create" -> create();
            case "drop" -> drop();
            case "alter" -> alter();
            case "set" -> set();
            case "reset" -> reset();
            case "refresh" -> refresh();
            case "restore" -> restore();
            case "grant", "revoke" -> grant();
            default -> throw odd(STARTS);
        };
    }

    private Statement insert() {
        next();
        expect("into");
        Statement.Name table = table();
        List<String> columns = new ArrayList<>();
        if (sees("(") && !peek(1).is("select")) {
            columns = names();
        }
        List<List<Expr>> values = new ArrayList<>();
        Optional<Statement.Select> query = Optional.empty();
        if (skip("values")) {
            do {
                expect("(");
                values.add(list(")"));
            } while (skip(","));
        } else {
            boolean inBrackets = skip("(");
            query = Optional.of(query());
            if (inBrackets) {
                expect(")");
            }
        }
        boolean skipDuplicates = false;
        if (skip("on", "conflict")) {
            if (sees("(")) {
                names();
            }
            expect("do");
            expect("nothing");
            skipDuplicates = true;
        }
        return new Statement.Insert(table, columns, values, query, skipDuplicates);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        expect("(");
        do {
            names.add(name());
        } while (skip(","));
        expect(")");
        return names;
    }

    private Statement update() {
        next();
        Statement.Name table = table();
        expect("set");
        Map<String, Expr> changes = new LinkedHashMap<>();
        do {
            String column = name();
            expect("=");
            changes.put(column, expression());
        } while (skip(","));
        return new Statement.Update(table, changes, skip("where") ? Optional.of(expression()) : Optional.empty());
    }

    private Statement delete() {
        next();
        expect("from");
        return new Statement.Delete(table(), skip("where") ? Optional.of(expression()) : Optional.empty());
    }

    private Statement create() {
        next();
        if (skip("table")) {
            return createTable();
        }
        if (skip("repository")) {
            String name = name();
            expect("type");
            String type = name();
            return new Statement.CreateRepository(name, type, optionsIf("with"));
        }
        if (skip("snapshot")) {
            String repository = name();
            expect(".");
            return new Statement.CreateSnapshot(repository, name(), parts(), optionsIf("with"));
        }
        if (skip("user") || skip("role")) {
            return new Statement.CreateUser(name(), optionsIf("with"));
        }
        throw odd("{'TABLE', 'REPOSITORY', 'SNAPSHOT', 'USER'}");
    }

    private List<Statement.Part> parts() {
        List<Statement.Part> parts = new ArrayList<>();
        if (skip("all")) {
            return parts;
        }
        expect("table");
        do {
            parts.add(new Statement.Part(table(), optionsIf("partition")));
        } while (skip(","));
        return parts;
    }

    private Statement createTable() {
        boolean unlessThere = false;
        if (skip("if", "not")) {
            expect("exists");
            unlessThere = true;
        }
        Statement.Name table = table();
        List<Statement.ColumnDefinition> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        expect("(");
        do {
            if (skip("primary", "key")) {
                key.addAll(names());
            } else {
                columns.add(column());
            }
        } while (skip(","));
        expect(")");
        columns.stream().filter(Statement.ColumnDefinition::key).forEach(c -> key.add(c.name()));
        Optional<String> by = Optional.empty();
        Optional<Expr> shards = Optional.empty();
        List<String> partitionedBy = new ArrayList<>();
        while (sees("clustered") || sees("partitioned")) {
            if (next().is("partitioned")) {
                expect("by");
                partitionedBy = names();
            } else {
                if (skip("by")) {
                    by = Optional.of(names().get(0));
                }
                if (skip("into")) {
                    shards = Optional.of(expression());
                    expect("shards");
                }
            }
        }
        return new Statement.CreateTable(
                table, unlessThere, columns, key, by, shards, partitionedBy, optionsIf("with"));
    }

    private Statement.ColumnDefinition column() {
        String name = name();
        StringBuilder type = new StringBuilder(name());
        if (skip("(")) {
            type.append('(').append(next().value());
            expect(")");
            type.append(')');
        }
        while (sees("precision") || sees("with") || sees("without") || sees("time") || sees("zone")) {
            type.append(' ').append(next().value());
        }
        boolean key = false;
        while (sees("primary") || sees("not")) {
            key |= next().is("primary");
            next();
        }
        return new Statement.ColumnDefinition(name, type.toString(), key);
    }

    private Statement drop() {
        next();
        if (skip("table")) {
            boolean ifThere = skip("if", "exists");
            return new Statement.DropTable(table(), ifThere);
        }
        if (skip("repository")) {
            return new Statement.DropRepository(name());
        }
        if (skip("snapshot")) {
            String repository = name();
            expect(".");
            return new Statement.DropSnapshot(repository, name());
        }
        if (skip("user") || skip("role")) {
            boolean ifThere = skip("if", "exists");
            return new Statement.DropUser(name(), ifThere);
        }
        throw odd("{'TABLE', 'REPOSITORY', 'SNAPSHOT', 'USER'}");
    }

    private Statement alter() {
        next();
        if (skip("cluster")) {
            if (skip("decommission")) {
                return new Statement.Decommission(expression());
            }
            expect("reroute");
            expect("retry");
            expect("failed");
            return new Statement.RetryFailed();
        }
        if (skip("repository")) {
            String name = name();
            boolean reset = sees("reset");
            if (!reset) {
                expect("set");
                return new Statement.AlterRepository(name, options(), List.of());
            }
            next();
            return new Statement.AlterRepository(name, Map.of(), sees("(") ? settingNames() : List.of(settingName()));
        }
        if (skip("user") || skip("role")) {
            String name = name();
            expect("set");
            return new Statement.AlterUser(name, options());
        }
        expect("table");
        Statement.Name table = table();
        Map<String, Expr> partition = optionsIf("partition");
        if (skip("reset")) {
            return new Statement.AlterTable(table, partition, Map.of(), settingNames());
        }
        expect("set");
        return new Statement.AlterTable(table, partition, options(), List.of());
    }

    private List<String> settingNames() {
        List<String> names = new ArrayList<>();
        expect("(");
        do {
            names.add(settingName());
        } while (skip(","));
        expect(")");
        return names;
    }

    private Statement set() {
        next();
        expect("global");
        boolean lasting = skip("persistent");
        if (!lasting) {
            skip("transient");
        }
        Map<String, Expr> settings = new LinkedHashMap<>();
        do {
            String name = settingName();
            if (!skip("to")) {
                expect("=");
            }
            settings.put(name, optionValue());
        } while (skip(","));
        return new Statement.SetGlobal(lasting, settings);
    }

    private Statement reset() {
        next();
        expect("global");
        List<String> names = new ArrayList<>();
        do {
            names.add(settingName());
        } while (skip(","));
        return new Statement.ResetGlobal(names);
    }

    private Statement refresh() {
        next();
        expect("table");
        List<Statement.Name> tables = new ArrayList<>();
        do {
            tables.add(table());
        } while (skip(","));
        return new Statement.Refresh(tables);
    }

    private Statement restore() {
        next();
        expect("snapshot");
        String repository = name();
        expect(".");
        String snapshot = name();
        List<Statement.Part> parts = skip("tables") ? List.of() : parts();
        return new Statement.RestoreSnapshot(repository, snapshot, parts, optionsIf("with"));
    }

    private Statement grant() {
        boolean revoke = next().is("revoke");
        List<String> privileges = new ArrayList<>();
        do {
            privileges.add(name());
            skip("privileges");
        } while (skip(","));
        expect(revoke ? "from" : "to");
        return new Statement.Grant(privileges, name(), revoke);
    }
}
