package dev.holdfast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Picks from the end of what a process wrote the line that says why it ended.
 *
 * <ol>
 *   <li>The innermost cause of the last exception that is told with its trace, unless a log told it as a warning or less.
 *   <li>Else what a program that refuses to start wrote last, outside any log: cause and remedy.
 *   <li>Else the last line of a log that is an error.
 *   <li>Else nothing: what a program did before it was killed does not say why it was.
 * </ol>
 */
final class LastWords {

    private static final int MOST_PLAIN_LINES = 3;
    private static final int LONGEST = 500;

    private static final String CAUSE = "Caused by: ";
    private static final String UNCAUGHT = "Exception in thread";

    private static final Pattern TRACE =
            Pattern.compile("\\s+at \\S+.*|\\s*\\.\\.\\. \\d+ (more|common frames omitted)");
    private static final Pattern EXCEPTION = Pattern.compile("(?:Caused by: |Exception in thread \"[^\"]*\" )?"
            + "((?:[a-z_$][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error|Throwable)\\b.*)");
    private static final Pattern LOGGED =
            Pattern.compile("\\S*\\d[:.,]\\d\\S*\\s+(?:\\S+\\s+)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\s+(.*)"
                    + "|\\[[^]]+]\\s+(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\s+(.*)");

    private LastWords() {}

    /** One line; empty if nothing in the text tells. */
    static Optional<String> of(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        Optional<String> found = exception(lines);
        if (found.isEmpty()) {
            found = plain(lines);
        }
        return found.or(() -> error(lines))
                .map(line -> line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…");
    }

    /** Only one with a trace below it may have ended something; a log names many that did not. */
    private static Optional<String> exception(List<String> lines) {
        for (int i = lines.size() - 2; i >= 0; i--) {
            Matcher exception = EXCEPTION.matcher(lines.get(i));
            if (exception.matches() && TRACE.matcher(lines.get(i + 1)).matches() && !isOnlyAWarning(lines, i)) {
                return Optional.of(shortName(exception.group(1)));
            }
        }
        return Optional.empty();
    }

    private static boolean isOnlyAWarning(List<String> lines, int cause) {
        int head = cause;
        while (head > 0
                && (lines.get(head).startsWith(CAUSE)
                        || TRACE.matcher(lines.get(head)).matches())) {
            head--;
        }
        Matcher logged = LOGGED.matcher(head == 0 ? "" : lines.get(head - 1));
        return !lines.get(head).startsWith(UNCAUGHT) && logged.matches() && !isError(logged);
    }

    private static boolean isError(Matcher logged) {
        String level = logged.group(1) == null ? logged.group(3) : logged.group(1);
        return level.equals("ERROR") || level.equals("FATAL");
    }

    /** {@code org.apache.X: text} without the packages. */
    private static String shortName(String exception) {
        int end = exception.indexOf(':');
        int dot = exception.lastIndexOf('.', end < 0 ? exception.length() : end);
        return exception.substring(dot + 1).strip();
    }

    private static Optional<String> plain(List<String> lines) {
        List<String> last = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && last.size() < MOST_PLAIN_LINES; i--) {
            if (TRACE.matcher(lines.get(i)).matches()
                    || LOGGED.matcher(lines.get(i)).matches()) {
                break;
            }
            last.add(0, lines.get(i).strip());
        }
        return last.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", last));
    }

    private static Optional<String> error(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher logged = LOGGED.matcher(lines.get(i));
            if (logged.matches()) {
                String said = logged.group(2) == null ? logged.group(4) : logged.group(2);
                if (isError(logged)) {
                    return Optional.of(said.strip());
                }
            }
        }
        return Optional.empty();
    }
}
