package dev.holdfast.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads constraints.
 *
 * <pre>
 * expression  either { "or" either }
 * either      single { "and" single }
 * single      "not" single | "(" expression ")" | neighbour | FIELD ":" OPERATOR [ ":" ARGUMENT ]
 * neighbour   "avoid:" GROUP | "colocate:" GROUP
 * </pre>
 *
 * An argument goes on to the next blank or unmatched bracket, or stands in quotes. Words may be in any case; fields and
 * arguments are taken as written.
 */
public final class ConstraintParser {

    /** Bound of a constraint's text. */
    public static final int MAX_LENGTH = 2000;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER = 1_000_000;
    private static final List<String> OPERATORS =
            List.of("UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS", "IS_NOT");
    private static final Pattern GROUP = Pattern.compile("[a-z][a-z0-9-]*");

    private final String text;
    private int at;
    private int depth;

    private ConstraintParser(String text) {
        this.text = text;
    }

    /** What a text was read as. */
    public sealed interface Outcome {}

    public record Parsed(Constraint constraint) implements Outcome {}

    /**
     * What stopped it.
     *
     * @param position in the text, from 0
     * @param message what is wrong there and what was expected
     */
    public record Failed(int position, String message) implements Outcome {

        /** With the position as people count, from 1. */
        @Override
        public String toString() {
            return "at character " + (position + 1) + ": " + message;
        }
    }

    /** Blank text is {@link Constraint#STANDARD}. */
    public static Outcome parse(String text) {
        if (text.isBlank()) {
            return new Parsed(Constraint.STANDARD);
        }
        if (text.length() > MAX_LENGTH) {
            return new Failed(MAX_LENGTH, "the constraint is longer than " + MAX_LENGTH + " characters");
        }
        try {
            ConstraintParser parser = new ConstraintParser(text);
            Constraint constraint = parser.expression();
            parser.blanks();
            if (parser.at < text.length()) {
                throw parser.wrong("expected 'and', 'or' or the end");
            }
            return new Parsed(constraint);
        } catch (Stop stop) {
            return stop.failed;
        }
    }

    /** What is wrong with a text in one line; empty if it is a constraint. */
    public static Optional<String> error(String text) {
        return parse(text) instanceof Failed failed ? Optional.of(failed.toString()) : Optional.empty();
    }

    /**
     * A text that was checked before.
     *
     * @throws IllegalArgumentException if it was not
     */
    public static Constraint checked(String text) {
        Outcome outcome = parse(text);
        if (outcome instanceof Parsed parsed) {
            return parsed.constraint();
        }
        throw new IllegalArgumentException("no constraint '" + text + "': " + outcome);
    }

    private Constraint expression() {
        List<Constraint> any = new ArrayList<>();
        any.add(either());
        while (word("or")) {
            any.add(either());
        }
        return any.size() == 1 ? any.get(0) : new Constraint.Or(any);
    }

    private Constraint either() {
        List<Constraint> all = new ArrayList<>();
        all.add(single());
        while (word("and")) {
            all.add(single());
        }
        return all.size() == 1 ? all.get(0) : new Constraint.And(all);
    }

