package dev.holdfast.spec;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole wish for one cluster, with all defaults filled in.
 *
 * @param packageName which database: {@code kafka}
 * @param version of the database
 * @param user the user its processes run as; empty for the one the scheduler names to Mesos
 * @param role the Mesos role that owns its reservations; final once anything is reserved
 * @param settings of the database, for every node
 * @param options of the package that are not database settings, such as {@code rebalance: true}
 * @param artifacts where software comes from instead of the package's own lock file, by artifact name: URL or file
 * @param groups in the package's order
 */
public record ClusterSpec(
        ClusterName name,
        String packageName,
        String version,
        String user,
        String role,
        SortedMap<String, String> settings,
        SortedMap<String, String> options,
        SortedMap<String, String> artifacts,
        Map<String, GroupSpec> groups) {

    public ClusterSpec {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    public Optional<GroupSpec> group(String group) {
        return Optional.ofNullable(groups.get(group));
    }

    /** The same wish with one group changed. */
    public ClusterSpec with(GroupSpec group) {
        Map<String, GroupSpec> changed = new LinkedHashMap<>(groups);
        changed.put(group.name(), group);
        return new ClusterSpec(name, packageName, version, user, role, settings, options, artifacts, changed);
    }

    public ClusterSpec withGroups(Map<String, GroupSpec> changed) {
        return new ClusterSpec(name, packageName, version, user, role, settings, options, artifacts, changed);
    }

    public ClusterSpec withVersion(String changed) {
        return new ClusterSpec(name, packageName, changed, user, role, settings, options, artifacts, groups);
    }

    public ClusterSpec withSettings(SortedMap<String, String> changed) {
        return new ClusterSpec(name, packageName, version, user, role, changed, options, artifacts, groups);
    }

    /** What the user set for a node: for all, over that for its group, over that for itself. */
    public SortedMap<String, String> settingsOf(NodeId node) {
        SortedMap<String, String> all = new TreeMap<>(settings);
        group(node.group()).ifPresent(group -> {
            all.putAll(group.settings());
            all.putAll(group.nodes().getOrDefault(node.index(), new TreeMap<>()));
        });
        return all;
    }
}
