package dev.holdfast.spec;

import dev.holdfast.model.ClusterName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a spec from YAML (or JSON, which is YAML).
 *
 * <ol>
 *   <li>The text becomes a tree that knows its lines.
 *   <li>Every key is read on top of the package's defaults. What cannot be read is noted, and the default stands in for
 *       it.
 *   <li>The whole is checked, so that a person sees everything that is wrong at once. What a check says of a place that
 *       could not be read is dropped.
 * </ol>
 */
public final class SpecReader {

    private static final List<String> KEYS =
            List.of("name", "package", "version", "user", "role", "settings", "options", "artifacts", "groups");

    private final SpecRules rules;

    public SpecReader(SpecRules rules) {
        this.rules = rules;
    }

    /** The spec with all defaults filled in, or everything that is wrong with the text. Never throws. */
    public Verdict read(String yaml) {
        return read(yaml, name -> Optional.empty());
    }

    /**
     * The same for a cluster that may exist. What the text does not say of its version, its role and its released nodes
     * stays as it is: a newer default must not upgrade a cluster, and a node that was removed must not come back,
     * unasked.
     *
     * @param running the present spec of a cluster by its name
     */
    public Verdict read(String yaml, Function<String, Optional<ClusterSpec>> running) {
        List<Problem> syntax = new ArrayList<>();
        Optional<Tree> tree = TreeReader.read(yaml, syntax);
        Findings findings = new Findings();
        syntax.forEach(problem -> findings.add(problem.path(), problem.line(), problem.message(), problem.remedy()));
        if (tree.isEmpty()) {
            if (syntax.isEmpty()) {
                empty(findings);
            }
            return new Verdict.Rejected(findings.problems());
        }
        return new Reading(rules, findings, running).read(tree.get());
    }

    private static void empty(Findings findings) {
        findings.add("", 1, "the spec is empty", "write at least 'name:' and 'package:'");
    }

    /** One reading of one tree. */
    private static final class Reading {
        private final SpecRules rules;
        private final Findings findings;
        private final Function<String, Optional<ClusterSpec>> running;
        private final Fields fields;
        private final SortedMap<String, String> texts = new TreeMap<>();
        private final Map<String, SortedMap<String, String>> maps = new LinkedHashMap<>();
        private Map<String, Tree.Entry> groups = Map.of();

        private Reading(SpecRules rules, Findings findings, Function<String, Optional<ClusterSpec>> running) {
            this.running = running;
            this.rules = rules;
            this.findings = findings;
            this.fields = new Fields(findings);
        }

        private Verdict read(Tree tree) {
            fields.mapping("", tree).forEach(this::key);
            if (!(tree instanceof Tree.Mapping)) {
                if (findings.problems().isEmpty()) {
                    empty(findings); // a null is nothing that a mapping would complain of
                }
                return new Verdict.Rejected(findings.problems());
            }
            String name = name();
            Optional<Descriptor> descriptor = descriptor();
            if (descriptor.isEmpty()) {
                structureOnly();
                return new Verdict.Rejected(findings.problems());
            }
            ClusterSpec spec = spec(name, descriptor.get());
            findings.addChecks(new SpecCheck(rules).check(spec));
            return Verdict.of(spec, findings.problems());
        }

        private void key(String key, Tree.Entry entry) {
            findings.stands(key, entry.line());
            switch (key) {
                case "name", "package", "version", "user", "role" ->
                    fields.text(key, entry.value()).ifPresent(text -> texts.put(key, text.strip()));
                case "settings", "options", "artifacts" -> maps.put(key, fields.texts(key, entry.value()));
                case "groups" -> groups = fields.mapping(key, entry.value());
                default -> findings.add(key, entry.line(), "unknown key '" + key + "'", remedy(key));
            }
        }

        private static String remedy(String key) {
            if (key.contains(".")) {
                return "database settings go under 'settings:'";
            }
            return GroupDraft.FIELDS.contains(key)
                    ? "it belongs to a group: 'groups: {GROUP: {" + key + ": …}}'"
                    : Closest.remedy(key, KEYS);
        }

