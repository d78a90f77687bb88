package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Serves needs from offers.
 *
 * <ol>
 *   <li>Needs are served in the order given, each from the best offer of its role that nothing speaks against. What is
 *       taken is gone for the needs after it, and the node counts at once for their constraints.
 *   <li>Best is: the zone, or what else the need is spread over, with fewest nodes of the group, then the agent with fewest of the group, then with fewest
 *       nodes at all, then the first by hostname and offer. The same arguments always give the same answer.
 *   <li>A need that no offer serves gets a refusal from each, with the first thing that speaks against it. As long as
 *       nothing was matched in between, needs of the same shape share that answer, so that many needs that fit nowhere
 *       cost no more than one.
 * </ol>
 *
 * Cost: one judgement, of constant cost, for each need served and each offer.
 */
public final class Matcher {

    /** An agent whose maintenance begins within this time gets no new nodes, unless said otherwise. */
    public static final Duration MAINTENANCE_AHEAD = Duration.ofHours(1);

    /** Refusals listed for a need that shares another's answer: beyond these they say nothing new. */
    static final int MOST_SHARED_REFUSALS = 100;

    private final Instant now;
    private final Duration ahead;
    private final Map<AgentId, Agent> known;
    private final List<Place> places = new ArrayList<>();
    private final Placements placements;
    private final Judge judge;
    private final List<Integer> fixedPorts;
    private final Map<Shape, Integer> shapes = new LinkedHashMap<>();
    private final SortedMap<Integer, Failure> failures = new TreeMap<>();
    private final List<Match> matches = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private long judged;

    private Matcher(
            List<Offer> offers,
            List<Need> needs,
            List<Standing> standings,
            Instant now,
            List<Agent> knownAgents,
            Duration ahead) {
        this.now = now;
        this.ahead = ahead;
        known = new LinkedHashMap<>();
        knownAgents.forEach(agent -> known.put(agent.id(), agent));
        offers.stream()
                .sorted(Comparator.comparing(Offer::hostname).thenComparing(Offer::id))
                .forEach(offer -> places.add(new Place(offer)));
        TreeSet<NodeId> moving = new TreeSet<>();
        needs.forEach(need -> moving.add(need.node()));
        placements = new Placements(standings.stream()
                .filter(standing -> !moving.contains(standing.node()))
                .toList());
        judge = new Judge(placements);
        TreeSet<Integer> fixed = new TreeSet<>();
        needs.forEach(need -> fixed.addAll(need.ports().values()));
        fixedPorts = List.copyOf(fixed);
    }

