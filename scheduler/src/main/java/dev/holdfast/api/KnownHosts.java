package dev.holdfast.api;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names we are reached by. A page of another site that its owner lets point to our address (DNS rebinding) shows by the name in the Host
 * header, which is theirs.
 */
final class KnownHosts {

    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final Set<String> names = new TreeSet<>(List.of("localhost", "[::1]"));

    /** @param names beside those of loopback: where we listen, and what the user says we are called */
    KnownHosts(List<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Whether that is one of ours.
     *
     * @param header as the Host header has it, with a port or without
     * @param arrivedAt the address the connection came in at: whoever names us by it needed no name at all
     */
    boolean knows(String header, String arrivedAt) {
        String name = withoutPort(header).toLowerCase(Locale.ROOT);
        String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        return names.contains(name) || LOOPBACK.matcher(name).matches() || bare.equals(arrivedAt);
    }

    static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
