package dev.holdfast.spec;

import dev.holdfast.model.ClusterName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The verbs that change a wish without a text: create, scale, set, upgrade, remove. Each gives the whole changed spec,
 * checked, or everything that is wrong with it; the spec given stays as it was.
 */
public final class SpecEdit {

    private final SpecRules rules;

    public SpecEdit(SpecRules rules) {
        this.rules = rules;
    }

    /** A new cluster with the package's defaults, changed by assignments as {@link #set} takes them. */
    public Verdict create(String packageName, String name, List<String> assignments) {
        Optional<Descriptor> known = rules.packages().apply(packageName);
        if (known.isEmpty()) {
            return Verdict.rejected(Problem.of(
                    "package",
                    "unknown package '" + packageName + "'",
                    Closest.remedy(packageName, rules.packageNames())));
        }
        if (!ClusterName.isValid(name)) {
            return Verdict.rejected(Problem.of("name", "'" + name + "' is no cluster name", SpecCheck.NAME_FORM));
        }
        Descriptor descriptor = known.get();
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        descriptor
                .groups()
                .forEach(
                        (group, usual) -> groups.put(group, GroupDraft.of(usual).build()));
        ClusterSpec spec = new ClusterSpec(
                new ClusterName(name),
                packageName,
                descriptor.defaultVersion(),
                descriptor.manner().user(),
                rules.roleOf(name),
                new TreeMap<>(),
                descriptor.options(),
                new TreeMap<>(),
                groups);
        return set(spec, assignments);
    }

    /** @param wish {@code broker=5}, or {@code 5} for the package's main group, which is its last */
    public Verdict scale(ClusterSpec spec, String wish) {
        int equals = wish.indexOf('=');
        String main = mainGroup(spec);
        String group = equals < 0 ? main : wish.substring(0, equals).strip();
        OptionalInt count = Sizes.whole(wish.substring(equals + 1));
        if (count.isEmpty()) {
            return Verdict.rejected(
                    Problem.of("", "'" + wish + "' is no wish for a count", "write " + main + "=5, or 5"));
        }
        return scale(spec, group, count.getAsInt());
    }

    public Verdict scale(ClusterSpec spec, String group, int count) {
        Optional<Descriptor> descriptor = rules.packages().apply(spec.packageName());
        Optional<GroupDraft> known = spec.group(group)
                .map(GroupDraft::of)
                .or(() -> descriptor.flatMap(it -> it.group(group)).map(GroupDraft::of));
        if (known.isEmpty()) {
            return Verdict.rejected(unknownGroup(spec, group));
        }
        known.get().count = count;
        ClusterSpec changed = spec.with(known.get().build());
        return checked(descriptor
                .map(it -> changed.withGroups(it.ordered(changed.groups())))
                .orElse(changed));
    }

    /** The group meant where none is named; one that is empty only because others took its place is not meant. */
    private String mainGroup(ClusterSpec spec) {
        List<String> groups = List.copyOf(spec.groups().keySet());
        String last = groups.get(groups.size() - 1);
        return rules.packages()
                .apply(spec.packageName())
                .map(Descriptor::mainGroup)
                .filter(group -> spec.group(group).map(GroupSpec::count).orElse(0) > 0)
                .orElse(last);
    }

    /** Wishes one node away for good, and no other moved into its place. */
    public Verdict remove(ClusterSpec spec, String group, int index) {
        Optional<GroupSpec> known = spec.group(group);
        if (known.isEmpty()) {
            return Verdict.rejected(unknownGroup(spec, group));
        }
        if (!known.get().indexes().contains(index)) {
            return Verdict.rejected(Problem.of(
                    "groups." + group,
                    "there is no " + group + "-" + index,
                    "see 'holdfast status' for the nodes there are"));
        }
        GroupDraft draft = GroupDraft.of(known.get());
        draft.count--;
        List<Integer> released = new ArrayList<>(draft.released);
        released.add(index);
        draft.released = released;
        draft.nodes.remove(index);
        return checked(spec.with(draft.build()));
    }

    /**
     * Another version, which must be one the package knows. Whether it may follow the present one is the package's to
     * say.
     */
    public Verdict upgrade(ClusterSpec spec, String version) {
        return checked(spec.withVersion(version.strip()));
    }

    /**
     * Applies {@code key=value} in order. {@code broker.memory=2GB} is a field of a group, {@code
     * broker.ports.client=9093} a port, {@code broker.settings.KEY=…} a setting of the group, {@code broker-2.KEY=…}
     * one of a single node, {@code options.KEY}, {@code artifacts.KEY}, {@code user} and {@code version} are
     * themselves; everything else is a setting of the whole cluster. No value takes a setting away; {@code ""} is an
     * empty one.
     */
    public Verdict set(ClusterSpec spec, List<String> assignments) {
        SpecDraft draft = new SpecDraft(spec, rules.packages().apply(spec.packageName()));
        List<Problem> problems = new ArrayList<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                problems.add(Problem.of("", "'" + assignment + "' assigns nothing", "write key=value"));
            } else {
                draft.assign(assignment.substring(0, equals).strip(), assignment.substring(equals + 1))
                        .ifPresent(problems::add);
            }
        }
        ClusterSpec changed = draft.build();
        List<String> unread = problems.stream().map(Problem::path).toList();
        for (Problem problem : new SpecCheck(rules).check(changed)) {
            if (!unread.contains(problem.path())) {
                problems.add(problem);
            }
        }
        return Verdict.of(changed, problems);
    }

    private Verdict checked(ClusterSpec changed) {
        return Verdict.of(changed, new SpecCheck(rules).check(changed));
    }

    private static Problem unknownGroup(ClusterSpec spec, String group) {
        return Problem.of(
                "groups." + group,
                spec.packageName() + " has no group '" + group + "'",
                Closest.remedy(group, spec.groups().keySet()));
    }
}
