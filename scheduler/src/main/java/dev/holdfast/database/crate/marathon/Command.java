package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an app's command says to Crate.
 *
 * @param program the word that names it; empty if the image's own command runs
 * @param settings given with {@code -Des.} or {@code -C}, in order
 * @param others words that say something else
 */
record Command(String program, Map<String, String> settings, List<String> others) {

    private static final Pattern SETTING = Pattern.compile("(?:-Des\\.|-C)([^=]+)=(.*)");
    private static final Pattern SHELL = Pattern.compile("exec|(?:.*/)?(?:ba)?sh");
    private static final Pattern PROGRAM = Pattern.compile("(?:.*/)?crate");
    private static final Pattern FRAMEWORK = Pattern.compile("(?:.*/)?crate-mesos-.*\\.jar");
    private static final Pattern ASSIGNED = Pattern.compile("([A-Z_][A-Z0-9_]*)=(.*)");

    static Command of(ObjectNode app) {
        List<String> words = new ArrayList<>(Words.of(app.path("cmd").asString("")));
        app.path("args").forEach(word -> words.add(word.asString("")));
        String program = "";
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-C") && i + 1 < words.size()) {
                i++;
                word = "-C" + words.get(i);
            } else if (word.equals("-c") && i + 1 < words.size()) {
                words.addAll(i + 2, Words.of(words.get(i + 1))); // what a shell is told in quotes
                words.remove(i + 1);
                continue;
            }
            Matcher setting = SETTING.matcher(word);
            if (setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            } else if (PROGRAM.matcher(word).matches() && program.isEmpty()) {
                program = word;
            } else if (!Words.isOperator(word) && !SHELL.matcher(word).matches()) {
                others.add(word);
            }
        }
        return new Command(program, settings, others);
    }

    boolean isCrate() {
        return !program.isEmpty();
    }

    boolean isFramework() {
        return others.stream().anyMatch(word -> FRAMEWORK.matcher(word).matches());
    }

    /** Variables that the command sets for Crate, as in {@code CRATE_HEAP_SIZE=1g crate}. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (String word : others) {
            Matcher assigned = ASSIGNED.matcher(word);
            if (assigned.matches()) {
                variables.put(assigned.group(1), assigned.group(2));
            }
        }
        return variables;
    }

    void othersInto(Draft draft) {
        List<String> unknown = others.stream()
                .filter(word -> !ASSIGNED.matcher(word).matches())
                .toList();
        if (!unknown.isEmpty()) {
            draft.dropped(
                    "cmd",
                    "'" + String.join(" ", unknown) + "': a node runs CrateDB itself, and nothing before or beside it");
        }
    }
}
