package dev.holdfast.cli;

import dev.holdfast.api.wire.WireJson;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** How a command says what it found: for people, or as JSON or YAML. */
public final class Output {

    /** Forms of output. */
    public enum Form {
        table,
        json,
        yaml
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table (for people), json or yaml.")
    private Form form = Form.table;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    public boolean isForPeople() {
        return form == Form.table;
    }

    /** Colours, if a person looks at a terminal. */
    public Paint paint() {
        return new Paint(
                isForPeople() && spec.commandLine().getColorScheme().ansi().enabled());
    }

    /** The value as JSON or YAML, or what {@code table} prints of it. */
    public void emit(Object value, Consumer<PrintWriter> table) {
        PrintWriter out = out();
        switch (form) {
            case table -> table.accept(out);
            case json ->
                out.println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
            case yaml -> out.print(yaml(value));
        }
        out.flush();
    }

    private static String yaml(Object value) {
        JsonMapper json = WireJson.mapper();
        return new YAMLMapper().writeValueAsString(json.readTree(json.writeValueAsString(value)));
    }
}
