package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What can be wrong with the wish for one group. */
final class GroupCheck {

    private static final int MAX_PORT = 65_535;

    private final SpecRules rules;
    private final Descriptor.Group usual;
    private final boolean mayBeEmpty;
    private final List<Problem> problems = new ArrayList<>();

    /** @param mayBeEmpty whether a count of 0 is one, too */
    GroupCheck(SpecRules rules, Descriptor.Group usual, boolean mayBeEmpty) {
        this.rules = rules;
        this.usual = usual;
        this.mayBeEmpty = mayBeEmpty;
    }

    List<Problem> check(GroupSpec group) {
        count(group);
        resources(group);
        jvm(group);
        constraint(group);
        ports(group);
        settings("settings", group.settings());
        nodes(group);
        return problems;
    }

    private void count(GroupSpec group) {
        int count = group.count();
        if (!usual.counts().isEmpty()) {
            if (!usual.counts().contains(count)) {
                List<String> allowed =
                        usual.counts().stream().map(String::valueOf).toList();
                add("count", "there cannot be " + count + " " + group.name() + " nodes", "use " + either(allowed));
            }
        } else if (count < 1 && !(mayBeEmpty && count == 0)) {
            add("count", "there must be at least one " + group.name(), "use 1 to " + usual.maxCount());
        } else if (count > usual.maxCount()) {
            add(
                    "count",
                    count + " is more than the largest count, " + usual.maxCount(),
                    "use 1 to " + usual.maxCount());
        }
    }

    private static String either(List<String> allowed) {
        int last = allowed.size() - 1;
        return last == 0 ? allowed.get(0) : String.join(", ", allowed.subList(0, last)) + " or " + allowed.get(last);
    }

    private void resources(GroupSpec group) {
        if (group.cpusMilli() <= 0) {
            add("cpus", "must be more than 0", "write a number such as 0.5");
        }
        if (group.memoryMegabytes() <= 0) {
            add("memory", "must be more than 0", Sizes.SIZE_FORM);
        }
        if (group.diskMegabytes() <= 0) {
            add("disk", "must be more than 0", Sizes.SIZE_FORM);
        }
        if (!GroupDraft.DISK_KINDS.contains(group.diskKind())) {
            add("disk.kind", "unknown kind of disk '" + group.diskKind() + "'", "use root, path or mount");
        }
        if (group.heapMegabytes() <= 0 && usual.heapMegabytes() > 0) {
            add("heap", "must be more than 0", Sizes.SIZE_FORM);
        }
        if (group.heapMegabytes() >= group.memoryMegabytes() && group.memoryMegabytes() > 0) {
            add(
                    "heap",
                    "a heap of " + Sizes.text(group.heapMegabytes()) + " does not fit into a memory of "
                            + Sizes.text(group.memoryMegabytes()),
                    "a process needs memory beside its heap: lower heap or raise memory");
        }
    }

    private void jvm(GroupSpec group) {
        for (String option : group.jvmOptions()) {
            if (option.startsWith("-Xmx") || option.startsWith("-Xms") || option.startsWith("-XX:MaxHeapSize")) {
                add("jvm", "'" + option + "' sets the heap", "use 'heap:' instead");
            } else if (!option.startsWith("-")
                    || option.length() < 2
                    || !option.strip().equals(option)) {
                add("jvm", "'" + option + "' is no option for java", "options begin with '-', such as -XX:+UseG1GC");
            } else if (Secret.isToldBy(option)) {
                add(
                        "jvm",
                        "'" + option.substring(0, option.indexOf('='))
                                + "' would show a secret in the list of processes",
                        "use a setting of the database that takes ${secret:NAME}, or a file on the agent");
            }
        }
    }

    private void constraint(GroupSpec group) {
        rules.constraintError()
                .apply(group.constraint())
                .ifPresent(error -> add("constraint", error, "for example: @hostname:UNIQUE and @zone:GROUP_BY:3"));
    }

    private void ports(GroupSpec group) {
        SortedMap<Integer, String> owners = new TreeMap<>();
        for (Map.Entry<String, Integer> port : group.ports().entrySet()) {
            String place = "ports." + port.getKey();
            int number = port.getValue();
            if (!usual.ports().containsKey(port.getKey())) {
                add(
                        place,
                        group.name() + " has no port '" + port.getKey() + "'",
                        Closest.remedy(port.getKey(), usual.ports().keySet()));
            }
            if (number < 0 || number > MAX_PORT) {
                add(place, number + " is no port", "use 1 to " + MAX_PORT + ", or 'auto' to have one picked");
                continue;
            }
            String owner = number == 0 ? null : owners.putIfAbsent(number, port.getKey());
            if (owner != null) {
                add(
                        place,
                        "port " + number + " is already the '" + owner + "' port",
                        "choose another number, or 'auto'");
            }
        }
    }

    private void settings(String field, SortedMap<String, String> settings) {
        String path = "groups." + usual.name() + "." + field;
        settings.forEach((name, value) -> SettingCheck.shape(path, name, value)
                .or(() -> SettingCheck.protectedBy(usual, path, name))
                .ifPresent(problems::add));
    }

    private void nodes(GroupSpec group) {
        int highest = Math.max(usual.maxCount() - 1, GroupDraft.highest(group.count(), group.released()));
        group.nodes().forEach((index, settings) -> {
            if (index > highest) {
                add(
                        "nodes." + index,
                        "there can be no " + group.name() + "-" + index,
                        "nodes are numbered from 0 to " + highest);
            }
            settings("nodes." + index + ".settings", settings);
        });
    }

    private void add(String field, String message, String remedy) {
        problems.add(Problem.of("groups." + usual.name() + "." + field, message, remedy));
    }
}
