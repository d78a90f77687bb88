package dev.holdfast.node;

import java.util.HashMap;
import java.util.Map;

/**
 * What Cassandra's failure detector tells of all members, taken apart. A line {@code address:port} begins a member; indented below it are
 * {@code NAME:VERSION:VALUE} lines, and {@code generation:N} and {@code heartbeat:N}, which have no version.
 */
final class GossipText {

    private GossipText() {}

    /** By member, values by name. */
    static Map<String, Map<String, String>> parse(String text) {
        Map<String, Map<String, String>> members = new HashMap<>();
        Map<String, String> member = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                member = new HashMap<>();
                members.put(line.strip().replaceFirst("^.*/", ""), member);
                continue;
            }
            String[] parts = line.strip().split(":", 3);
            if (parts.length == 3) {
                member.put(parts[0], parts[2]);
            }
        }
        return members;
    }
}
