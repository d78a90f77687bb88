package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a query over rows that are all there already. */
public final class Query {
    private final Function<Statement.TableFrom, Relation> tables;
    private final List<JsonNode> arguments;
    private final Session session;

    public Query(Function<Statement.TableFrom, Relation> tables, List<JsonNode> arguments, Session session) {
        this.tables = tables;
        this.arguments = List.copyOf(arguments);
        this.session = session;
    }

    /** A relation under its name in the query. */
    private record Source(String alias, Relation relation) {}

    /** One row of every source. */
    private final class Row implements Scope {
        private final List<Source> sources;
        private final List<ObjectNode> values;

        Row(List<Source> sources, List<ObjectNode> values) {
            this.sources = sources;
            this.values = values;
        }

        @Override
        public JsonNode column(Expr.Column column) {
            int at = find(sources, column);
            JsonNode value = values.get(at).path(column.name());
            for (String part : column.path()) {
                value = value.path(part);
            }
            return value.isMissingNode() ? Json.nothing() : value;
        }

        @Override
        public JsonNode parameter(int index) {
            return Query.this.parameter(index);
        }

        @Override
        public List<JsonNode> query(Statement.Select query) {
            return run(query).rows().stream().map(row -> row.get(0)).toList();
        }

        @Override
        public Session session() {
            return session;
        }
    }

    private JsonNode parameter(int index) {
        if (index >= arguments.size()) {
            throw SqlException.parse(
                    "Invalid number of arguments, expected " + (index + 1) + ", got " + arguments.size());
        }
        return arguments.get(index);
    }

