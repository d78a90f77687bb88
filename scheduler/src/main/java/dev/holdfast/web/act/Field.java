package dev.holdfast.web.act;

import dev.holdfast.api.wire.ProblemInfo;
import java.util.List;

/**
 * One thing to fill in.
 *
 * @param name as the request's problems name it, as far as they do: {@code broker.memory}
 * @param hint one line below it; empty for none
 * @param suggestions for a text, or all there is to choose from
 * @param problems what is wrong with what was given
 */
public record Field(
        String name,
        String label,
        Field.Kind kind,
        String value,
        String hint,
        List<Choice> suggestions,
        List<ProblemInfo> problems) {

    /** What it looks like. */
    public enum Kind {
        TEXT,
        NUMBER,
        CHOICE,
        LINES,
        YAML,
        CHECK
    }

    /** One of several; {@code label} is what people read. */
    public record Choice(String value, String label) {}

    public Field {
        suggestions = List.copyOf(suggestions);
        problems = List.copyOf(problems);
    }

    public static Field of(Kind kind, String name, String label, String value) {
        return new Field(name, label, kind, value, "", List.of(), List.of());
    }

    public Field hinted(String text) {
        return new Field(name, label, kind, value, text, suggestions, problems);
    }

    public Field choosing(List<Choice> choices) {
        return new Field(name, label, kind, value, hint, choices, problems);
    }

    public Field filled(String given) {
        return new Field(name, label, kind, given, hint, suggestions, problems);
    }

    public Field with(List<ProblemInfo> found) {
        return new Field(name, label, kind, value, hint, suggestions, found);
    }

    /** Its element's id, which label, hint and problems refer to. */
    public String id() {
        return "f-" + name.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    /** For {@code aria-describedby}; empty if there is nothing to refer to. */
    public String describedBy() {
        String own = hint.isEmpty() ? "" : id() + "-hint";
        return problems.isEmpty() ? own : (id() + "-problem " + own).strip();
    }

    /** A line of what was given, counted from 1; empty if there is none. */
    public String line(int number) {
        return number < 1 ? "" : value.lines().skip(number - 1L).findFirst().orElse("");
    }

    /** Whether a problem is about this: {@code groups.broker.memory} is about {@code broker.memory}. */
    boolean isMeant(ProblemInfo problem) {
        String path =
                problem.path().startsWith("groups.") ? problem.path().substring("groups.".length()) : problem.path();
        return !path.isEmpty()
                && (path.equals(name)
                        || (path + ".count").equals(name)
                        || (kind == Kind.LINES && path.startsWith(name))
                        || (kind == Kind.YAML));
    }
}
