package dev.holdfast.api;

import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings whose values nobody needs to read back: passwords and the like. They are shown as {@link #HIDDEN}; a spec
 * that comes back with that in their place keeps what was there.
 */
final class Secrets {

    /** Stands for a value that is not shown. */
    static final String HIDDEN = "(hidden)";

    private static final Pattern SECRET = Pattern.compile(
            "password|passwd|secret|token|credential|jaas|private.?key|keystore.key", Pattern.CASE_INSENSITIVE);

    /** {@code key=value} or {@code key: old -> new}. */
    private static final Pattern ASSIGNED = Pattern.compile(
            "([\\w.-]*(?:password|passwd|secret|token|credential|jaas|private.?key|keystore.key)[\\w.-]*)(=|: )[^,]*",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** A line for people without the values of secret settings in it. */
    static String hide(String line) {
        return ASSIGNED.matcher(line).replaceAll("$1$2" + HIDDEN);
    }

    /** The spec without the values of secret settings. */
    static ClusterSpec hide(ClusterSpec spec) {
        return map(spec, (key, value, path) -> SECRET.matcher(key).find() && !value.isEmpty() ? HIDDEN : value);
    }

    /** The spec with what {@code current} has wherever a value says that it was hidden. */
    static ClusterSpec restore(ClusterSpec next, ClusterSpec current) {
        Map<String, String> known = new LinkedHashMap<>();
        map(current, (key, value, path) -> {
            known.put(path + key, value);
            return value;
        });
        return map(next, (key, value, path) -> value.equals(HIDDEN) ? known.getOrDefault(path + key, value) : value);
    }

    private interface Change {
        String of(String key, String value, String path);
    }

    private static ClusterSpec map(ClusterSpec spec, Change change) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        spec.groups().forEach((name, group) -> groups.put(name, map(group, change)));
        return new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                map(spec.settings(), change, "/"),
                map(spec.options(), change, "options/"),
                spec.artifacts(),
                groups);
    }

    private static GroupSpec map(GroupSpec group, Change change) {
        SortedMap<Integer, SortedMap<String, String>> nodes = new TreeMap<>();
        group.nodes()
                .forEach(
                        (index, settings) -> nodes.put(index, map(settings, change, group.name() + "-" + index + "/")));
        return new GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                group.diskKind(),
                group.jvmOptions(),
                group.constraint(),
                group.ports(),
                map(group.settings(), change, group.name() + "/"),
                nodes,
                group.released());
    }

    private static SortedMap<String, String> map(SortedMap<String, String> settings, Change change, String path) {
        SortedMap<String, String> changed = new TreeMap<>();
        settings.forEach((key, value) -> changed.put(key, change.of(key, value, path)));
        return changed;
    }
}