    private static int find(List<Source> sources, Expr.Column column) {
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            boolean meant = column.relation().isEmpty() || column.relation().equals(source.alias());
            if (meant && source.relation().columns().contains(column.name())) {
                List<String> strict = source.relation().strict().getOrDefault(column.name(), List.of());
                if (!strict.isEmpty()
                        && !column.path().isEmpty()
                        && !strict.contains(column.path().get(0))) {
                    throw SqlException.unknownColumn(column.shown());
                }
                return i;
            }
        }
        throw SqlException.unknownColumn(column.shown());
    }

    /** The value of an expression that needs no row. */
    public JsonNode constant(Expr expression) {
        return new Evaluator(new Row(List.of(), List.of())).value(expression);
    }

    /** The value of an expression for one row of a table. */
    public JsonNode value(Expr expression, String alias, List<String> columns, ObjectNode row) {
        return new Evaluator(new Row(List.of(new Source(alias, Relation.of(columns, List.of()))), List.of(row)))
                .value(expression);
    }

    /** Whether a row of a table fits a condition. */
    public boolean holds(Optional<Expr> condition, String alias, List<String> columns, ObjectNode row) {
        return condition.isEmpty() || Values.isTrue(value(condition.get(), alias, columns, row));
    }

    public Answer run(Statement.Select select) {
        List<Source> sources = select.from().stream().map(this::source).toList();
        List<Statement.Item> items = expand(select.items(), sources);
        check(select, items, sources);
        List<Row> rows = product(sources).stream()
                .filter(row -> select.joins().stream().allMatch(on -> new Evaluator(row).holds(Optional.of(on))))
                .filter(row -> new Evaluator(row).holds(select.where()))
                .toList();
        boolean grouped =
                !select.groupBy().isEmpty() || items.stream().anyMatch(item -> Aggregate.within(item.value()));
        List<Line> lines = grouped ? grouped(select, items, sources, rows) : plain(select, items, rows);
        if (select.distinct()) {
            lines = distinct(lines);
        }
        lines = ordered(select, lines);
        List<String> columns = items.stream().map(Statement.Item::name).toList();
        return Answer.rows(columns, cut(select, lines));
    }

    private Source source(Statement.From from) {
        if (from instanceof Statement.TableFrom table) {
            return new Source(table.alias(), tables.apply(table));
        }
        if (from instanceof Statement.SeriesFrom series) {
            long first = constant(series.arguments().get(0)).asLong();
            long last = constant(series.arguments().get(1)).asLong();
            List<ObjectNode> rows = new ArrayList<>();
            for (long i = first; i <= last; i++) {
                rows.add(Json.object().put(series.alias(), i));
            }
            return new Source(series.alias(), Relation.of(List.of(series.alias()), rows));
        }
        Statement.QueryFrom inner = (Statement.QueryFrom) from;
        Answer answer = run(inner.query());
        List<ObjectNode> rows = new ArrayList<>();
        for (List<JsonNode> line : answer.rows()) {
            ObjectNode row = Json.object();
            for (int i = 0; i < line.size(); i++) {
                row.set(answer.columns().get(i), line.get(i));
            }
            rows.add(row);
        }
        return new Source(inner.alias(), Relation.of(answer.columns(), rows));
    }

    private static List<Statement.Item> expand(List<Statement.Item> items, List<Source> sources) {
        List<Statement.Item> expanded = new ArrayList<>();
        for (Statement.Item item : items) {
            if (item.value() instanceof Expr.Star) {
                for (Source source : sources) {
                    source.relation()
                            .columns()
                            .forEach(c ->
                                    expanded.add(new Statement.Item(new Expr.Column(source.alias(), c, List.of()), c)));
                }
            } else {
                expanded.add(item);
            }
        }
        return expanded;
    }

    /** Unknown columns and functions are errors even if there is no row. */
    private void check(Statement.Select select, List<Statement.Item> items, List<Source> sources) {
        List<ObjectNode> blank = sources.stream().map(s -> Json.object()).toList();
        Columns.of(items, select).forEach(column -> {
            if (!isAlias(column, items)) {
                find(sources, column);
            }
        });
        if (sources.stream().allMatch(s -> s.relation().rows().isEmpty())) {
            Row row = new Row(sources, blank);
            items.stream()
                    .filter(item -> !Aggregate.within(item.value()))
                    .forEach(item -> new Evaluator(row).value(item.value()));
        }
    }

    private static boolean isAlias(Expr.Column column, List<Statement.Item> items) {
        return column.relation().isEmpty()
                && items.stream().anyMatch(item -> item.name().equals(column.name()));
    }

    private List<Row> product(List<Source> sources) {
        List<List<ObjectNode>> all = List.of(List.of());
        for (Source source : sources) {
            List<List<ObjectNode>> next = new ArrayList<>();
            for (List<ObjectNode> begun : all) {
                for (ObjectNode row : source.relation().rows()) {
                    List<ObjectNode> longer = new ArrayList<>(begun);
                    longer.add(row);
                    next.add(longer);
                }
            }
            all = next;
        }
        return all.stream().map(values -> new Row(sources, values)).toList();
    }

    /** A row of the answer and what it is ordered by. */
    private record Line(List<JsonNode> values, List<JsonNode> order) {}

    private List<Line> plain(Statement.Select select, List<Statement.Item> items, List<Row> rows) {
        List<Line> lines = new ArrayList<>();
        for (Row row : rows) {
            Evaluator evaluator = new Evaluator(row);
            List<JsonNode> values =
                    items.stream().map(item -> evaluator.value(item.value())).toList();
            lines.add(new Line(values, order(select, items, values, evaluator::value)));
        }
        return lines;
    }

    private List<Line> grouped(
            Statement.Select select, List<Statement.Item> items, List<Source> sources, List<Row> rows) {
        List<Expr> by = select.groupBy().stream().map(e -> meant(e, items)).toList();
        Map<List<JsonNode>, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            Evaluator evaluator = new Evaluator(row);
            groups.computeIfAbsent(by.stream().map(evaluator::value).toList(), key -> new ArrayList<>())
                    .add(row);
        }
        if (groups.isEmpty() && by.isEmpty()) {
            groups.put(List.of(), List.of());
        }
        List<ObjectNode> blank = sources.stream().map(s -> Json.object()).toList();
        List<Line> lines = new ArrayList<>();
        for (List<Row> group : groups.values()) {
            Scope first = group.isEmpty() ? new Row(sources, blank) : group.get(0);
            List<Scope> members = new ArrayList<>(group);
            Function<Expr, JsonNode> value = e -> Aggregate.value(e, members, first);
            if (select.having().isEmpty()
                    || Values.isTrue(value.apply(select.having().get()))) {
                List<JsonNode> values =
                        items.stream().map(item -> value.apply(item.value())).toList();
                lines.add(new Line(values, order(select, items, values, value)));
            }
        }
        return lines;
    }

    /** A position or an alias stands for an item. */
    private static Expr meant(Expr expression, List<Statement.Item> items) {
        if (expression instanceof Expr.Literal literal && literal.value().isIntegralNumber()) {
            return items.get((int) literal.value().asLong() - 1).value();
        }
        if (expression instanceof Expr.Column column
                && isAlias(column, items)
                && column.path().isEmpty()) {
            return items.stream()
                    .filter(i -> i.name().equals(column.name()))
                    .findFirst()
                    .orElseThrow()
                    .value();
        }
        return expression;
    }

    private static List<JsonNode> order(
            Statement.Select select,
            List<Statement.Item> items,
            List<JsonNode> values,
            Function<Expr, JsonNode> value) {
        List<JsonNode> order = new ArrayList<>();
        for (Statement.Order by : select.orderBy()) {
            if (by.value() instanceof Expr.Literal literal && literal.value().isIntegralNumber()) {
                order.add(values.get((int) literal.value().asLong() - 1));
            } else {
                order.add(value.apply(meant(by.value(), items)));
            }
        }
        return order;
    }

    private static List<Line> distinct(List<Line> lines) {
        Map<List<JsonNode>, Line> kept = new LinkedHashMap<>();
        lines.forEach(line -> kept.putIfAbsent(line.values(), line));
        return new ArrayList<>(new LinkedHashSet<>(kept.values()));
    }

    private static List<Line> ordered(Statement.Select select, List<Line> lines) {
        Comparator<Line> comparator = Comparator.comparing(line -> 0);
        for (int i = 0; i < select.orderBy().size(); i++) {
            int at = i;
            Comparator<Line> next =
                    (a, b) -> Values.ORDER.compare(a.order().get(at), b.order().get(at));
            comparator = comparator.thenComparing(select.orderBy().get(i).descending() ? next.reversed() : next);
        }
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(comparator);
        return sorted;
    }

    private List<List<JsonNode>> cut(Statement.Select select, List<Line> lines) {
        long offset = select.offset().map(e -> constant(e).asLong()).orElse(0L);
        long limit = select.limit().map(e -> constant(e).asLong()).orElse(Long.MAX_VALUE);
        return lines.stream().skip(offset).limit(limit).map(Line::values).toList();
    }
}