    private Constraint single() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw wrong("nested too deeply");
        }
        Constraint constraint = oneOf();
        depth--;
        return constraint;
    }

    private Constraint oneOf() {
        if (word("not")) {
            return new Constraint.Not(single());
        }
        blanks();
        if (at < text.length() && text.charAt(at) == '(') {
            int open = at;
            at++;
            Constraint inner = expression();
            blanks();
            if (at >= text.length() || text.charAt(at) != ')') {
                throw wrong("expected ')' for the '(' at character " + (open + 1));
            }
            at++;
            return inner;
        }
        return term();
    }

    private Constraint term() {
        int start = at;
        String field = until(":() \t\n");
        if (field.isEmpty()) {
            throw wrong("expected a field such as @hostname or an attribute, 'not', '(', 'avoid:' or 'colocate:'");
        }
        if (!colon()) {
            throw wrong("expected ':' and an operator after '" + field + "'");
        }
        String lower = field.toLowerCase(Locale.ROOT);
        if (lower.equals("avoid") || lower.equals("colocate")) {
            int groupAt = at;
            String group = until(":() \t\n");
            if (!GROUP.matcher(group).matches()) {
                throw wrong(groupAt, "expected the name of a group after '" + field + ":'");
            }
            return lower.equals("avoid") ? new Constraint.Avoid(group) : new Constraint.Colocate(group);
        }
        if (!Field.isValid(field)) {
            String expected =
                    field.startsWith("@") ? String.join(", ", Field.BUILT_IN) : "letters, digits, '_', '.', '-'";
            throw wrong(start, "no field '" + field + "'; expected " + expected);
        }
        return operator(new Field(field));
    }

    private Constraint operator(Field field) {
        int start = at;
        String operator = until(":() \t\n").toUpperCase(Locale.ROOT);
        if (!OPERATORS.contains(operator)) {
            throw wrong(start, "no operator '" + operator + "'; expected one of " + String.join(", ", OPERATORS));
        }
        boolean given = colon();
        int argumentAt = at;
        String argument = given ? argument() : "";
        if (given && argument.isEmpty()) {
            throw wrong(argumentAt, "expected a value after '" + operator + ":'");
        }
        if (!given && !List.of("UNIQUE", "CLUSTER", "GROUP_BY").contains(operator)) {
            throw wrong(argumentAt, operator + " needs a value: " + field + ":" + operator + ":…");
        }
        return switch (operator) {
            case "UNIQUE" -> {
                if (given) {
                    throw wrong(argumentAt, "UNIQUE takes no value");
                }
                yield new Constraint.Unique(field);
            }
            case "CLUSTER" -> new Constraint.Cluster(field, argument);
            case "GROUP_BY" -> new Constraint.GroupBy(field, given ? number(argumentAt, argument) : 0);
            case "MAX_PER" -> new Constraint.MaxPer(field, number(argumentAt, argument));
            case "LIKE" -> new Constraint.Like(field, regex(argumentAt, argument));
            case "UNLIKE" -> new Constraint.Unlike(field, regex(argumentAt, argument));
            case "IS" -> new Constraint.Is(field, argument);
            default -> new Constraint.IsNot(field, argument);
        };
    }

    private int number(int position, String argument) {
        if (!argument.matches("[0-9]{1,7}")
                || Integer.parseInt(argument) < 1
                || Integer.parseInt(argument) > MAX_NUMBER) {
            throw wrong(position, "expected a whole number from 1, got '" + argument + "'");
        }
        return Integer.parseInt(argument);
    }

    private Regex regex(int position, String argument) {
        try {
            return Regex.of(argument);
        } catch (RegexException e) {
            throw wrong(position + e.position(), "no regular expression: " + e.getMessage());
        }
    }

    /** To the next blank or unmatched closing bracket, or what stands in quotes. */
    private String argument() {
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            int close = text.indexOf(text.charAt(at), at + 1);
            if (close < 0) {
                throw wrong("the quote is not closed");
            }
            String quoted = text.substring(at + 1, close);
            at = close + 1;
            return quoted;
        }
        int start = at;
        int open = 0;
        for (; at < text.length() && !Character.isWhitespace(text.charAt(at)); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            } else if (c == '(') {
                open++;
            } else if (c == ')' && --open < 0) {
                break;
            }
        }
        at = Math.min(at, text.length());
        return text.substring(start, at);
    }

    private String until(String stops) {
        int start = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean colon() {
        boolean here = at < text.length() && text.charAt(at) == ':';
        at += here ? 1 : 0;
        return here;
    }

    /** Takes a word if it stands here as a word of its own. */
    private boolean word(String word) {
        blanks();
        int end = at + word.length();
        boolean here = text.regionMatches(true, at, word, 0, word.length())
                && (end == text.length() || Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(');
        at = here ? end : at;
        return here;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private Stop wrong(String message) {
        return wrong(at, message);
    }

    private static Stop wrong(int position, String message) {
        return new Stop(new Failed(position, message));
    }

    /** Leaves the descent at the first error. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Failed failed;

        private Stop(Failed failed) {
            super(failed.message());
            this.failed = failed;
        }
    }
}