        private String name() {
            String name = texts.getOrDefault("name", "");
            if (name.isEmpty()) {
                findings.add("name", 0, "the cluster has no name", "add 'name: orders'");
            } else if (!ClusterName.isValid(name)) {
                findings.add(Problem.of("name", "'" + name + "' is no cluster name", SpecCheck.NAME_FORM));
            } else {
                return name;
            }
            return "unnamed";
        }

        private Optional<Descriptor> descriptor() {
            String wanted = texts.getOrDefault("package", "");
            if (wanted.isEmpty()) {
                findings.add(
                        "package",
                        0,
                        "the spec names no package",
                        "add 'package: …'; known are " + String.join(", ", rules.packageNames()));
                return Optional.empty();
            }
            Optional<Descriptor> found = rules.packages().apply(wanted);
            if (found.isEmpty()) {
                findings.add(Problem.of(
                        "package", "unknown package '" + wanted + "'", Closest.remedy(wanted, rules.packageNames())));
            }
            return found;
        }

        /** Without a package nothing is known of its groups, but their shape can be judged all the same. */
        private void structureOnly() {
            groups.forEach((group, entry) -> {
                findings.stands("groups." + group, entry.line());
                Descriptor.Group unknown =
                        new Descriptor.Group(group, 1, List.of(), 1, 0, 0, 0, 0, new TreeMap<>(), List.of(), 0);
                new GroupReader(fields, findings).read(GroupDraft.of(unknown), unknown, entry.value());
            });
        }

        private ClusterSpec spec(String name, Descriptor descriptor) {
            Optional<ClusterSpec> present =
                    running.apply(name).filter(spec -> spec.packageName().equals(descriptor.name()));
            SortedMap<String, String> options = new TreeMap<>(descriptor.options());
            options.putAll(map("options"));
            return new ClusterSpec(
                    new ClusterName(name),
                    descriptor.name(),
                    texts.getOrDefault(
                            "version", present.map(ClusterSpec::version).orElse(descriptor.defaultVersion())),
                    texts.getOrDefault("user", descriptor.manner().user()),
                    texts.getOrDefault("role", present.map(ClusterSpec::role).orElse(rules.roleOf(name))),
                    map("settings"),
                    options,
                    map("artifacts"),
                    groups(descriptor, present));
        }

        /** The package's groups, then those that users name; of the latter none vanishes while it may have nodes. */
        private Map<String, GroupSpec> groups(Descriptor descriptor, Optional<ClusterSpec> present) {
            groups.forEach((group, entry) -> {
                findings.stands("groups." + group, entry.line());
                if (descriptor.group(group).isEmpty()) {
                    findings.add(SpecCheck.noGroup(descriptor, group));
                }
            });
            Set<String> names = new LinkedHashSet<>(descriptor.groups().keySet());
            TreeSet<String> further = new TreeSet<>(groups.keySet());
            present.ifPresent(spec -> further.addAll(spec.groups().keySet()));
            names.addAll(further);
            boolean namesOthers = groups.keySet().stream()
                    .anyMatch(group -> descriptor.isFree(group)
                            && !group.equals(descriptor.manner().template()));
            Map<String, GroupSpec> specs = new LinkedHashMap<>();
            for (String group : names) {
                Optional<Descriptor.Group> usual = descriptor.group(group);
                if (usual.isPresent()) {
                    boolean isLeftOut = descriptor.isFree(group) && !groups.containsKey(group);
                    boolean isEmpty =
                            isLeftOut && (namesOthers || !descriptor.groups().containsKey(group));
                    specs.put(group, group(usual.get(), present.flatMap(spec -> spec.group(group)), isEmpty));
                }
            }
            return specs;
        }

        private GroupSpec group(Descriptor.Group usual, Optional<GroupSpec> present, boolean isEmpty) {
            GroupDraft draft = GroupDraft.of(usual);
            draft.released = present.map(GroupSpec::released).orElse(List.of());
            if (isEmpty) {
                draft = present.map(GroupDraft::of).orElse(draft);
                draft.count = 0;
            }
            Tree.Entry entry = groups.get(usual.name());
            if (entry != null) {
                new GroupReader(fields, findings).read(draft, usual, entry.value());
            }
            return draft.build();
        }

        private SortedMap<String, String> map(String key) {
            return maps.getOrDefault(key, new TreeMap<>());
        }
    }
}
