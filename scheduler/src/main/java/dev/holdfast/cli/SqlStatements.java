package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is typed into statements at semicolons: those that are not inside a text, a quoted name, a body between
 * dollars or a comment. Line after line comes in; a statement goes out when its semicolon has come.
 */
final class SqlStatements {

    private final StringBuilder open = new StringBuilder();

    /** Takes a line; the statements that it completes, without semicolons, empty ones left out. */
    List<String> add(String line) {
        if (!open.isEmpty()) {
            open.append('\n');
        }
        open.append(line);
        List<String> complete = new ArrayList<>();
        int from = 0;
        for (int end = end(from); end >= 0; end = end(from)) {
            keep(open.substring(from, end), complete);
            from = end + 1;
        }
        open.delete(0, from);
        if (open.toString().isBlank()) {
            open.setLength(0);
        }
        return complete;
    }

    /** What has no semicolon yet, as if it had; forgets it. */
    List<String> finish() {
        List<String> last = new ArrayList<>();
        keep(open.toString(), last);
        open.setLength(0);
        return last;
    }

    /** Whether nothing is begun. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    private static void keep(String text, List<String> to) {
        if (!text.isBlank()) {
            to.add(text.strip());
        }
    }

    /** Index of the next semicolon that ends a statement; -1 if there is none. */
    private int end(int from) {
        int at = from;
        while (at < open.length()) {
            char now = open.charAt(at);
            if (now == ';') {
                return at;
            }
            int past = switch (now) {
                case '\'', '"' -> past(String.valueOf(now), at + 1);
                case '-' -> follows("--", at) ? past("\n", at + 2) : at + 1;
                case '/' -> follows("/*", at) ? past("*/", at + 2) : at + 1;
                case '$' -> follows("$$", at) ? past("$$", at + 2) : at + 1;
                default -> at + 1;
            };
            if (past < 0) {
                return -1;
            }
            at = past;
        }
        return -1;
    }

    private boolean follows(String text, int at) {
        return open.indexOf(text, at) == at;
    }

    /**
     * Index after the next such text; -1 if it does not come. A doubled quote ends one text and begins another: no
     * harm.
     */
    private int past(String text, int from) {
        int found = open.indexOf(text, from);
        return found < 0 ? -1 : found + text.length();
    }
}
