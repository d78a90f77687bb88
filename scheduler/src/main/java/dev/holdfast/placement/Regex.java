package dev.holdfast.placement;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression that cannot hang. It matches whole texts, by walking all states at once (Thompson's
 * construction), so that its cost is the product of the lengths of pattern and text, both bounded. The price is that it
 * knows only what can be matched so: literals, {@code .}, classes {@code [a-z]} and {@code [^a-z]}, {@code \d \w \s}
 * and their opposites, groups, {@code |}, {@code * + ?} and {@code {m,n}}; no back references, no looking ahead or
 * behind.
 */
public final class Regex {

    /** Bounds of a pattern, of what it may grow to when its repetitions are written out, and of a text. */
    public static final int MAX_PATTERN = 256;

    static final int MAX_STATES = 4000;
    static final int MAX_TEXT = 1024;

    private final String pattern;
    private final List<RegexParser.State> program;

    private Regex(String pattern, List<RegexParser.State> program) {
        this.pattern = pattern;
        this.program = program;
    }

    /**
     * @throws RegexException if the pattern is malformed, uses what cannot be matched without going back, or is too
     *     large
     */
    public static Regex of(String pattern) {
        return new Regex(pattern, new RegexParser(pattern).program());
    }

    public String pattern() {
        return pattern;
    }

    /** Whether the whole text matches. A text beyond the bound never does. */
    public boolean matches(String text) {
        if (text.length() > MAX_TEXT) {
            return false;
        }
        Walk walk = new Walk();
        List<Integer> now = walk.closure(List.of(0));
        for (int i = 0; i < text.length() && !now.isEmpty(); i++) {
            List<Integer> next = new ArrayList<>();
            for (int state : now) {
                if (program.get(state) instanceof RegexParser.State.Read read
                        && read.accepts().has(text.charAt(i))) {
                    next.add(read.next());
                }
            }
            now = walk.closure(next);
        }
        return now.stream().anyMatch(state -> program.get(state) instanceof RegexParser.State.End);
    }

    /** The states of one match; every state is entered at most once per character. */
    private final class Walk {
        private final int[] enteredAt = new int[program.size()];
        private int round;

        private List<Integer> closure(List<Integer> from) {
            round++;
            List<Integer> reached = new ArrayList<>();
            List<Integer> open = new ArrayList<>(from);
            while (!open.isEmpty()) {
                int state = open.remove(open.size() - 1);
                if (enteredAt[state] == round) {
                    continue;
                }
                enteredAt[state] = round;
                if (program.get(state) instanceof RegexParser.State.Split split) {
                    open.add(split.left());
                    open.add(split.right());
                } else {
                    reached.add(state);
                }
            }
            return reached;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && regex.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
