package dev.holdfast.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Turns a pattern into a program of states. Parsing gives a tree; the tree is written out backwards, each part knowing
 * the state that follows it, with repetitions copied as often as they say. The number of states is bounded, and so is
 * the depth of groups.
 */
final class RegexParser {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_REPEAT = 1000;
    private static final String SPECIAL = "*+?{}()|[]^$";

    private final String pattern;
    private int at;
    private int depth;
    private final List<State> states = new ArrayList<>();

    RegexParser(String pattern) {
        this.pattern = pattern;
    }

    sealed interface State {
        record Read(Letters accepts, int next) implements State {}

        record Split(int left, int right) implements State {}

        record End() implements State {}
    }

    /** A set of characters. */
    interface Letters {
        boolean has(char c);
    }

    private sealed interface Part {
        record One(Letters letters) implements Part {}

        record Sequence(List<Part> parts) implements Part {}

        record Choice(List<Part> ways) implements Part {}

        /** @param most -1 for any number */
        record Repeat(Part part, int least, int most) implements Part {}
    }

    /** The program; it starts in state 0. */
    List<State> program() {
        if (pattern.length() > Regex.MAX_PATTERN) {
            throw error("longer than " + Regex.MAX_PATTERN + " characters");
        }
        Part whole = choice();
        if (at < pattern.length()) {
            throw error("')' without '('");
        }
        // State 0 is kept free for the start, which is only known when everything after it is written.
        states.add(new State.End());
        int end = add(new State.End());
        int start = write(whole, end);
        states.set(0, new State.Split(start, start));
        return List.copyOf(states);
    }

