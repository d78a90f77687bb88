package dev.holdfast.database.crate;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
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

    /** CrateDB waits for a departed node before it makes its copies anew. */
    private static final String DELAYED = "still waiting";

    static final String QUORUM = "quorum";
    static final String ALLOCATION = "allocation";

    private final CrateDetails details;
    private final int dataNodes;
    private final List<Ailment> ailments = new ArrayList<>();

    private CrateHeal(CrateDetails details, int dataNodes) {
        this.details = details;
        this.dataNodes = dataNodes;
    }

    /** Empty if all is well. */
    public static List<String> lines(CrateDetails details) {
        return of(details, Integer.MAX_VALUE).stream().map(CrateHeal::line).toList();
    }

    private static String line(Ailment one) {
        return one.text() + (one.remedy().isEmpty() ? "" : ": " + one.remedy());
    }

    /**
     * The same, each with its rule.
     *
     * @param dataNodes that could hold copies
     */
    static List<Ailment> of(CrateDetails details, int dataNodes) {
        return new CrateHeal(details, dataNodes).ailments();
    }

    private List<Ailment> ailments() {
        if (details.knows(Part.MASTER) && details.master().isEmpty()) {
            add(
                    QUORUM,
                    "no master is elected",
                    "start the nodes that are down; if their disks are lost for good, holdfast recover goes on with what is"
                            + " left, and data may be missing then");
            return ailments;
        }
        if (!details.knows(Part.MASTER)) {
            return ailments;
        }
        if (details.knows(Part.SHARDS, Part.UNASSIGNED)) {
            shards();
        }
        if (details.knows(Part.TABLES)) {
            readOnly();
        }
        if (details.knows(Part.CHECKS)) {
            disks();
        }
        String allocation = details.settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        if (details.knows(Part.SETTINGS) && !allocation.equals(CrateChores.ALL)) {
            add(
                    ALLOCATION,
                    CrateChores.ALLOCATION + " is '" + allocation + "': no replicas are made while it is so",
                    "");
        }
        return ailments;
    }

    private void add(String rule, String text, String remedy) {
        ailments.add(new Ailment(rule, text, remedy));
    }

    private void shards() {
        Copies copies = new Copies(details, name -> !name.isEmpty());
        TreeSet<String> lost = new TreeSet<>(copies.lost());
        if (!lost.isEmpty()) {
            add(
                    DataGates.LOST,
                    Names.tables(lost) + (lost.size() == 1 ? " has" : " have") + " shards without any copy",
                    "bring back the node that held them, or restore from a snapshot");
        }
        TreeSet<String> lacking = new TreeSet<>(copies.lacking());
        lacking.removeAll(lost);
        SortedSet<String> wide = wide(lacking);
        lacking.removeAll(wide);
        if (!lacking.isEmpty()) {
            String why = explanation(lacking);
            String remedy = why.contains(DELAYED) ? "they are made elsewhere if the node is not back by then" : "";
            add(
                    DataGates.REPLICAS,
                    "replicas are missing of " + Names.tables(lacking) + (why.isEmpty() ? "" : " (" + why + ")"),
                    dataNodes == Integer.MAX_VALUE ? "" : remedy);
        }
        if (!wide.isEmpty()) {
            add(
                    DataGates.NO_FIT,
                    Names.tables(wide) + " asks for more replicas than " + Names.count(dataNodes, "data node")
                            + " can hold",
                    "add nodes, or lower number_of_replicas with ALTER TABLE");
        }
        if (details.unassigned().stream().anyMatch(CrateHeal::failedTooOften)) {
            add(
                    "failed-shards",
                    "shards failed too often for CrateDB to try again",
                    "that is tried by itself once for every cause; when the cause is gone: ALTER CLUSTER REROUTE RETRY FAILED");
        }
        SortedSet<String> coming = copies.coming();
        coming.removeAll(lost);
        if (!coming.isEmpty() && dataNodes != Integer.MAX_VALUE) {
            long count = copies.comingCount();
            add(
                    DataGates.RECOVERING,
                    Names.count(count, "copy", "copies") + " of " + Names.tables(coming) + (count == 1 ? " is" : " are")
                            + " being made",
                    "");
        }
    }

    private SortedSet<String> wide(SortedSet<String> lacking) {
        TreeSet<String> wide = new TreeSet<>();
        details.tables().forEach((name, table) -> {
            if (lacking.contains(name) && Replicas.least(table.replicas()) + 1 > dataNodes) {
                wide.add(name);
            }
        });
        return wide;
    }

    private String explanation(SortedSet<String> tables) {
        return details.unassigned().stream()
                .filter(one ->
                        tables.contains(one.table()) && !one.explanation().isBlank())
                .findFirst()
                .map(Unassigned::explanation)
                .orElse("");
    }

    /** Whether CrateDB gave a copy up after {@code allocation.max_retries}. */
    static boolean failedTooOften(Unassigned one) {
        return one.explanation().contains("maximum number of retries")
                || one.decisions().stream()
                        .anyMatch(text ->
                                text.contains("maximum number of retries") || text.contains("exceeded the maximum"));
    }

    /** Whether a check is about how full a disk is. */
    static boolean isOfDisk(Check check) {
        return check.id() == HIGH || check.id() == LOW || check.id() == FLOOD;
    }

    private void readOnly() {
        TreeSet<String> blocked = new TreeSet<>();
        details.tables().forEach((name, table) -> {
            if (isReadOnly(table)) {
                blocked.add(name);
            }
        });
        if (!blocked.isEmpty()) {
            add(
                    "read-only",
                    Names.tables(blocked) + (blocked.size() == 1 ? " is" : " are") + " read-only since a disk was full",
                    "free space, or add nodes; then they can be written again by themselves");
        }
    }

    private static boolean isReadOnly(Table table) {
        return table.settings().getOrDefault(READ_ONLY, "false").equals("true");
    }

    private void disks() {
        disk(FLOOD, "disk-flood", "is above the flood watermark: its tables get read-only", "free space, or add nodes");
        disk(HIGH, "disk-high", "is above the high watermark: its shards are moved away", "add nodes or larger disks");
        disk(LOW, "disk-low", "is above the low watermark: it gets no more shards", "add nodes or larger disks");
    }

    private void disk(int check, String rule, String text, String remedy) {
        List<String> nodes = details.checks().stream()
                .filter(one -> one.id() == check && !one.node().isEmpty())
                .map(Check::node)
                .distinct()
                .toList();
        if (!nodes.isEmpty()) {
            add(rule, "the disk of " + Names.few(nodes) + " " + text, remedy);
        }
    }
}
