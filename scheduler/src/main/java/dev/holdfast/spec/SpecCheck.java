package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be wrong with a wish for any database, judged by the package's descriptor alone. */
public final class SpecCheck {

    static final String NAME_FORM =
            "use up to 40 lower-case letters, digits and dashes, beginning with a letter, not ending in a dash";

    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?");
    private static final Pattern ROLE_PART = Pattern.compile("(?!\\.{1,2}$)(?!-)[^\\s/\\\\*\\p{Cntrl}]{1,100}");
    private static final Pattern COORDINATE = Pattern.compile("(maven:)?[\\w.-]+(:[\\w.-]+){2,4}");
    private static final Pattern ARTIFACT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern NEIGHBOUR = Pattern.compile("(?<![^\\s(])(?i:avoid|colocate):([a-z][a-z0-9-]*)");
    private static final int MAX_ROLE = 200;

    private final SpecRules rules;

    public SpecCheck(SpecRules rules) {
        this.rules = rules;
    }

    /** Everything wrong with the wish, by path and without lines. */
    public List<Problem> check(ClusterSpec spec) {
        Optional<Descriptor> known = rules.packages().apply(spec.packageName());
        if (known.isEmpty()) {
            return List.of(Problem.of(
                    "package",
                    "unknown package '" + spec.packageName() + "'",
                    Closest.remedy(spec.packageName(), rules.packageNames())));
        }
        Descriptor descriptor = known.get();
        List<Problem> problems = new ArrayList<>();
        version(spec, descriptor, problems);
        userAndRole(spec, problems);
        options(spec, descriptor, problems);
        artifacts(spec, problems);
        clusterSettings(spec, descriptor, problems);
        spec.groups().forEach((name, group) -> {
            Optional<Descriptor.Group> usual = descriptor.group(name);
            if (usual.isEmpty()) {
                problems.add(noGroup(descriptor, name));
            } else {
                problems.addAll(new GroupCheck(rules, usual.get(), descriptor.isFree(name)).check(group));
            }
        });
        neighbours(spec, problems);
        sharedPorts(spec, descriptor.manner().alone(), problems);
        return problems;
    }

    static Problem noGroup(Descriptor descriptor, String name) {
        return Problem.of(
                "groups." + name,
                descriptor.name() + " has no group '" + name + "'",
                descriptor.manner().template().isEmpty()
                        ? Closest.remedy(name, descriptor.groups().keySet())
                        : "a group's name is up to 30 lower-case letters, digits and dashes, as in hot");
    }

    private static void version(ClusterSpec spec, Descriptor descriptor, List<Problem> problems) {
        boolean given = descriptor.manner().anyVersion()
                && (spec.artifacts().containsKey(descriptor.name())
                        || spec.artifacts().containsKey(descriptor.name() + "-" + spec.version()));
        if (!descriptor.versions().contains(spec.version()) && !given) {
            problems.add(Problem.of(
                    "version",
                    descriptor.title() + " " + spec.version() + " is not known",
                    "known are " + String.join(", ", descriptor.versions())
                            + (descriptor.manner().anyVersion()
                                    ? "; of any other say where it is, as in artifacts: {" + descriptor.name() + "-"
                                            + spec.version() + ": FILE or URL}"
                                    : "")));
        }
    }

    private static void userAndRole(ClusterSpec spec, List<Problem> problems) {
        if (!spec.user().isEmpty() && !USER.matcher(spec.user()).matches()) {
            problems.add(
                    Problem.of("user", "'" + spec.user() + "' is no user name", "name a user that the agents have"));
        }
        boolean wellFormed = spec.role().length() <= MAX_ROLE;
        for (String part : spec.role().split("/", -1)) {
            wellFormed &= ROLE_PART.matcher(part).matches();
        }
        if (!wellFormed) {
            problems.add(Problem.of(
                    "role",
                    "'" + spec.role() + "' is no Mesos role",
                    "write parts joined by '/', such as holdfast/orders, without blanks, '*' or a leading '-'"));
        }
    }

    private static void options(ClusterSpec spec, Descriptor descriptor, List<Problem> problems) {
        spec.options().forEach((name, value) -> {
            String usual = descriptor.options().getOrDefault(name, "");
            if (!descriptor.options().containsKey(name)) {
                problems.add(Problem.of(
                        "options." + name,
                        descriptor.name() + " has no option '" + name + "'",
                        Closest.remedy(name, descriptor.options().keySet())));
            } else if (name.equals(ReplaceAfter.NAME) && !ReplaceAfter.isValid(value)) {
                problems.add(Problem.of("options." + name, "'" + value + "' is no time", ReplaceAfter.FORM));
            } else if (Maintenance.problem(name, value).isPresent()) {
                problems.add(Maintenance.problem(name, value).get());
            } else if (Canary.problem(name, value).isPresent()) {
                problems.add(Canary.problem(name, value).get());
            } else if (Advertise.problem(name, value).isPresent()) {
                problems.add(Advertise.problem(name, value).get());
            } else if (isBoolean(usual) && !isBoolean(value)) {
                problems.add(Problem.of(
                        "options." + name, "'" + value + "' is neither true nor false", "write true or false"));
            }
        });
    }