    private Part choice() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw error("groups are nested too deeply");
        }
        List<Part> ways = new ArrayList<>();
        ways.add(sequence());
        while (peek('|')) {
            at++;
            ways.add(sequence());
        }
        depth--;
        return ways.size() == 1 ? ways.get(0) : new Part.Choice(ways);
    }

    private Part sequence() {
        List<Part> parts = new ArrayList<>();
        while (at < pattern.length() && !peek('|') && !peek(')')) {
            if (isAnchor()) {
                at++;
                continue;
            }
            parts.add(repeated(one()));
        }
        return new Part.Sequence(parts);
    }

    /** The whole text is matched anyway, so that these say nothing at the ends, where people write them. */
    private boolean isAnchor() {
        boolean begin = at == 0 && peek('^');
        return begin || (at == pattern.length() - 1 && peek('$'));
    }

    private Part one() {
        char c = pattern.charAt(at);
        if (c == '(') {
            at++;
            if (pattern.startsWith("?:", at)) {
                at += 2;
            } else if (peek('?')) {
                throw error("only plain groups '(…)' are known");
            }
            Part inner = choice();
            expect(')');
            return inner;
        }
        if (c == '[') {
            return new Part.One(letterClass());
        }
        if (c == '.') {
            at++;
            return new Part.One(any -> true);
        }
        if (c == '\\') {
            return new Part.One(escape());
        }
        if (SPECIAL.indexOf(c) >= 0) {
            throw error("'" + c + "' has nothing before it; write '\\" + c + "' for the character itself");
        }
        at++;
        return new Part.One(other -> other == c);
    }

    private Part repeated(Part part) {
        Part result = part;
        if (peek('*')) {
            result = new Part.Repeat(part, 0, -1);
        } else if (peek('+')) {
            result = new Part.Repeat(part, 1, -1);
        } else if (peek('?')) {
            result = new Part.Repeat(part, 0, 1);
        } else if (peek('{')) {
            return notAgain(counted(part));
        } else {
            return result;
        }
        at++;
        return notAgain(result);
    }

    private Part notAgain(Part part) {
        if (peek('*') || peek('+') || peek('?') || peek('{')) {
            throw error("a repetition cannot follow a repetition");
        }
        return part;
    }

    private Part counted(Part part) {
        at++;
        int least = number();
        int most = least;
        if (peek(',')) {
            at++;
            most = peek('}') ? -1 : number();
        }
        expect('}');
        if (most >= 0 && most < least) {
            throw error("the second number is below the first");
        }
        return new Part.Repeat(part, least, most);
    }

    private int number() {
        int start = at;
        while (at < pattern.length() && Character.digit(pattern.charAt(at), 10) >= 0 && at - start < 5) {
            at++;
        }
        if (start == at) {
            throw error("a number was expected");
        }
        int number = Integer.parseInt(pattern.substring(start, at));
        if (number > MAX_REPEAT) {
            throw error("more than " + MAX_REPEAT + " repetitions");
        }
        return number;
    }

    private Letters letterClass() {
        at++;
        boolean negated = peek('^');
        if (negated) {
            at++;
        }
        List<Letters> members = new ArrayList<>();
        boolean first = true;
        while (first || !peek(']')) {
            if (at >= pattern.length()) {
                throw error("']' is missing");
            }
            members.add(member());
            first = false;
        }
        at++;
        return c -> members.stream().anyMatch(member -> member.has(c)) != negated;
    }

    private Letters member() {
        if (peek('\\')) {
            return escape();
        }
        char low = pattern.charAt(at);
        at++;
        boolean range = peek('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
        if (!range) {
            return c -> c == low;
        }
        char high = pattern.charAt(at + 1);
        if (high < low || high == '\\') {
            throw error("no range of characters");
        }
        at += 2;
        return c -> low <= c && c <= high;
    }

    private Letters escape() {
        at++;
        if (at >= pattern.length()) {
            throw error("'\\' stands at the end");
        }
        char c = pattern.charAt(at);
        IntPredicate word = x -> x == '_' || (x < 128 && Character.isLetterOrDigit(x));
        Letters letters = switch (c) {
            case 'd' -> x -> x >= '0' && x <= '9';
            case 'D' -> x -> x < '0' || x > '9';
            case 'w' -> word::test;
            case 'W' -> x -> !word.test(x);
            case 's' -> Character::isWhitespace;
            case 'S' -> x -> !Character.isWhitespace(x);
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw error("'\\" + c + "' is not known here");
                }
                yield x -> x == c;
            }
        };
        at++;
        return letters;
    }

    private int write(Part part, int next) {
        if (part instanceof Part.One one) {
            return add(new State.Read(one.letters(), next));
        }
        if (part instanceof Part.Sequence sequence) {
            int follows = next;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                follows = write(sequence.parts().get(i), follows);
            }
            return follows;
        }
        if (part instanceof Part.Choice choice) {
            int entry = write(choice.ways().get(choice.ways().size() - 1), next);
            for (int i = choice.ways().size() - 2; i >= 0; i--) {
                entry = add(new State.Split(write(choice.ways().get(i), next), entry));
            }
            return entry;
        }
        return writeRepeat((Part.Repeat) part, next);
    }

    private int writeRepeat(Part.Repeat repeat, int next) {
        int follows = next;
        if (repeat.most() < 0) {
            int loop = add(new State.Split(next, next));
            int body = write(repeat.part(), loop);
            states.set(loop, new State.Split(body, next));
            follows = loop;
        } else {
            for (int i = repeat.least(); i < repeat.most(); i++) {
                follows = add(new State.Split(write(repeat.part(), follows), next));
            }
        }
        for (int i = 0; i < repeat.least(); i++) {
            // Even an empty part costs a state here, so that repetitions of nothing are bounded too.
            int entry = write(repeat.part(), follows);
            follows = add(new State.Split(entry, entry));
        }
        return follows;
    }

    private int add(State state) {
        if (states.size() >= Regex.MAX_STATES) {
            throw error("the pattern grows too large when its repetitions are written out");
        }
        states.add(state);
        return states.size() - 1;
    }

    private boolean peek(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private void expect(char c) {
        if (!peek(c)) {
            throw error("'" + c + "' was expected");
        }
        at++;
    }

    private RegexException error(String message) {
        return new RegexException(Math.min(at, pattern.length()), message);
    }
}
