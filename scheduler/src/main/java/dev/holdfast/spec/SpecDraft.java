package dev.holdfast.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A spec while assignments are applied to it. */
final class SpecDraft {

    private final ClusterSpec start;
    private final Optional<Descriptor> descriptor;
    private static final String MEMORY = ".memory";
    private static final String HEAP = ".heap";

    private String version;
    private String user;
    private final SortedMap<String, String> settings;
    private final SortedMap<String, String> options;
    private final SortedMap<String, String> artifacts;
    private final Map<String, GroupDraft> groups = new LinkedHashMap<>();

    /** Fields of groups that were named. */
    private final SortedSet<String> assigned = new TreeSet<>();

    SpecDraft(ClusterSpec start, Optional<Descriptor> descriptor) {
        this.start = start;
        this.descriptor = descriptor;
        this.version = start.version();
        this.user = start.user();
        this.settings = new TreeMap<>(start.settings());
        this.options = new TreeMap<>(start.options());
        this.artifacts = new TreeMap<>(start.artifacts());
        start.groups().forEach((name, group) -> groups.put(name, GroupDraft.of(group)));
    }

    ClusterSpec build() {
        Map<String, GroupSpec> built = new LinkedHashMap<>();
        groups.forEach((name, draft) -> {
            if (assigned.contains(name + MEMORY) && !assigned.contains(name + HEAP)) {
                draft.growHeapFrom(start.group(name)
                        .or(() ->
                                further(name).map(usual -> GroupDraft.of(usual).build())));
            }
            built.put(name, draft.build());
        });
        return new ClusterSpec(
                start.name(),
                start.packageName(),
                version,
                user.isEmpty() ? descriptor.map(known -> known.manner().user()).orElse("") : user,
                start.role(),
                settings,
                options,
                artifacts,
                descriptor.map(known -> known.ordered(built)).orElse(built));
    }

    Optional<Problem> assign(String key, String value) {
        switch (key) {
            case "version" -> version = value.strip();
            case "user" -> user = value.strip();
            case "name", "package", "role" -> {
                return Optional.of(
                        Problem.of(key, "a cluster's " + key + " cannot be changed", "create another cluster"));
            }
            default -> {
                return assignBelow(key, value);
            }
        }
        return Optional.empty();
    }

    /** The first word says what it belongs to; a word that is nothing of ours begins a setting's own name. */
    private Optional<Problem> assignBelow(String key, String value) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        String rest = dot < 0 ? "" : key.substring(dot + 1);
        if (dot > 0 && !rest.isEmpty()) {
            switch (first) {
                case "settings" -> {
                    return put(settings, rest, value);
                }
                case "options" -> {
                    return option(rest, value);
                }
                case "artifacts" -> {
                    return put(artifacts, rest, value);
                }
                default -> {}
            }
            if (rest.equals("count") && !groups.containsKey(first)) {
                further(first).ifPresent(usual -> groups.put(first, GroupDraft.of(usual)));
            }
            GroupDraft group = groups.get(first);
            if (group != null && belongsToGroup(rest)) {
                assigned.add(key);
                return assignGroup(group, rest, value);
            }
            if (isNode(first)) {
                return assignNode(first, rest, value);
            }
            if (group == null
                    && belongsToGroup(rest)
                    && Closest.to(first, groups.keySet()).isPresent()) {
                return Optional.of(
                        Problem.of(key, "there is no group '" + first + "'", Closest.remedy(first, groups.keySet())));
            }
        }
        return put(settings, key, value);
    }

    /** A group that a user names for the first time, where the package has one that others follow. */
    private Optional<Descriptor.Group> further(String group) {
        return descriptor.flatMap(known -> known.group(group));
    }

    /**
     * A setting may well begin with a group's name, as {@code broker.heartbeat.interval.ms}: only known fields are the
     * group's.
     */
    private static boolean belongsToGroup(String rest) {
        return GroupDraft.FIELDS.contains(rest) || rest.startsWith("ports.") || rest.startsWith("settings.");
    }

    private static Optional<Problem> assignGroup(GroupDraft group, String field, String value) {
        if (field.startsWith("ports.")) {
            return group.setPort(field.substring("ports.".length()), value);
        }
        if (field.startsWith("settings.")) {
            return put(group.settings, field.substring("settings.".length()), value);
        }
        return group.set(field, value);
    }

    private boolean isNode(String word) {
        int dash = word.lastIndexOf('-');
        return dash > 0
                && groups.containsKey(word.substring(0, dash))
                && Sizes.whole(word.substring(dash + 1)).isPresent();
    }

    private Optional<Problem> assignNode(String node, String setting, String value) {
        int dash = node.lastIndexOf('-');
        String name = node.substring(0, dash);
        int index = Sizes.whole(node.substring(dash + 1)).orElseThrow();
        boolean explicit = setting.startsWith("settings.");
        if (belongsToGroup(setting) && !explicit) {
            return Optional.of(Problem.of(
                    "groups." + name + ".nodes." + index + "." + setting,
                    "'" + setting + "' is the same for all nodes of a group",
                    "set " + name + "." + setting));
        }
        GroupDraft group = Objects.requireNonNull(groups.get(name), name);
        if (!group.build().indexes().contains(index)) {
            return Optional.of(Problem.of(
                    "groups." + name + ".nodes." + index,
                    "there is no " + name + "-" + index,
                    "see 'holdfast status' for the nodes there are, or write " + name + ".settings." + setting
                            + " for all of them"));
        }
        return put(group.node(index), explicit ? setting.substring("settings.".length()) : setting, value);
    }

    /** An option that is taken away is the package's default again, which the check does not know: it must be named. */
    private Optional<Problem> option(String name, String value) {
        if (value.isBlank()) {
            return Optional.of(
                    Problem.of("options." + name, "an option needs a value", "write its default to get it back"));
        }
        return put(options, name, value.strip());
    }

    private static Optional<Problem> put(SortedMap<String, String> values, String key, String value) {
        if (value.isEmpty()) {
            values.remove(key);
        } else {
            values.put(key, value.equals("\"\"") ? "" : value);
        }
        return Optional.empty();
    }
}