    private static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static void artifacts(ClusterSpec spec, List<Problem> problems) {
        spec.artifacts().forEach((name, source) -> {
            if (!ARTIFACT.matcher(name).matches()) {
                problems.add(
                        Problem.of("artifacts." + name, "no name of an artifact", "use letters, digits, '.', '-'"));
            }
            String lower = source.toLowerCase(Locale.ROOT);
            if (lower.matches("https?://[^/]*@.*")) {
                problems.add(Problem.of(
                        "artifacts." + name,
                        "an address with a password in it would be shown in plans and logs",
                        "serve the file where none is asked for, or give the scheduler a copy (file:/…)"));
                return;
            }
            boolean address = lower.matches("https?://[^\\s/]+/\\S+") || lower.matches("file:/\\S+");
            if (!address
                    && !source.startsWith("/")
                    && !COORDINATE.matcher(source).matches()) {
                problems.add(Problem.of(
                        "artifacts." + name,
                        "'" + source + "' is no place to fetch from",
                        "give an http or https address, file:/…, an absolute path, or group:artifact:version"));
            }
        });
    }

    /** A setting of the cluster goes to every node, so that what any group protects is protected. */
    private static void clusterSettings(ClusterSpec spec, Descriptor descriptor, List<Problem> problems) {
        spec.settings().forEach((name, value) -> {
            Optional<Problem> wrong = SettingCheck.shape("settings", name, value);
            for (Descriptor.Group group : descriptor.groups().values()) {
                wrong = wrong.or(() -> SettingCheck.protectedBy(group, "settings", name));
            }
            wrong.ifPresent(problems::add);
        });
    }

    /** A neighbour that no group is would be waited for, or kept away from, for ever. */
    private static void neighbours(ClusterSpec spec, List<Problem> problems) {
        for (GroupSpec group : spec.groups().values()) {
            Matcher matcher = NEIGHBOUR.matcher(group.constraint());
            while (matcher.find()) {
                String other = matcher.group(1);
                if (!spec.groups().containsKey(other)) {
                    problems.add(Problem.of(
                            "groups." + group.name() + ".constraint",
                            "there is no group '" + other + "'",
                            Closest.remedy(other, spec.groups().keySet())));
                }
            }
        }
    }

    /**
     * Two groups may meet on one agent, unless one of them keeps away from the other; a fixed port can only be had
     * once.
     */
    private static void sharedPorts(ClusterSpec spec, boolean alone, List<Problem> problems) {
        SortedMap<Integer, String> owners = new TreeMap<>();
        for (GroupSpec group : spec.groups().values()) {
            if (group.count() == 0) {
                continue;
            }
            for (Map.Entry<String, Integer> port : group.ports().entrySet()) {
                if (port.getValue() == 0) {
                    continue;
                }
                String place = group.name() + "." + port.getKey();
                String owner = owners.putIfAbsent(port.getValue(), place);
                String other = owner == null ? group.name() : owner.substring(0, owner.indexOf('.'));
                // Two ports of one group with one number are found where the group is checked.
                if (!other.equals(group.name()) && !keepApart(spec, alone, group.name(), other)) {
                    problems.add(Problem.of(
                            "groups." + group.name() + ".ports." + port.getKey(),
                            "port " + port.getValue() + " is already " + owner + "'s, and both may stand on one agent",
                            "choose another number, or 'auto'"));
                }
            }
        }
    }

    private static boolean keepApart(ClusterSpec spec, boolean alone, String one, String other) {
        return (alone && (hasNoRule(spec, one) || hasNoRule(spec, other)))
                || avoids(spec, one, other)
                || avoids(spec, other, one);
    }

    private static boolean hasNoRule(ClusterSpec spec, String who) {
        return spec.group(who).map(GroupSpec::constraint).orElse("").isBlank();
    }

    /** Only a constraint that is nothing but joined by "and" surely keeps them apart. */
    private static boolean avoids(ClusterSpec spec, String who, String whom) {
        String constraint = spec.group(who).map(GroupSpec::constraint).orElse("");
        return List.of(constraint.split("\\s+and\\s+")).contains("avoid:" + whom)
                && !constraint.matches("(?s).*\\b(or|not)\\b.*");
    }
}
