package dev.holdfast.database.crate.sql;

import java.util.ArrayList;
import java.util.List;

/** How much is in each table, by its primary shards: rows that are not refreshed yet are not counted. */
public final class TableCounts {

    private static final String COUNTS = "select schema_name, table_name, count(*), sum(num_docs) from sys.shards"
            + " where \"primary\" = true group by schema_name, table_name order by schema_name, table_name limit 10000";

    private TableCounts() {}

    /** One table. */
    public record TableCount(String name, int shards, long rows) {}

    static List<TableCount> ask(Session session) throws ChoreFailedException {
        List<TableCount> counts = new ArrayList<>();
        for (Answer.Row row : session.run(COUNTS).rows()) {
            counts.add(new TableCount(row.text(0) + "." + row.text(1), row.integer(2), row.number(3)));
        }
        return counts;
    }
}
