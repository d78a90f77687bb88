package dev.holdfast.database.crate;

import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What is not well with a cluster's data, each in one line with its cause and what to do, worst first. Nothing is concluded from
 * what was not answered.
 */
public final class CrateHeal {

    /** {@code sys.node_checks} on a node's disk: above the high, the low and the flood watermark. */
    private static final int HIGH = 5;

    private static final int LOW = 6;
    private static final int FLOOD = 7;
    private static final String READ_ONLY = "blocks.read_only_allow_delete";

    private CrateHeal() {}

    /** Empty if all is well. */
    public static List<String> lines(CrateDetails details) {
        List<String> lines = new ArrayList<>();
        if (details.knows(Part.MASTER) && details.master().isEmpty()) {
            lines.add(
                    "no master is elected: start the nodes that are down; if their disks are lost for good, what is left can"
                            + " only be recovered by hand with 'crate-node unsafe-bootstrap', and data may be missing then");
            return lines;
        }
        if (!details.knows(Part.MASTER)) {
            return lines;
        }
        if (details.knows(Part.SHARDS, Part.UNASSIGNED)) {
            shards(details, lines);
        }
        if (details.knows(Part.TABLES)) {
            readOnly(details, lines);
        }
        if (details.knows(Part.CHECKS)) {
            disks(details, lines);
        }
        String allocation = details.settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        if (details.knows(Part.SETTINGS) && !allocation.equals(CrateChores.ALL)) {
            lines.add(CrateChores.ALLOCATION + " is '" + allocation + "': no replicas are made while it is so");
        }
        return lines;
    }

    private static void shards(CrateDetails details, List<String> lines) {
        Copies copies = new Copies(details, name -> !name.isEmpty());
        TreeSet<String> lost = new TreeSet<>(copies.lost());
        if (!lost.isEmpty()) {
            lines.add(Names.tables(lost) + (lost.size() == 1 ? " has" : " have")
                    + " shards without any copy: bring back the node that held them, or restore from a snapshot");
        }
        TreeSet<String> lacking = new TreeSet<>(copies.lacking());
        lacking.removeAll(lost);
        if (!lacking.isEmpty()) {
            String why = details.unassigned().stream()
                    .filter(one ->
                            lacking.contains(one.table()) && !one.explanation().isBlank())
                    .findFirst()
                    .map(one -> " (" + one.explanation() + ")")
                    .orElse("");
            lines.add("replicas are missing of " + Names.tables(lacking) + why);
        }
        if (details.unassigned().stream().anyMatch(CrateHeal::failedTooOften)) {
            lines.add("shards failed too often to be tried again by themselves: ALTER CLUSTER REROUTE RETRY FAILED");
        }
    }

    /** Whether CrateDB gave a copy up after {@code allocation.max_retries}. */
    static boolean failedTooOften(Unassigned one) {
        return one.explanation().contains("maximum number of retries")
                || one.decisions().stream()
                        .anyMatch(text ->
                                text.contains("maximum number of retries") || text.contains("exceeded the maximum"));
    }

    private static void readOnly(CrateDetails details, List<String> lines) {
        TreeSet<String> blocked = new TreeSet<>();
        details.tables().forEach((name, table) -> {
            if (isReadOnly(table)) {
                blocked.add(name);
            }
        });
        if (!blocked.isEmpty()) {
            lines.add(
                    Names.tables(blocked) + (blocked.size() == 1 ? " is" : " are")
                            + " read-only since a disk was full: free space, or add nodes; then they can be written again by themselves");
        }
    }

    private static boolean isReadOnly(Table table) {
        return table.settings().getOrDefault(READ_ONLY, "false").equals("true");
    }

    private static void disks(CrateDetails details, List<String> lines) {
        disk(details, FLOOD, "is above the flood watermark: its tables get read-only; free space, or add nodes", lines);
        disk(details, HIGH, "is above the high watermark: its shards are moved away; add nodes or larger disks", lines);
        disk(details, LOW, "is above the low watermark: it gets no more shards; add nodes or larger disks", lines);
    }

    private static void disk(CrateDetails details, int check, String text, List<String> lines) {
        List<String> nodes = details.checks().stream()
                .filter(one -> one.id() == check && !one.node().isEmpty())
                .map(Check::node)
                .distinct()
                .toList();
        if (!nodes.isEmpty()) {
            lines.add("the disk of " + Names.few(nodes) + " " + text);
        }
    }
}
