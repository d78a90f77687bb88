package dev.holdfast.database.crate.marathon;

import dev.holdfast.spec.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** An app's environment: heap, Java's options and the list of hosts; the rest is gone. */
final class Environment {

    private static final List<String> HEAP = List.of("CRATE_HEAP_SIZE", "CRATE_MAX_MEM", "ES_HEAP_SIZE", "ES_MAX_MEM");
    private static final List<String> LEAST_HEAP = List.of("CRATE_MIN_MEM", "ES_MIN_MEM");
    private static final List<String> JAVA = List.of("CRATE_JAVA_OPTS", "ES_JAVA_OPTS", "JAVA_OPTS");
    private static final Pattern LARGEST_HEAP = Pattern.compile("-Xmx(.+)");
    private static final Pattern SETTING = Pattern.compile("-Des\\.([^=]+)=(.*)");

    /** Options that Java had in the days of such apps and refuses to start with now. */
    private static final Pattern GONE = Pattern.compile(
            "-XX:.*(CMS|ParNew|ConcMarkSweep|PermSize|PrintGC|GCLogFile|PrintTenuring|PrintClassHistogram|BiasedLocking).*"
                    + "|-Xloggc.*");

    private final Map<String, String> variables = new TreeMap<>();
    private final Draft draft;
    private final Map<String, String> settings;

    private Environment(Draft draft, Map<String, String> settings) {
        this.draft = draft;
        this.settings = settings;
    }

    /** @param settings to which those among Java's options are added */
    static void into(Draft draft, ObjectNode app, Command command, Map<String, String> settings) {
        Environment environment = new Environment(draft, settings);
        app.path("env").properties().forEach(variable -> {
            if (variable.getValue().isValueNode()) {
                environment.variables.put(variable.getKey(), variable.getValue().asString());
            } else {
                draft.dropped(
                        "env " + variable.getKey(),
                        "a secret of Marathon's: write the value into the scheduler's secrets/NAME, and ${secret:NAME}"
                                + " where a setting needs it");
            }
        });
        environment.variables.putAll(command.variables());
        environment.variables.forEach(environment::variable);
    }

    private void variable(String name, String value) {
        if (HEAP.contains(name)) {
            heap("env " + name, value);
        } else if (JAVA.contains(name)) {
            java(name, value);
        } else if (name.equals("CRATE_HOSTS")) {
            draft.dropped("env " + name, Settings.SEEDS + " (it was " + value + ")");
        } else if (!LEAST_HEAP.contains(name)) {
            draft.dropped("env " + name, "Holdfast makes a node's environment; settings go under 'settings'");
        }
    }

    private void heap(String what, String value) {
        OptionalLong size = Sizes.megabytes(value);
        if (size.isEmpty()) {
            draft.dropped(what, "'" + value + "' is no size");
        } else if (draft.heapMegabytes.isEmpty()) {
            draft.heapMegabytes = size;
            draft.kept(what, "heap of " + Sizes.text(size.getAsLong()));
        }
    }

    private void java(String name, String value) {
        List<String> gone = new ArrayList<>();
        for (String option : Words.of(value)) {
            Matcher largest = LARGEST_HEAP.matcher(option);
            Matcher setting = SETTING.matcher(option);
            if (largest.matches()) {
                heap("env " + name + " -Xmx", largest.group(1));
            } else if (setting.matches()) {
                settings.putIfAbsent(setting.group(1), setting.group(2));
            } else if (GONE.matcher(option).matches()) {
                gone.add(option);
            } else if (!option.startsWith("-Xms")) {
                draft.jvm.add(option);
            }
        }
        if (!gone.isEmpty()) {
            draft.dropped(
                    "env " + name,
                    String.join(" ", gone) + ": today's Java does not start with it, or does so by itself");
        }
        if (!draft.jvm.isEmpty()) {
            draft.kept("env " + name, "jvm " + String.join(" ", draft.jvm));
        }
    }
}
