package dev.holdfast.database.crate;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is not well with a running cluster: {@link CrateHeal}'s lines with what Mesos says beside them. Before a cluster was ready for
 * the first time nothing is: it is coming up.
 */
final class CrateAilments {

    static final String ANSWER = "answer";
    static final String CERTIFICATES = "certificates";
    static final String EXCLUDED = "excluded";

    private static final String NOT_OURS = ", and no plan of Holdfast's set it";

    /** A restart of all nodes takes a quiet hour, which takes days to find. */
    private static final Duration CERTIFICATES_SOON = Duration.ofDays(30);

    private final ClusterView view;
    private final Sight sight;

    private CrateAilments(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    static List<Ailment> of(ClusterView view) {
        return new CrateAilments(view).all();
    }

    private List<Ailment> all() {
        if (!view.everReady() || view.nodes().values().stream().noneMatch(NodeView::processUp)) {
            return List.of();
        }
        if (sight.knowing(Part.MASTER)
                .filter(details -> details.master().isEmpty())
                .isPresent()) {
            return List.of(quorum());
        }
        Optional<CrateDetails> ruled = sight.ruled(Part.MEMBERS);
        if (ruled.isEmpty()) {
            return silence().stream().toList();
        }
        if (sight.isUnopened()) {
            return List.of(new Ailment(
                    DataGates.RECOVERING,
                    Sight.UNOPENED,
                    "start the nodes that are down: holdfast start " + cluster()));
        }
        List<Ailment> ailments = new ArrayList<>(outside());
        for (Ailment one : CrateHeal.of(ruled.get(), dataNodes())) {
            ailments.add(one.rule().equals(CrateHeal.ALLOCATION) ? allocation(one) : one);
        }
        if (ailments.isEmpty()) {
            unexplained(ruled.get()).ifPresent(ailments::add);
        }
        excluded().ifPresent(ailments::add);
        Backups.of(sight).flatMap(Backups::ailment).ifPresent(ailments::add);
        certificates(ruled.get()).ifPresent(ailments::add);
        return ailments;
    }

    /** What we set is written down before it is set. Whose else it is we cannot know: the user's, or of a state we have not. */
    private Ailment allocation(Ailment told) {
        boolean owed = view.debts().stream().anyMatch(debt -> debt.id().equals(CrateChores.ALLOCATION_DEBT));
        return owed
                ? told
                : new Ailment(
                        told.rule(),
                        told.text() + NOT_OURS,
                        "if nobody wants that: RESET GLOBAL \"" + CrateChores.ALLOCATION + "\"");
    }

    /** Nodes that shall hold no shards though none of our plans says so; one of such a name may be added later. */
    private Optional<Ailment> excluded() {
        Optional<CrateDetails> known = sight.ruled(Part.SETTINGS);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = CrateChores.excluded(known.get());
        List<String> named = all.stream().filter(this::isStray).toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        List<String> rest = all.stream().filter(name -> !named.contains(name)).toList();
        String reset = "if nobody wants that: RESET GLOBAL \"" + CrateChores.EXCLUDE_NAME + "\"";
        return Optional.of(new Ailment(
                EXCLUDED,
                Names.few(named) + (named.size() == 1 ? " gets" : " get") + " no shards: " + CrateChores.EXCLUDE_NAME
                        + " says so" + NOT_OURS,
                rest.isEmpty()
                        ? reset
                        : reset + "; SET GLOBAL PERSISTENT \"" + CrateChores.EXCLUDE_NAME + "\" = '"
                                + String.join(",", rest) + "'"));
    }

    private boolean isStray(String name) {
        return NodeId.parse(cluster() + "/" + name)
                .filter(node -> view.target().group(node.group()).isPresent() && CrateIds.holdsData(node))
                .filter(node ->
                        view.debts().stream().noneMatch(debt -> debt.id().equals(CrateChores.excludeDebtId(node))))
                .isPresent();
    }

    private String cluster() {
        return view.target().name().value();
    }

    private int dataNodes() {
        return (int) sight.keptData().stream().filter(sight::isMember).count();
    }

    /** A majority of the votes is away. What is left cannot know what the others acknowledged, so nobody goes on by himself. */
    private Ailment quorum() {
        List<NodeView> voters = LostQuorum.voters(view);
        List<NodeId> down = voters.stream()
                .filter(node -> !node.processUp())
                .map(NodeView::id)
                .toList();
        int needed = LostQuorum.needed(view);
        String text = "no master is elected, so nothing can be written: " + (voters.size() - down.size()) + " of "
                + Names.count(voters.size(), "node") + " that may be master run, and " + needed
                + " must find each other";
        if (down.isEmpty()) {
            List<String> mute = voters.stream()
                    .filter(node -> !sight.isSeenAlive(node.id()))
                    .map(node -> CrateIds.name(node.id()))
                    .toList();
            return new Ailment(
                    CrateHeal.QUORUM,
                    mute.isEmpty()
                            ? text
                            : text + "; " + Names.few(mute) + (mute.size() == 1 ? " does" : " do") + " not answer yet",
                    "see whether they reach each other, and what they write: holdfast logs " + cluster() + "/"
                            + (voters.isEmpty()
                                    ? ""
                                    : CrateIds.name(voters.get(0).id())));
        }
        List<String> names = down.stream().map(CrateIds::name).toList();
        return new Ailment(
                CrateHeal.QUORUM,
                text + "; " + Names.few(names) + (names.size() == 1 ? " is" : " are") + " down",
                "bring " + (names.size() == 1 ? "it" : "them") + " back (holdfast start " + cluster()
                        + "): while the disks are there nothing is lost. " + LostQuorum.remedy(view));
    }

    private Optional<Ailment> silence() {
        return view.observation()
                .filter(seen -> !seen.answered())
                .map(Observation::summary)
                .map(summary -> new Ailment(
                        ANSWER,
                        "the cluster gives no answer that could be relied on: " + summary,
                        "holdfast logs " + cluster() + "/NODE shows what a node writes"));
    }

    /** Nodes whose process runs though the cluster goes on without them. */
    private List<Ailment> outside() {
        List<NodeView> nodes = view.nodes().values().stream()
                .filter(node -> node.processUp() && node.everLaunched() && !sight.isMember(node.id()))
                .toList();
        List<NodeId> outside = nodes.stream().map(NodeView::id).toList();
        Optional<NodeView> old = nodes.stream()
                .filter(node -> Detaching.needsRestart(node, view))
                .findFirst();
        if (old.isPresent()) {
            NodeId node = old.get().id();
            return List.of(new Ailment(
                    DataGates.NODES,
                    CrateIds.name(node) + " runs as part of the cluster as it was before it began anew",
                    "holdfast restart " + node + ": it then joins with the shards on its disk"));
        }
        return outside.isEmpty()
                ? List.of()
                : List.of(new Ailment(
                        DataGates.NODES,
                        Names.few(outside.stream().map(CrateIds::name).toList())
                                + (outside.size() == 1 ? " runs, but is" : " run, but are") + " not in the cluster",
                        "holdfast logs " + outside.get(0) + " shows what it writes"));
    }

    /** Once they have ended nobody is let in any more, Holdfast neither. */
    private Optional<Ailment> certificates(CrateDetails details) {
        TreeMap<String, Instant> soon = new TreeMap<>(details.certificates());
        soon.values().removeIf(end -> end.isAfter(view.now().plus(CERTIFICATES_SOON)));
        if (soon.isEmpty()) {
            return Optional.empty();
        }
        Instant first = Collections.min(soon.values());
        long days = Math.max(0, Duration.between(view.now(), first).toDays());
        boolean ours = CrateAccess.isGenerated(view.target());
        return Optional.of(new Ailment(
                CERTIFICATES,
                "the certificates of " + Names.few(soon.keySet()) + " end, the first on "
                        + first.atZone(ZoneOffset.UTC).toLocalDate() + ", in " + Names.count(days, "day")
                        + "; nobody gets in then, and nodes do not find each other",
                ours
                        ? "holdfast restart " + cluster()
                                + " gives each node a new one; if it is the authority's own that ends, write a"
                                + " new one to secrets/" + cluster() + "-ca first"
                        : "put new ones in their place on the agents: CrateDB reads them again within minutes"));
    }

    /** What CrateDB says of itself where nothing above explains it. */
    private static Optional<Ailment> unexplained(CrateDetails details) {
        return details.health()
                .filter(health -> details.knows(Part.HEALTH))
                .filter(health -> health.colour() == Colour.RED || health.colour() == Colour.YELLOW)
                .map(CrateAilments::health);
    }

    private static Ailment health(Health health) {
        return new Ailment(
                "health",
                "CrateDB calls itself " + health.colour() + ": " + health.description() + " (" + health.missing()
                        + " primaries and " + health.underreplicated() + " replicas missing)",
                "");
    }
}
