package dev.holdfast.spec;

import java.util.Optional;
import java.util.TreeMap;

/**
 * The option {@code advertise}: what nodes tell others to connect to, their addresses or their names. It is for packages whose database
 * passes on what it is told, rather than looking it up once and passing on the address.
 */
public final class Advertise {

    public static final String NAME = "advertise";
    public static final String ADDRESSES = "addresses";
    public static final String NAMES = "names";

    private Advertise() {}

    public static boolean names(ClusterSpec target) {
        return target.options().getOrDefault(NAME, ADDRESSES).strip().equals(NAMES);
    }

    /** The same wish, but with addresses. */
    public static ClusterSpec withAddresses(ClusterSpec target) {
        TreeMap<String, String> options = new TreeMap<>(target.options());
        options.put(NAME, ADDRESSES);
        return new ClusterSpec(
                target.name(),
                target.packageName(),
                target.version(),
                target.user(),
                target.role(),
                target.settings(),
                options,
                target.artifacts(),
                target.groups());
    }

    /** What is wrong with a value of this option. */
    static Optional<Problem> problem(String name, String value) {
        boolean known = value.strip().equals(NAMES) || value.strip().equals(ADDRESSES);
        return name.equals(NAME) && !known
                ? Optional.of(Problem.of(
                        "options." + name,
                        "'" + value + "' is nothing that nodes can advertise",
                        "write " + ADDRESSES + " or " + NAMES))
                : Optional.empty();
    }
}
