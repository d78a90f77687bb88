package dev.holdfast.database.crate;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is not well with a running cluster: {@link CrateHeal}'s lines with what Mesos says beside them. Before a cluster was ready for
 * the first time nothing is: it is coming up.
 */
final class CrateAilments {

    static final String ANSWER = "answer";

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
            ailments.add(one);
        }
        if (ailments.isEmpty()) {
            unexplained(ruled.get()).ifPresent(ailments::add);
        }
        Backups.of(sight).flatMap(Backups::ailment).ifPresent(ailments::add);
        return ailments;
    }

    private String cluster() {
        return view.target().name().value();
    }

    private int dataNodes() {
        return (int) sight.keptData().stream().filter(sight::isMember).count();
    }

    /** A majority of the votes is away. What is left cannot know what the others acknowledged, so nobody goes on by himself. */
    private Ailment quorum() {
        List<NodeView> voters = view.nodes().values().stream()
                .filter(node -> node.everLaunched() && Sight.isEligible(view, node))
                .toList();
        List<NodeId> down = voters.stream()
                .filter(node -> !node.processUp())
                .map(NodeView::id)
                .toList();
        int needed = voters.size() / 2 + 1;
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
                        + "): while the disks are there nothing is lost. " + LostQuorum.manual(view));
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
        List<NodeId> outside = view.nodes().values().stream()
                .filter(node -> node.processUp() && node.everLaunched() && !sight.isMember(node.id()))
                .map(NodeView::id)
                .toList();
        return outside.isEmpty()
                ? List.of()
                : List.of(new Ailment(
                        DataGates.NODES,
                        Names.few(outside.stream().map(CrateIds::name).toList())
                                + (outside.size() == 1 ? " runs, but is" : " run, but are") + " not in the cluster",
                        "holdfast logs " + outside.get(0) + " shows what it writes"));
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