    /**
     * What came of it.
     *
     * @param matches at most one for each need, in the order of the needs
     * @param refusals for needs without a match, by need and hostname; an offer of another role is not mentioned
     * @param judged how many times an offer was held against a need
     */
    public record Result(List<Match> matches, List<Refusal> refusals, long judged) {
        public Result {
            matches = List.copyOf(matches);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * @param standings nodes that stand or were promised; one that is among the needs too is about to leave its place
     */
    public static Result match(List<Offer> offers, List<Need> needs, List<Standing> standings, Instant now) {
        return match(offers, needs, standings, now, List.of());
    }

    /**
     * @param knownAgents what the master said of agents: their totals tell "never" from "not now", and their attributes
     *     which values there are at all
     */
    public static Result match(
            List<Offer> offers, List<Need> needs, List<Standing> standings, Instant now, List<Agent> knownAgents) {
        return match(offers, needs, standings, now, knownAgents, MAINTENANCE_AHEAD);
    }

    /**
     * Likewise.
     *
     * @param ahead an agent whose maintenance begins within this time gets no new nodes
     */
    public static Result match(
            List<Offer> offers,
            List<Need> needs,
            List<Standing> standings,
            Instant now,
            List<Agent> knownAgents,
            Duration ahead) {
        Matcher matcher = new Matcher(offers, needs, standings, now, knownAgents, ahead);
        matcher.learnValues(needs);
        needs.forEach(matcher::serve);
        return new Result(matcher.matches, matcher.refusals, matcher.judged);
    }

    /** One offer, with what is left of it. */
    private static final class Place {
        private static final int NOBODY = -1;

        private final Offer offer;
        private final Agent agent;
        private final Pool pool;
        private int askedBy = NOBODY;
        private Optional<Objection> answer = Optional.empty();

        private Place(Offer offer) {
            this.offer = offer;
            this.agent = offer.agent();
            this.pool = Pool.offered(offer.resources(), offer.role());
        }

        /**
         * Needs of one shape come one after the other, mostly; what the pool said to the last stays true until it is
         * cut.
         */
        private Optional<Objection> shortage(Need need, int shape) {
            if (askedBy != shape) {
                askedBy = shape;
                answer = pool.objection(need);
            }
            return answer;
        }

        private Pool.Cut cut(Need need, List<Integer> sparedPorts) {
            askedBy = NOBODY;
            return pool.cut(need, sparedPorts);
        }
    }

    /** @param matchesBefore how many matches there were when it was found out */
    private record Failure(int matchesBefore, List<Refusal> refusals) {}

    /** GROUP_BY without a number must know which values could be used, or it would depend on the order of offers. */
    private void learnValues(List<Need> needs) {
        Map<Shape, Need> first = new LinkedHashMap<>();
        for (Need need : needs) {
            Shape shape = Shape.of(need);
            shapes.putIfAbsent(shape, shapes.size());
            first.putIfAbsent(shape, need);
        }
        for (Need need : first.values()) {
            for (Constraint part : Ever.conjuncts(need.constraint())) {
                if (part instanceof Constraint.GroupBy groupBy && groupBy.atLeast() == 0) {
                    List<Agent> possible = new ArrayList<>();
                    places.forEach(place -> possible.add(place.agent));
                    possible.addAll(known.values());
                    possible.removeIf(agent -> !couldEver(need, agent));
                    placements.know(GroupKey.of(need.node()), groupBy.field(), possible);
                }
            }
        }
    }

    private void serve(Need need) {
        int shape = shapes.getOrDefault(Shape.of(need), Place.NOBODY);
        Failure failed = failures.get(shape);
        if (failed != null && failed.matchesBefore() == matches.size()) {
            failed.refusals().stream()
                    .limit(MOST_SHARED_REFUSALS)
                    .forEach(refusal -> refusals.add(new Refusal(
                            need.node(), refusal.hostname(), refusal.rule(), refusal.text(), refusal.everFits())));
            return;
        }
        Optional<Place> best = Optional.empty();
        Map<Place, Objection> objections = new LinkedHashMap<>();
        for (Place place : places) {
            if (!place.offer.role().equals(need.role())) {
                continue;
            }
            judged++;
            Optional<Objection> objection = objection(need, shape, place);
            if (objection.isPresent()) {
                objections.put(place, objection.get());
            } else if (best.isEmpty() || isBetter(need, place, best.get())) {
                best = Optional.of(place);
            }
        }
        if (best.isPresent()) {
            take(need, best.get());
            return;
        }
        List<Refusal> mine = new ArrayList<>();
        objections.forEach((place, objection) -> mine.add(refusal(need, place, objection)));
        refusals.addAll(mine);
        failures.put(shape, new Failure(matches.size(), mine));
    }

    private Optional<Objection> objection(Need need, int shape, Place place) {
        Optional<Instant> unavailable = place.offer.unavailableFrom();
        if (unavailable.isPresent() && unavailable.get().isBefore(now.plus(ahead))) {
            return Optional.of(new Objection(
                    Objection.MAINTENANCE,
                    () -> unavailable.get().isAfter(now)
                            ? "maintenance of the agent begins at " + unavailable.get()
                            : "the agent is in maintenance since " + unavailable.get()));
        }
        Optional<Objection> rule = judge.judge(need.constraint(), GroupKey.of(need.node()), place.agent);
        return rule.isPresent() ? rule : place.shortage(need, shape);
    }

    /** Places are looked at by hostname and offer, so that of equals the first stays. */
    private boolean isBetter(Need need, Place one, Place other) {
        GroupKey group = GroupKey.of(need.node());
        int bySpread = Integer.compare(
                placements.alike(group, need.spread(), one.agent), placements.alike(group, need.spread(), other.agent));
        if (bySpread != 0) {
            return bySpread < 0;
        }
        int bySiblings =
                Integer.compare(placements.onAgent(group, one.agent.id()), placements.onAgent(group, other.agent.id()));
        if (bySiblings != 0) {
            return bySiblings < 0;
        }
        return placements.load(one.agent.id()) < placements.load(other.agent.id());
    }

    private void take(Need need, Place place) {
        Pool.Cut cut = place.cut(need, fixedPorts);
        matches.add(new Match(need.node(), place.offer, cut.take(), cut.volumeDisk(), cut.source(), cut.ports()));
        placements.add(new Standing(need.node(), place.agent));
    }

    private Refusal refusal(Need need, Place place, Objection objection) {
        Agent agent = known.getOrDefault(place.agent.id(), place.agent);
        return new Refusal(
                need.node(),
                place.offer.hostname(),
                objection.rule(),
                objection.text().get(),
                couldEver(need, agent));
    }

    /**
     * Whether the agent could serve the need if it were empty; where its total is not known, whether its attributes
     * allow it.
     */
    private static boolean couldEver(Need need, Agent agent) {
        if (Ever.of(need.constraint(), agent) == Ever.NO) {
            return false;
        }
        Resources total = agent.total();
        return total.isEmpty() || Pool.ever(total, need.role()).objection(need).isEmpty();
    }
}
