package dev.holdfast.cli;

import dev.holdfast.api.wire.WireJson;
import dev.holdfast.database.cassandra.ring.CqlTalk;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints what a CQL statement brought. */
final class CqlOutput {

    private final SqlOutput.Form form;
    private final PrintWriter out;

    CqlOutput(SqlOutput.Form form, PrintWriter out) {
        this.form = form;
        this.out = out;
    }

    void print(CqlTalk.Answer answer) {
        if (form == SqlOutput.Form.json) {
            out.println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json(answer)));
        } else if (answer.columns().isEmpty()) {
            out.println("done");
        } else {
            table(answer);
            int rows = answer.rows().size();
            String more = answer.more() ? ", and there are more: ask for fewer" : "";
            out.println("(" + rows + (rows == 1 ? " row" : " rows") + more + ")");
        }
        out.flush();
    }

    private void table(CqlTalk.Answer answer) {
        Table table = new Table(answer.columns().toArray(String[]::new));
        for (List<Optional<Object>> row : answer.rows()) {
            table.row(row.stream().map(CqlOutput::cell).toArray(String[]::new));
        }
        table.print(out);
    }

    /** A line is a row, whatever is in it. */
    private static String cell(Optional<Object> value) {
        return value.map(Object::toString)
                .orElse("null")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private static List<Map<String, Optional<Object>>> json(CqlTalk.Answer answer) {
        List<Map<String, Optional<Object>>> all = new ArrayList<>();
        for (List<Optional<Object>> row : answer.rows()) {
            Map<String, Optional<Object>> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(answer.columns().get(i), row.get(i));
            }
            all.add(object);
        }
        return all;
    }
}
