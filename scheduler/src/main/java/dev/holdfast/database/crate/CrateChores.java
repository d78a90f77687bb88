package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Names of the operations on CrateDB's side, and how they are asked for. */
public final class CrateChores {

    /** Adds the node's name to {@link #EXCLUDE_NAME}: its shards are moved to others. */
    public static final String EXCLUDE = "exclude";

    /** Takes the node's name, and no other, out of {@link #EXCLUDE_NAME}. */
    public static final String UNEXCLUDE = "unexclude";

    /** Sets {@link #ALLOCATION} to the argument {@link #VALUE}, transient and persistent. */
    public static final String ALLOCATION_PRIMARIES = "allocation-primaries";

    /** Sets {@link #ALLOCATION} back to the argument {@link #HAD}, or takes our value out. */
    public static final String ALLOCATION_RESTORE = "allocation-restore";

    /** Tries again what failed too often. */
    public static final String RETRY_FAILED = "retry-failed";

    /** Acknowledges the check that compares the number of nodes with the one each node was started with. */
    public static final String ACKNOWLEDGE_CHECKS = "acknowledge-checks";

    /** Nothing to do any more: the votes are as they shall be, and a master is elected. */
    public static final String SETTLE_VOTES = "settle-votes";

    /** Which shards may get a place. */
    public static final String ALLOCATION = "cluster.routing.allocation.enable";

    /** Names of nodes that shall hold no shards, with commas. */
    public static final String EXCLUDE_NAME = "cluster.routing.allocation.exclude._name";

    /** Argument: the value to set. */
    public static final String VALUE = "value";

    /** Argument: what the user had; absent for nothing. Of {@link #UNEXCLUDE}, {@code yes} if the name was the user's. */
    public static final String HAD = "had";

    /** Argument of {@link #EXCLUDE}: only done when the node holds no shard. */
    static final String UNTIL = "until";

    /** Argument of the payment: tables that lacked a shard already when the exclude was decided on. */
    static final String LOST_BEFORE = "lost-before";

    static final String PRIMARIES = "primaries";
    static final String ALL = "all";
    static final String ALLOCATION_DEBT = "allocation";

    /** {@code sys.node_checks}: number of nodes against {@code gateway.expected_data_nodes}. */
    public static final int EXPECTED_NODES_CHECK = 1;

    private CrateChores() {}

    static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static List<String> excluded(CrateDetails details) {
        return names(details.settings().getOrDefault(EXCLUDE_NAME, ""));
    }

    static Chore exclude(NodeId node) {
        return Chore.on(node, EXCLUDE).with(UNTIL, "empty");
    }

    static String excludeDebtId(NodeId node) {
        return "exclude/" + node.shortName();
    }

    /** What is owed for an exclude. A name that was there before and is no debt of ours is the user's, and stays. */
    static Debt excludeDebt(NodeId node, Sight sight) {
        Optional<CrateDetails> known = sight.knowing(Part.SETTINGS);
        boolean ours = sight.view().debts().stream().anyMatch(debt -> debt.id().equals(excludeDebtId(node)));
        boolean theirs = !ours
                && known.filter(details -> excluded(details).contains(CrateIds.name(node)))
                        .isPresent();
        Chore payment = Chore.on(node, UNEXCLUDE);
        if (theirs) {
            payment = payment.with(HAD, "yes");
        }
        SortedSet<String> lost = sight.ruled(Part.SHARDS)
                .map(details -> Copies.of(sight, details).lost())
                .orElseGet(java.util.TreeSet::new);
        if (!lost.isEmpty()) {
            payment = payment.with(LOST_BEFORE, String.join(",", lost));
        }
        return new Debt(excludeDebtId(node), node.shortName() + " gets no shards, and its own are moved away", payment);
    }

    static Chore allocationPrimaries() {
        return new Chore(ALLOCATION_PRIMARIES, Optional.empty(), new TreeMap<>()).with(VALUE, PRIMARIES);
    }

    /**
     * What is owed while replicas are not made anew elsewhere. One such debt serves for all restarts of a plan. While one is not paid yet, what
     * is in force is ours, and what the user had is what that one says: a way is made before its first stages pay.
     */
    static Debt allocationDebt(Sight sight, CrateDetails details) {
        String had = sight.view().debts().stream()
                .filter(debt -> debt.id().equals(ALLOCATION_DEBT))
                .map(debt -> debt.payment().arguments().getOrDefault(HAD, ALL))
                .findFirst()
                .orElseGet(() -> details.settings().getOrDefault(ALLOCATION, ALL));
        Chore payment = new Chore(ALLOCATION_RESTORE, Optional.empty(), new TreeMap<>());
        return new Debt(
                ALLOCATION_DEBT,
                "no replicas are made elsewhere while a node restarts (" + ALLOCATION + ")",
                had.equals(ALL) ? payment : payment.with(HAD, had));
    }

    static Chore ofCluster(String name) {
        return new Chore(name, Optional.empty(), new TreeMap<>());
    }
}
