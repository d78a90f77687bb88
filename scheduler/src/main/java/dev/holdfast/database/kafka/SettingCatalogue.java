package dev.holdfast.database.kafka;

import dev.holdfast.spec.Closest;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings that Kafka reads, and what is wrong with a wish's: Kafka passes over a name it does not know, and does not start
 * with a value it cannot read, both only after nodes were restarted for it.
 *
 * <p>Plugins read settings of their own; the option {@value #ANY} lets names through that are not known here.
 */
public final class SettingCatalogue {

    /** Name of the option. */
    static final String ANY = "any-settings";

    /** Beginnings of names that users and plugins complete. */
    private static final List<String> OPEN =
            List.of("config.providers.", "listener.name.", "rsm.config.", "rlmm.config.");

    /** Most settings of a topic are the broker's by this beginning. */
    private static final String LOG = "log.";

    private final SortedMap<String, SettingKind> kinds;

    private SettingCatalogue(SortedMap<String, SettingKind> kinds) {
        this.kinds = kinds;
    }

    /** @param text lines of a name, a type and perhaps limits; {@code #} begins a remark */
    static SettingCatalogue parse(String text) {
        SortedMap<String, SettingKind> kinds = new TreeMap<>();
        for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
            String[] words = line.split(" ", 3);
            kinds.put(words[0], SettingKind.parse(words[1], words.length == 3 ? words[2] : ""));
        }
        return new SettingCatalogue(kinds);
    }

    /** @param current what is in force already, which is not judged again */
    List<Problem> problems(ClusterSpec next, Optional<ClusterSpec> current) {
        Map<String, Place> before = current.map(SettingCatalogue::places).orElse(Map.of());
        List<Problem> problems = new ArrayList<>();
        places(next).forEach((path, place) -> {
            if (!place.equals(before.get(path))) {
                problem(path, place, next).ifPresent(problems::add);
            }
        });
        return problems;
    }

    private record Place(String name, String value) {}

    private static Map<String, Place> places(ClusterSpec spec) {
        Map<String, Place> places = new LinkedHashMap<>();
        put("settings", spec.settings(), places);
        for (GroupSpec group : spec.groups().values()) {
            String path = "groups." + group.name();
            put(path + ".settings", group.settings(), places);
            group.nodes().forEach((index, settings) -> put(path + ".nodes." + index + ".settings", settings, places));
        }
        return places;
    }

    private static void put(String path, Map<String, String> settings, Map<String, Place> places) {
        settings.forEach((name, value) -> places.put(path + "." + name, new Place(name, value)));
    }

    private Optional<Problem> problem(String path, Place place, ClusterSpec next) {
        SettingKind kind = kinds.get(place.name());
        if (kind != null) {
            return kind.objection(place.value())
                    .map(must -> Problem.of(
                            path,
                            place.value().isEmpty()
                                    ? "the value is empty"
                                    : "'" + place.value() + "' is no value for " + place.name(),
                            "write " + must));
        }
        boolean any = Boolean.parseBoolean(next.options().getOrDefault(ANY, "false"));
        if (any || OPEN.stream().anyMatch(place.name()::startsWith)) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                path, "Kafka has no setting '" + place.name() + "'", remedy(place.name(), place.value(), next)));
    }

    /** What was meant, likely: an option, a group's setting, a topic's, or one with a slip in its name. */
    private String remedy(String name, String value, ClusterSpec next) {
        if (KafkaValidation.OPTIONS.contains(name)) {
            return "it is an option: write options." + name + "=" + value;
        }
        int dot = name.indexOf('.');
        String rest = name.substring(dot + 1);
        if (dot > 0 && next.group(name.substring(0, dot)).isPresent()) {
            String group = name.substring(0, dot);
            return kinds.containsKey(rest)
                    ? "a group's setting is written " + group + ".settings." + rest + "=" + value
                    : "a group has count, cpus, memory, heap, disk, jvm, constraint, and settings as in " + group
                            + ".settings.num.io.threads";
        }
        if (kinds.containsKey(LOG + name)) {
            return "for topics that do not say it themselves, write " + LOG + name;
        }
        String plugin = "where a plugin reads it, write options." + ANY + "=true too";
        return Closest.to(name, kinds.keySet())
                .map(near -> "did you mean '" + near + "'? " + plugin)
                .orElse(plugin);
    }
}
