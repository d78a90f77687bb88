package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML into a {@link Tree}. It reads the parser's events, not its nodes, because composing nodes recurses as deep
 * as the text nests, and a text from outside must not be able to exhaust the stack. Every other measure has a bound
 * too.
 */
final class TreeReader {

    static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_PARTS = 100_000;

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Tree> anchors = new TreeMap<>();
    private final Iterator<Event> events;
    private int parts;

    private TreeReader(Iterator<Event> events) {
        this.events = events;
    }

    /** The document, or empty if there is none that could be read; what is wrong is added to the problems. */
    static Optional<Tree> read(String yaml, List<Problem> problems) {
        if (yaml.length() > MAX_CHARACTERS) {
            problems.add(Problem.of("", "the text is longer than " + MAX_CHARACTERS + " characters", "shorten it"));
            return Optional.empty();
        }
        LoadSettings settings =
                LoadSettings.builder().setLabel("spec").setUseMarks(true).build();
        try {
            TreeReader reader =
                    new TreeReader(new Parse(settings).parseString(yaml).iterator());
            Optional<Tree> tree = reader.stream();
            problems.addAll(reader.problems);
            return tree;
        } catch (TooMuch e) {
            problems.add(new Problem("", e.line, e.what, "write it flatter and shorter"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            problems.add(new Problem(
                    "",
                    line,
                    "not YAML: " + oneLine(e.getProblem()),
                    "check indentation, colons and quotes on this line"));
        } catch (NumberFormatException | IndexOutOfBoundsException e) { // of an escape that is cut off
            problems.add(Problem.of("", "not YAML: an escape sequence is not whole", "check backslashes"));
        } catch (YamlEngineException e) {
            problems.add(Problem.of("", "not YAML: " + oneLine(String.valueOf(e.getMessage())), "check the text"));
        }
        return Optional.empty();
    }

    private Optional<Tree> stream() {
        Optional<Tree> document = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() != Event.ID.DocumentStart) {
                continue;
            }
            Tree next = value(events.next(), 0);
            if (document.isPresent()) {
                add(next.line(), "a second document begins here", "give one cluster per text");
                break;
            }
            document = Optional.of(next);
        }
        return document;
    }

    private Tree value(Event event, int depth) {
        int line = line(event);
        parts++;
        if (depth > MAX_DEPTH || parts > MAX_PARTS) {
            throw new TooMuch(line, depth > MAX_DEPTH ? "nested too deeply" : "too many parts");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, line);
        }
        Tree tree = switch (event.getEventId()) {
            case SequenceStart -> items(line, depth);
            case MappingStart -> mapping(line, depth);
            default -> scalar((ScalarEvent) event, line);
        };
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            anchors.put(node.getAnchor().get().getValue(), tree);
        }
        return tree;
    }

    /** Shared, not copied, so that aliases of aliases cost nothing; a reader only goes as deep as a spec does. */
    private Tree aliased(AliasEvent alias, int line) {
        Anchor anchor = alias.getAlias();
        Tree known = anchors.get(anchor.getValue());
        if (known == null) {
            add(
                    line,
                    "'*" + anchor.getValue() + "' refers to nothing above",
                    "define '&" + anchor.getValue() + "' first");
            return new Tree.Text(line, "", true);
        }
        return known;
    }

    private static Tree scalar(ScalarEvent scalar, int line) {
        return new Tree.Text(line, scalar.getValue(), scalar.isPlain());
    }

    private Tree items(int line, int depth) {
        List<Tree> all = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            all.add(value(event, depth + 1));
        }
        return new Tree.Items(line, all);
    }

    private Tree mapping(int line, int depth) {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Tree key = value(event, depth + 1);
            Tree value = value(events.next(), depth + 1);
            if (!(key instanceof Tree.Text text)) {
                add(key.line(), "a key must be a single word, not " + key.kind(), "check the brackets on this line");
            } else if (entries.containsKey(text.value())) {
                add(
                        key.line(),
                        "'" + text.value() + "' is given twice, first in line "
                                + entries.get(text.value()).line(),
                        "keep one of them");
            } else {
                entries.put(text.value(), new Tree.Entry(key.line(), value));
            }
        }
        return new Tree.Mapping(line, entries);
    }

    private void add(int line, String message, String remedy) {
        problems.add(new Problem("", line, message, remedy));
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }

    /** Ends the reading of a text that is beyond a bound. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;
        private final String what;

        private TooMuch(int line, String what) {
            super(what);
            this.line = line;
            this.what = what;
        }
    }
}
