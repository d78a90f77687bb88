package dev.holdfast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** A prompt for statements: as many lines as it takes until a semicolon; {@code \q} ends it. */
final class SqlPrompt {

    private static final String MORE = "  -> ";

    private final String language;
    private final String name;
    private final BufferedReader in;
    private final PrintWriter out;
    private final PrintWriter err;

    SqlPrompt(String name, BufferedReader in, PrintWriter out, PrintWriter err) {
        this("SQL", name, in, out, err);
    }

    SqlPrompt(String language, String name, BufferedReader in, PrintWriter out, PrintWriter err) {
        this.language = language;
        this.name = name;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** A statement that fails is told in a line, and the next is asked for. */
    int run(Consumer<String> statement) throws IOException {
        out.println(language + " for " + name + ". A statement ends with a semicolon; \\q leaves.");
        SqlStatements statements = new SqlStatements();
        while (true) {
            out.print(statements.isEmpty() ? name + "> " : MORE);
            out.flush();
            String line = in.readLine();
            if (line == null) {
                out.println();
                return Exit.DONE;
            }
            String word = line.strip();
            if (word.equals("\\q") || (statements.isEmpty() && (word.equals("exit") || word.equals("quit")))) {
                return Exit.DONE;
            }
            if (statements.isEmpty() && word.startsWith("\\")) {
                out.println("\\q leaves; everything else is " + language + " and ends with a semicolon");
                continue;
            }
            for (String complete : statements.add(line)) {
                try {
                    statement.accept(complete);
                } catch (Failure failure) {
                    err.println("error: " + failure.getMessage());
                    err.flush();
                }
            }
        }
    }
}
