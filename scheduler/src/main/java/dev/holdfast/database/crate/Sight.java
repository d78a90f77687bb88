package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What the newest observation says together with what Mesos says, as the rules ask for it.
 *
 * <p>The two are of different moments: right after a process ended CrateDB may still list its node, and even call itself GREEN. So
 * whoever is down by Mesos's word holds nothing that counts.
 */
final class Sight {

    static final String UNOPENED =
            "the cluster was stopped as a whole and waits for more data nodes before it opens its tables";

    /** {@code sys.cluster_health} after a full stop, until enough nodes are back. */
    private static final String NOT_RECOVERED = "state not recovered";

    private final ClusterView view;
    private final Optional<CrateDetails> details;

    Sight(ClusterView view) {
        this.view = view;
        this.details = view.observation()
                .map(Observation::details)
                .filter(CrateDetails.class::isInstance)
                .map(CrateDetails.class::cast);
    }

    ClusterView view() {
        return view;
    }

    Optional<CrateDetails> details() {
        return details;
    }

    /** The details, if all of these parts were answered. */
    Optional<CrateDetails> knowing(Part... parts) {
        return details.filter(known -> known.knows(parts));
    }

    /** The same, if a master is known too: without one CrateDB tells of a past that may be over. */
    Optional<CrateDetails> ruled(Part... parts) {
        return knowing(parts)
                .filter(known -> known.knows(Part.MASTER) && known.master().isPresent());
    }

    /** Whether the cluster was stopped as a whole and has not opened its tables yet: then it knows of none. */
    boolean isUnopened() {
        return knowing(Part.HEALTH)
                .flatMap(CrateDetails::health)
                .filter(health -> health.description().contains(NOT_RECOVERED))
                .isPresent();
    }

    /** One line on why nothing is known. */
    String silence() {
        if (knowing(Part.MASTER).filter(known -> known.master().isEmpty()).isPresent()) {
            return "no master is elected: a majority of the nodes that may be elected is not there";
        }
        if (isUnopened()) {
            return UNOPENED;
        }
        return view.observation()
                .filter(seen -> !seen.answered())
                .map(seen -> "the cluster does not answer: " + seen.summary())
                .orElse("the cluster did not answer all that was asked");
    }

    boolean isDown(NodeId node) {
        return view.node(node).filter(NodeView::processUp).isEmpty();
    }

    private boolean isDown(String name) {
        return view.nodes().values().stream()
                .filter(node -> CrateIds.name(node.id()).equals(name))
                .anyMatch(node -> !node.processUp());
    }

    /** Whether a copy on a node of this name counts as there: not if Mesos says that its process is over. */
    boolean counts(String name) {
        return !name.isEmpty() && !isDown(name);
    }

    /** As others list it; by its own word only where it is the master, as a single node is. */
    Optional<Member> member(NodeId node) {
        String name = CrateIds.name(node);
        boolean rules =
                details.flatMap(CrateDetails::master).filter(name::equals).isPresent();
        return details.map(known -> known.members().get(name))
                .filter(member -> !member.version().isEmpty() && (rules || !member.byItself()));
    }

    /** Whether the cluster lists the node as alive. */
    boolean isMember(NodeId node) {
        return member(node).isPresent();
    }

    /** Whether anybody, be it the node itself, lists it as alive: enough to be careful. */
    private boolean isListed(NodeId node) {
        return details.map(known -> known.members().get(CrateIds.name(node)))
                .filter(member -> !member.version().isEmpty())
                .isPresent();
    }

    boolean isSeenAlive(NodeId node) {
        return view.observation()
                .map(seen -> seen.nodes().get(node))
                .map(Observation.NodeHealth::seenAlive)
                .orElse(false);
    }

    /**
     * Whether taking a node's process away may take something from users: always in a cluster that was wholly ready once;
     * else if it is ready or a member, or alive while the cluster answers, or was alive and nothing is seen of it now.
     */
    boolean serves(NodeId node) {
        if (view.everReady() || isListed(node)) {
            return true;
        }
        Optional<Observation.NodeHealth> health =
                view.observation().map(Observation::nodes).map(seen -> seen.get(node));
        if (health.isEmpty()) {
            return view.node(node).map(NodeView::everLaunched).orElse(false);
        }
        boolean answered = view.observation().filter(Observation::answered).isPresent();
        return health.get().ready() || (answered && health.get().seenAlive());
    }

    /**
     * Whether stopping the node takes nothing away: it is down already, or comes up and is no member yet while a cluster with a
     * master answers. What fails to start must be reachable for a corrected target.
     */
    boolean takesNothing(NodeId node) {
        if (ruled(Part.MEMBERS).isPresent()) {
            return !isListed(node);
        }
        return (isDown(node) && !isSeenAlive(node)) || !serves(node);
    }

    /** Whether a node may be elected: by what it was launched with, or else will be. */
    static boolean isEligible(ClusterView view, NodeView node) {
        String roles = node.incarnation() > 0
                ? node.inputs().getOrDefault(CrateInputs.ROLES, CrateInputs.roles(view.target(), node.id()))
                : CrateInputs.roles(view.target(), node.id());
        return List.of(roles.split(",", -1)).contains("master");
    }

    /** Nodes that the target keeps. */
    List<NodeId> kept() {
        return CrateIds.kept(view.target());
    }

    List<NodeId> keptData() {
        return kept().stream().filter(CrateIds::holdsData).toList();
    }

    /** Kept nodes that had a process and are not listed now, but for one. */
    List<String> missing(NodeId but) {
        return kept().stream()
                .filter(node -> !node.equals(but))
                .filter(node -> view.node(node).filter(NodeView::everLaunched).isPresent())
                .filter(node -> !isMember(node) || isDown(node))
                .map(CrateIds::name)
                .toList();
    }
}
