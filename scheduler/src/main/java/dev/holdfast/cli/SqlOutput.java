package dev.holdfast.cli;

import dev.holdfast.api.wire.WireJson;
import dev.holdfast.database.crate.sql.Answer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Prints what a statement brought. */
final class SqlOutput {

    /** Forms of output. */
    enum Form {
        table,
        json
    }

    private final Form form;
    private final PrintWriter out;

    SqlOutput(Form form, PrintWriter out) {
        this.form = form;
        this.out = out;
    }

    void print(Answer.Rows answer) {
        if (form == Form.json) {
            out.println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json(answer)));
        } else {
            printTable(answer);
        }
        out.flush();
    }

    /** A list of objects; of what has no result, how many rows it changed. */
    private static Object json(Answer.Rows answer) {
        if (answer.columns().isEmpty()) {
            return Map.of("rowCount", answer.rowCount());
        }
        List<String> names = distinct(answer.columns());
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        for (Answer.Row row : answer.rows()) {
            Map<String, JsonNode> object = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                object.put(names.get(i), row.json(i));
            }
            rows.add(object);
        }
        return rows;
    }

    /** SQL allows two columns of one name, JSON does not. */
    private static List<String> distinct(List<String> columns) {
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            String name = column;
            for (int i = 2; names.contains(name); i++) {
                name = column + "_" + i;
            }
            names.add(name);
        }
        return names;
    }

    private void printTable(Answer.Rows answer) {
        if (answer.columns().isEmpty()) {
            out.println(answer.rowCount() < 0 ? "done" : "done, " + counted(answer.rowCount()));
            return;
        }
        Table table = new Table(answer.columns().toArray(String[]::new));
        for (Answer.Row row : answer.rows()) {
            String[] cells = new String[answer.columns().size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(row.json(i));
            }
            table.row(cells);
        }
        table.print(out);
        out.println("(" + counted(answer.rows().size()) + ")");
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "NULL";
        }
        String text = value.isContainer() ? value.toString() : value.asString("");
        // A line is a row, whatever is in it.
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }

    private static String counted(long rows) {
        return rows + (rows == 1 ? " row" : " rows");
    }
}
