package dev.holdfast.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What can be said of a database as data.
 *
 * @param name {@code kafka}
 * @param title {@code Apache Kafka}
 * @param versions known, oldest first
 * @param groups in start order
 * @param options names the package understands under {@code options}, with their defaults
 * @param optionTexts what these options do, one line each
 * @param tools names that {@code holdfast client} understands, with one line each
 * @param manner what is particular to it
 */
public record Descriptor(
        String name,
        String title,
        List<String> versions,
        String defaultVersion,
        Map<String, Group> groups,
        SortedMap<String, String> options,
        SortedMap<String, String> optionTexts,
        SortedMap<String, String> tools,
        Manner manner) {

    private static final Pattern GROUP_NAME = Pattern.compile("[a-z]([a-z0-9-]{0,28}[a-z0-9])?");

    public Descriptor {
        versions = List.copyOf(versions);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /** With nothing particular. */
    public Descriptor(
            String name,
            String title,
            List<String> versions,
            String defaultVersion,
            Map<String, Group> groups,
            SortedMap<String, String> options,
            SortedMap<String, String> optionTexts,
            SortedMap<String, String> tools) {
        this(name, title, versions, defaultVersion, groups, options, optionTexts, tools, Manner.USUAL);
    }

    /** With options that say nothing of themselves. */
    public Descriptor(
            String name,
            String title,
            List<String> versions,
            String defaultVersion,
            Map<String, Group> groups,
            SortedMap<String, String> options,
            SortedMap<String, String> tools) {
        this(name, title, versions, defaultVersion, groups, options, new TreeMap<>(), tools);
    }

    /** What is known of a group: also of one that users name, where the package has a group that others follow. */
    public Optional<Group> group(String group) {
        Group own = groups.get(group);
        if (own != null) {
            return Optional.of(own);
        }
        return GROUP_NAME.matcher(group).matches()
                ? Optional.ofNullable(groups.get(manner.template())).map(usual -> usual.named(group))
                : Optional.empty();
    }

    /** Groups in the package's order, then further ones by name. */
    <T> Map<String, T> ordered(Map<String, T> given) {
        Map<String, T> ordered = new LinkedHashMap<>();
        groups.keySet().stream().filter(given::containsKey).forEach(group -> ordered.put(group, given.get(group)));
        new TreeMap<>(given).forEach(ordered::putIfAbsent);
        return ordered;
    }

    /** Whether a group is the one that others follow, or one that follows it: any of them may be empty, but not all. */
    boolean isFree(String group) {
        return !manner.template().isEmpty() && (group.equals(manner.template()) || !groups.containsKey(group));
    }

    /** The group that is meant where none is named: the last, or the one that others follow. */
    public String mainGroup() {
        if (!manner.template().isEmpty()) {
            return manner.template();
        }
        List<String> names = List.copyOf(groups.keySet());
        return names.get(names.size() - 1);
    }

    public Descriptor with(Manner other) {
        return new Descriptor(name, title, versions, defaultVersion, groups, options, optionTexts, tools, other);
    }

    /**
     * In what a database differs from most.
     *
     * @param user whom its nodes run as unless the spec says otherwise; empty for the one the scheduler names to Mesos
     * @param template group that any further group a user names is like; empty if users name none
     * @param alone whether an agent usually holds one node of the whole cluster, not one of each group
     * @param anyVersion whether versions that are not known may be used too, where the spec says where their software is
     */
    public record Manner(String user, String template, boolean alone, boolean anyVersion) {

        /** That of most. */
        public static final Manner USUAL = new Manner("", "", false, false);

        public Manner withUser(String other) {
            return new Manner(other, template, alone, anyVersion);
        }
    }

    /**
     * Nodes of one kind.
     *
     * @param counts allowed counts; empty for any from 1
     * @param maxCount largest count
     * @param ports by name, with the database's usual number
     * @param protectedSettings settings that are identity and cannot be given; a name ending in {@code *} is a prefix
     * @param graceSeconds from SIGTERM to SIGKILL
     * @param chores what is reserved beside the node for chores that run as tasks of their own
     */
    public record Group(
            String name,
            int defaultCount,
            List<Integer> counts,
            int maxCount,
            long cpusMilli,
            long memoryMegabytes,
            long heapMegabytes,
            long diskMegabytes,
            SortedMap<String, Integer> ports,
            List<String> protectedSettings,
            double graceSeconds,
            Share chores) {

        /** Of a kind whose chores need nothing beside the node. */
        public Group(
                String name,
                int defaultCount,
                List<Integer> counts,
                int maxCount,
                long cpusMilli,
                long memoryMegabytes,
                long heapMegabytes,
                long diskMegabytes,
                SortedMap<String, Integer> ports,
                List<String> protectedSettings,
                double graceSeconds) {
            this(
                    name,
                    defaultCount,
                    counts,
                    maxCount,
                    cpusMilli,
                    memoryMegabytes,
                    heapMegabytes,
                    diskMegabytes,
                    ports,
                    protectedSettings,
                    graceSeconds,
                    Share.NONE);
        }

        Group named(String other) {
            return new Group(
                    other,
                    defaultCount,
                    counts,
                    maxCount,
                    cpusMilli,
                    memoryMegabytes,
                    heapMegabytes,
                    diskMegabytes,
                    ports,
                    protectedSettings,
                    graceSeconds,
                    chores);
        }
    }

    /**
     * Part of a node's reservation that its own process does not get.
     *
     * @param cpusMilli thousandths of a cpu
     */
    public record Share(long cpusMilli, long memoryMegabytes) {

        public static final Share NONE = new Share(0, 0);
    }
}
