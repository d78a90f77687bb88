package dev.holdfast.spec;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords and the like in a spec: never the value, only where it is had. {@code ${secret:NAME}} names a file of the
 * scheduler's; other references ({@code ${file:/path:key}}, {@code ${env:NAME}}) are the database's own to resolve on
 * its agent. A spec is shown, stored, compared and put into titles, and so may hold nothing that must not be read.
 */
public final class Secret {

    /** Whose values must be references, by how the name ends. Certificates are public and not among them. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|passwd|passphrase|secret|credentials?|token|(secret|private|access|api|master)[._-]?key"
                    + "|keystore\\.key)");

    /** Text with secrets among other things: {@code username="ann" password="${secret:ann}"}. */
    private static final Pattern MIXED_NAME = Pattern.compile("(?i).*jaas\\.config");

    private static final Pattern PLAIN_PART = Pattern.compile(
            "(?i)(password|passwd|passphrase|secret|credential|token|user_)[\\w.]*\\s*=\\s*\"?[^\"\\s;]");

    private static final Pattern ANY_REFERENCE = Pattern.compile("\\$\\{[A-Za-z][\\w-]*:[^{}]+}");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([^{}]*)}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,59}");
    private static final Pattern JVM_PROPERTY = Pattern.compile("-D([^=]+)=(.+)");

    private static final String REMEDY =
            "write ${secret:NAME}, and the value into the file secrets/NAME in the scheduler's data directory";

    private Secret() {}

    /** Whether a value under this name must not be written down. */
    static boolean isNeeded(String setting, String value) {
        String rest = ANY_REFERENCE.matcher(value).replaceAll("");
        return MIXED_NAME.matcher(setting).matches()
                ? PLAIN_PART.matcher(rest).find()
                : SECRET_NAME.matcher(setting).matches() && !rest.isBlank();
    }

    /** What is wrong with a setting as far as secrets go. Never says the value. */
    static Optional<Problem> problem(String place, String setting, String value) {
        if (isNeeded(setting, value)) {
            return Optional.of(Problem.of(place, "'" + setting + "' is secret and must not be in a spec", REMEDY));
        }
        return names(value).stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .map(name -> Problem.of(
                        place,
                        "'" + name + "' cannot be a secret's name",
                        "use up to 60 lower-case letters, digits and dashes, beginning with a letter"));
    }

    /** A JVM option is read by anybody who lists processes. */
    static boolean isToldBy(String jvmOption) {
        Matcher property = JVM_PROPERTY.matcher(jvmOption);
        return property.matches() && SECRET_NAME.matcher(property.group(1)).matches();
    }

    /** The secrets that a value names. */
    public static SortedSet<String> names(String value) {
        SortedSet<String> names = new TreeSet<>();
        Matcher matcher = REFERENCE.matcher(value);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The secrets that a cluster's settings and options name. */
    public static SortedSet<String> names(ClusterSpec spec) {
        SortedSet<String> names = new TreeSet<>();
        spec.options().values().forEach(value -> names.addAll(names(value)));
        spec.settings().values().forEach(value -> names.addAll(names(value)));
        for (GroupSpec group : spec.groups().values()) {
            group.settings().values().forEach(value -> names.addAll(names(value)));
            group.nodes().values().forEach(node -> node.values().forEach(value -> names.addAll(names(value))));
        }
        return names;
    }
}
