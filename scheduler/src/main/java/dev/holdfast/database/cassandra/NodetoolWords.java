package dev.holdfast.database.cassandra;

import dev.holdfast.spec.Problem;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which words nodetool may be called with. What stops a node or changes who is in the ring would go behind Holdfast's back: its gates would not be
 * asked, and it would take the node for lost. Our own command is named instead.
 */
public final class NodetoolWords {

    private static final int MOST_WORDS = 30;
    private static final int LONGEST = 400;
    private static final String PARTED = "\n";

    /** Verbs that are refused, and what does it here. */
    private static final SortedMap<String, String> REFUSED =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.ofEntries(
                    Map.entry("decommission", "holdfast remove NAME/NODE, or holdfast scale NAME COUNT"),
                    Map.entry("drain", "holdfast stop NAME/NODE, or holdfast restart NAME/NODE, which drains it first"),
                    Map.entry("stopdaemon", "holdfast stop NAME/NODE"),
                    Map.entry("removenode", "holdfast replace NAME/NODE, or holdfast remove NAME/NODE"),
                    Map.entry("assassinate", "holdfast replace NAME/NODE, or holdfast remove NAME/NODE"),
                    Map.entry("move", "holdfast replace NAME/NODE: tokens are chosen when a node joins"),
                    Map.entry("join", "holdfast start NAME/NODE"),
                    Map.entry("bootstrap", "holdfast restart NAME/NODE, which goes on with it"),
                    Map.entry("abortbootstrap", "holdfast replace NAME/NODE"),
                    Map.entry("rebuild", "holdfast's own commands for data centres"),
                    Map.entry("disablegossip", "holdfast stop NAME/NODE"),
                    Map.entry("disablebinary", "holdfast stop NAME/NODE"),
                    Map.entry("sjk", "a tool of yours on the agent: it may call whatever management can do"))));

    private NodetoolWords() {}

    /** What is wrong with them; empty if they may be used. */
    public static Optional<Problem> problem(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String verb = words.get(0);
        if (!verb.matches("[a-z][a-z0-9]*")) {
            return Optional.of(Problem.of(
                    "words",
                    "'" + verb + "' is no verb of nodetool",
                    "begin with one, as in tpstats; whom it asks is given by --node"));
        }
        String instead = REFUSED.get(verb);
        if (instead != null) {
            return Optional.of(
                    Problem.of("words", "nodetool " + verb + " would go behind Holdfast's back", "use " + instead));
        }
        boolean odd = words.size() > MOST_WORDS
                || words.stream()
                        .anyMatch(
                                word -> word.length() > LONGEST || word.chars().anyMatch(Character::isISOControl));
        return odd
                ? Optional.of(Problem.of(
                        "words",
                        "that are too many words, or too long ones, or there are line breaks in them",
                        "use at most " + MOST_WORDS + " words of " + LONGEST + " characters"))
                : Optional.empty();
    }

    /** As an argument of a chore. */
    static String join(List<String> words) {
        return String.join(PARTED, words);
    }

    static List<String> split(String text) {
        return text.isEmpty() ? List.of("help") : Arrays.asList(text.split(PARTED, -1));
    }
}
