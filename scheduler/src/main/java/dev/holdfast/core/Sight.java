package dev.holdfast.core;

import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.TaskId;
import dev.holdfast.placement.Need;
import dev.holdfast.placement.Refusal;
import dev.holdfast.placement.Standing;
import dev.holdfast.plan.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * What is seen at the moment and not worth keeping.
 *
 * @param link to the master
 * @param offers in hand, neither used nor declined
 * @param agents known, by id
 * @param agentsComplete whether that is all there are, by the master's word
 * @param agentsAskedAt when that was last asked
 * @param probes by cluster
 * @param chores by {@link #choreKey}
 * @param software by name
 * @param unreconciled tasks of which the master has not spoken since the last subscription
 * @param attention how much we told the master to offer each role since the last subscription; one not in it gets everything
 * @param roles that the client was told to subscribe with; empty before it was told any
 * @param shown what offers showed of claims that no living node holds, by uid
 * @param killed when a kill was last sent, by task
 * @param strays that no record told of, and that were not heard to have ended
 * @param refusals of the last matching, by node
 * @param waits why nodes did not come to their goals in the last turn
 * @param servingAt where agents fetch from; empty before it is known
 * @param askedAllAt when the master was last asked about all tasks it knows of ours
 * @param heard when each role was last offered anything, or revived
 * @param books what is seen of reservations beside the records
 * @param rounds when each cluster is looked at next, and what it wanted when it was last; one not in it is looked at now
 * @param windows maintenance that the master announced since the last subscription, by agent
 * @param readings of what chores beside nodes write, by task
 * @param namedIn what nodes' names end in, as our DNS server has them; empty before it is known
 * @param struck from when on each debt may be struck off, by {@link Owing#key}; one not in it was written down by a scheduler before this one
 */
record Sight(
        Link link,
        TreePMap<OfferId, HeldOffer> offers,
        TreePMap<AgentId, Agent> agents,
        boolean agentsComplete,
        Instant agentsAskedAt,
        TreePMap<ClusterName, Watch> probes,
        TreePMap<String, ChoreRun> chores,
        TreePMap<String, Software> software,
        TreePMap<TaskId, Inquiry> unreconciled,
        TreePMap<String, Attention> attention,
        Optional<TreePSet<String>> roles,
        TreePMap<String, Showing> shown,
        TreePMap<TaskId, Instant> killed,
        TreePSet<TaskId> strays,
        TreePMap<NodeId, List<Refusal>> refusals,
        TreePMap<NodeId, Reason> waits,
        String servingAt,
        Instant askedAllAt,
        TreePMap<String, Instant> heard,
        Books books,
        TreePMap<ClusterName, Rounds.Round> rounds,
        TreePMap<AgentId, Window> windows,
        TreePMap<TaskId, Reading> readings,
        TreePMap<String, Instant> struck,
        String namedIn) {

    static final Sight NOTHING = new Sight(
            new Link(false, "not connected yet", Instant.EPOCH, ""),
            TreePMap.empty(),
            TreePMap.empty(),
            false,
            Instant.EPOCH,
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            Optional.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePSet.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            "",
            Instant.EPOCH,
            TreePMap.empty(),
            Books.EMPTY,
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            "");

    /** To the master: up or not, since when, and to whom or why not. */
    record Link(boolean up, String text, Instant since, String version) {}

    /**
     * An offer and when it came.
     *
     * @param judged for what it was held against needs in vain; empty if it was not
     */
    record HeldOffer(Offer offer, Instant since, Optional<Judged> judged) {
        HeldOffer(Offer offer, Instant since) {
            this(offer, since, Optional.empty());
        }

        HeldOffer in(Judged vain) {
            return new HeldOffer(offer, since, Optional.of(vain));
        }
    }

    /**
     * What the answer to an offer depends on, beside the offer: as long as it is the same, so is the answer.
     *
     * @param standings of the needs' clusters
     */
    record Judged(List<Need> needs, List<Standing> standings) {
        Judged {
            needs = List.copyOf(needs);
            standings = List.copyOf(standings);
        }
    }

    /**
     * Looking at one cluster.
     *
     * @param askedAt a probe is under way since then
     * @param last newest observation
     * @param ailing what was not well by the newest, and since when
     */
    record Watch(Optional<Instant> askedAt, Optional<Observation> last, List<AilmentPicture> ailing) {
        static final Watch NEVER = new Watch(Optional.empty(), Optional.empty(), List.of());

        Watch asked(Instant when) {
            return new Watch(Optional.of(when), last, ailing);
        }

        Watch answered(Observation newest) {
            return new Watch(Optional.empty(), Optional.of(newest), ailing);
        }

        Watch with(List<AilmentPicture> ailingNow) {
            return new Watch(askedAt, last, ailingNow);
        }

        Watch without(NodeId node) {
            Optional<Observation> left = last.map(seen -> {
                SortedMap<NodeId, Observation.NodeHealth> nodes = new TreeMap<>(seen.nodes());
                nodes.remove(node);
                return new Observation(
                        seen.startedAt(), seen.takenAt(), seen.answered(), seen.summary(), nodes, seen.details());
            });
            return new Watch(askedAt, left, ailing);
        }
    }

    /** A chore under way or ended; {@code outcome} of the last time it ended. */
    record ChoreRun(
            ClusterName cluster,
            dev.holdfast.database.Chore chore,
            Optional<Instant> startedAt,
            Optional<Ended> outcome) {}

    /** How and when a chore's performance ended; {@code attempts} in a row that were not taken. */
    record Ended(Driver.Outcome outcome, Instant at, int failures) {}

    /**
     * What offers show of a claim.
     *
     * @param agent where it is, or should be
     * @param seen whether any offer ever showed it
     * @param times offers that showed it since it was last released
     * @param misses offers from there, one after the other, that could have shown it and did not
     */
    record Showing(AgentId agent, String role, boolean seen, int times, int misses) {
        /** So many offers that say the same are believed. */
        static final int ENOUGH = 2;

        boolean isThere() {
            return times >= ENOUGH;
        }

        boolean isGone() {
            return misses >= ENOUGH;
        }
    }

    /**
     * A look at what a chore wrote.
     *
     * @param last whether it was asked for after the chore's end
     */
    record Reading(Instant askedAt, boolean answered, boolean last) {}

    /** A task the master was asked about. */
    record Inquiry(AgentId agent, int asked, Instant nextAt, Instant since) {}

    static String choreKey(ClusterName cluster, dev.holdfast.database.Chore chore) {
        return cluster + "/" + chore.name() + "/"
                + chore.node().map(Object::toString).orElse("") + "/" + chore.arguments();
    }
}
