package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.core.Sight.Judged;
import dev.holdfast.database.Exporter;
import dev.holdfast.model.Agent;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.Constraint;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.placement.Field;
import dev.holdfast.placement.Match;
import dev.holdfast.placement.Matcher;
import dev.holdfast.placement.Need;
import dev.holdfast.placement.Refusal;
import dev.holdfast.placement.Reserve;
import dev.holdfast.placement.Standing;
import dev.holdfast.plan.Goal;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pcollections.TreePMap;

/** Finds a place for nodes that stand nowhere: need meets offer, and RESERVE with CREATE is written down and sent. */
final class Placing {

    /** Name of the wait for a person's word on a volume that no record tells of. */
    static final String LEAK = "leak";

    /** Where the volume is in the executor's sandbox. */
    static final String VOLUME = "data";

    /** Different reasons of agents that are told in one line. */
    private static final int MOST_REASONS = 3;

    void place(Turn turn, List<Desk> desks, SortedSet<ClusterName> looked) {
        TreePMap<NodeId, List<Refusal>> refusals = turn.sight().refusals();
        TreeSet<String> roles = new TreeSet<>();
        desks.forEach(desk -> roles.add(desk.offer().role()));
        for (String role : roles) {
            List<Need> needs = needs(turn, role, looked);
            if (needs.isEmpty()) {
                continue;
            }
            Judged judged = new Judged(needs, standingsOf(turn, needs));
            List<Desk> news = desks.stream()
                    .filter(desk -> desk.offer().role().equals(role) && !desk.wasJudged(judged))
                    .toList();
            if (news.isEmpty()) {
                continue;
            }
            Matcher.Result result = Matcher.match(
                    OfferUse.rests(news, role),
                    needs,
                    standings(turn),
                    turn.now,
                    List.copyOf(turn.sight().agents().values()),
                    ahead(turn, needs));
            for (Match match : result.matches()) {
                take(turn, match, deskOf(desks, match), result.refusals());
            }
            if (result.matches().isEmpty()) {
                remember(turn, news, judged);
            }
            for (Need need : needs) {
                List<Refusal> why = result.refusals().stream()
                        .filter(refusal -> refusal.node().equals(need.node()))
                        .toList();
                if (!why.isEmpty()) {
                    refusals = refusals.plus(need.node(), newest(refusals.getOrDefault(need.node(), List.of()), why));
                }
            }
        }
        TreePMap<NodeId, List<Refusal>> found = refusals;
        turn.see(look -> look.refusals(found));
        for (ClusterName cluster : looked) {
            turn.about(cluster, () -> explain(turn, cluster));
        }
    }

    /** What these offers were asked in vain they are not asked again while they are in hand and nothing changes. */
    private static void remember(Turn turn, List<Desk> desks, Judged judged) {
        TreePMap<OfferId, HeldOffer> offers = turn.sight().offers();
        for (Desk desk : desks) {
            for (HeldOffer part : desk.held()) {
                offers = offers.plus(part.offer().id(), part.in(judged));
            }
        }
        TreePMap<OfferId, HeldOffer> known = offers;
        turn.see(look -> look.offers(known));
    }

    /** Constraints count the nodes of a need's own cluster. */
    private static List<Standing> standingsOf(Turn turn, List<Need> needs) {
        TreeSet<ClusterName> clusters = new TreeSet<>();
        needs.forEach(need -> clusters.add(need.node().cluster()));
        List<Standing> standings = new ArrayList<>();
        for (NodeRecord node : nodesOf(turn, clusters)) {
            node.claim().ifPresent(claim -> standings.add(new Standing(node.id(), claim.agent())));
        }
        return standings;
    }

    /** What each agent said last, by host name: offers come one by one, and one agent's word does not make another's untrue. */
    private static List<Refusal> newest(List<Refusal> before, List<Refusal> now) {
        SortedMap<String, Refusal> byHost = new TreeMap<>();
        before.forEach(refusal -> byHost.put(refusal.hostname(), refusal));
        now.forEach(refusal -> byHost.put(refusal.hostname(), refusal));
        return List.copyOf(byHost.values());
    }

    private static Desk deskOf(List<Desk> desks, Match match) {
        return desks.stream()
                .filter(desk -> desk.offer().id().equals(match.offer().id()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Need> needs(Turn turn, String role, SortedSet<ClusterName> looked) {
        if (Books.unknownUntil(turn).isPresent()) {
            return List.of();
        }
        List<Need> needs = new ArrayList<>();
        for (NodeRecord node : nodesOf(turn, looked)) {
            ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
            if (node.state() == NodeState.WANTED
                    && node.goal() != Goal.RELEASED
                    && Leaks.volumeOf(turn.state(), node).isEmpty()
                    && cluster.spec().role().equals(role)
                    && cluster.spec().group(node.id().group()).isPresent()) {
                if (turn.now.isBefore(node.trouble().retryAt())) {
                    turn.wake(node.trouble().retryAt());
                } else {
                    needs.add(need(turn, cluster, node));
                }
            }
        }
        return needs;
    }

    /** How soon a window may begin on no agent that is taken: the longest that one of the needs' clusters says. */
    private static Duration ahead(Turn turn, List<Need> needs) {
        return needs.stream()
                .flatMap(need -> turn.state().cluster(need.node().cluster()).stream())
                .distinct()
                .map(cluster -> Leaving.ahead(Leaving.options(turn, cluster)))
                .max(Comparator.naturalOrder())
                .orElse(Matcher.MAINTENANCE_AHEAD);
    }

    private static List<NodeRecord> nodesOf(Turn turn, SortedSet<ClusterName> clusters) {
        return clusters.stream()
                .flatMap(cluster -> turn.state().nodesOf(cluster).stream())
                .toList();
    }

    /** What the target gives a node, and where its package wants it if it comes in the place of one that is lost. */
    private static Need need(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Need need = need(turn, cluster.spec(), node.id())
                .over(new Field(turn.rules(cluster).spread(cluster.spec())));
        String place = place(turn, cluster, node);
        return place.isEmpty() ? need : need.and(ConstraintParser.checked(place));
    }

    private static String place(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return node.generation() > 1
                ? turn.rules(cluster).place(node.id(), Views.of(turn, cluster)).strip()
                : "";
    }

    /** What the target gives a node, as a need. */
    static Need need(Turn turn, ClusterSpec spec, NodeId node) {
        GroupSpec group = spec.group(node.group()).orElseThrow();
        Sizing size =
                Sizing.of(spec, node.group(), turn.packageOf(spec.packageName()).descriptor());
        return new Need(
                node,
                spec.role(),
                size.cpusMilli(),
                size.memoryMilli(),
                size.scratchMilli(),
                group.diskMegabytes() * 1000,
                group.diskKind(),
                Exporter.ports(spec, group, turn.packageOf(spec.packageName()).descriptor()),
                constraint(turn, spec, group));
    }

    private static Constraint constraint(Turn turn, ClusterSpec spec, GroupSpec group) {
        boolean alone = turn.packageOf(spec.packageName()).descriptor().manner().alone();
        return alone && group.constraint().isBlank() ? Constraint.ALONE : ConstraintParser.checked(group.constraint());
    }

    /** Where all nodes stand, promised places included. */
    static List<Standing> standings(Turn turn) {
        List<Standing> standings = new ArrayList<>();
        for (NodeRecord node : turn.state().nodes().values()) {
            node.claim().ifPresent(claim -> standings.add(new Standing(node.id(), claim.agent())));
        }
        return standings;
    }

    private static void take(Turn turn, Match match, Desk desk, List<Refusal> why) {
        NodeRecord node = turn.state().node(match.node()).orElseThrow();
        String role = desk.offer().role();
        String uid = turn.mint();
        Self self = turn.state().self();
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(Labels.OWNER, self.owner());
        labels.put(Labels.NODE, node.id().toString());
        labels.put(Labels.GENERATION, Integer.toString(node.generation()));
        labels.put(Labels.CLAIM, uid);
        Reservation reservation = Reserve.reservation(role, turn.principal(), labels);
        Resources reserved = reserve(match.take(), reservation);
        Resource disk = reserve(match.volumeDisk(), reservation).all().get(0);
        Resource volume = Reserve.volume(match, reservation, uid, VOLUME);
        Agent agent = turn.sight()
                .agents()
                .getOrDefault(desk.offer().agentId(), desk.offer().agent());
        Claim claim = new Claim(
                uid, agent, role, reserved, volume, disk, match.ports(), Optional.of(turn.now), Optional.empty());
        desk.add(
                new Operation.Reserve(
                        OfferUse.id(uid, ClaimOutcomes.RESERVE), reserved.plus(new Resources(List.of(disk)))),
                match.take().plus(match.volumeDisk()));
        desk.add(
                new Operation.Create(OfferUse.id(uid, ClaimOutcomes.CREATE), new Resources(List.of(volume))),
                Resources.NONE);
        turn.put(node.with(claim).at(NodeLife.next(node.state(), Trigger.RESERVE_SENT), turn.now));
        String because =
                because(node.id(), turn.sight().refusals().getOrDefault(node.id(), List.of()), why, desk.offer());
        turn.see(look -> look.refusals(turn.sight().refusals().minus(node.id())));
        turn.tell(
                EventKind.PLACEMENT,
                node.id(),
                node.id().shortName() + " is placed on " + desk.offer().hostname() + because);
    }

    /** Which agents could have been it, and why they were not. */
    private static String because(NodeId node, List<Refusal> before, List<Refusal> now, Offer taken) {
        List<Refusal> ofIt =
                now.stream().filter(refusal -> refusal.node().equals(node)).toList();
        List<Refusal> others = newest(before, ofIt).stream()
                .filter(refusal -> !refusal.hostname().equals(taken.hostname()))
                .toList();
        String zone = taken.agent().zone().isEmpty()
                ? ""
                : " in zone " + taken.agent().zone();
        return others.isEmpty() ? zone : zone + "; not on " + summary(others);
    }

    private static Resources reserve(Resources from, Reservation reservation) {
        return new Resources(
                from.stream().map(resource -> resource.reserve(reservation)).toList());
    }

    private static void explain(Turn turn, ClusterName looked) {
        for (NodeRecord node : turn.state().nodesOf(looked)) {
            if (node.state() != NodeState.WANTED || node.goal() == Goal.RELEASED) {
                continue;
            }
            Optional<Leak> leak = Leaks.volumeOf(turn.state(), node);
            if (leak.isPresent()) {
                turn.wait(
                        node.id(),
                        LEAK,
                        "a volume of it is on " + leak.get().agent().hostname()
                                + ", and no record tells of it: a person decides whether it starts on that one",
                        "holdfast audit adopt " + leak.get().uid() + ", or holdfast audit release "
                                + leak.get().uid() + " to start on a new one",
                        Optional.empty());
                continue;
            }
            List<Refusal> refusals = turn.sight().refusals().getOrDefault(node.id(), List.of());
            String place = place(turn, turn.state().cluster(looked).orElseThrow(), node);
            String text = (place.isEmpty() ? "" : "it must stand where the one before it stood (" + place + "); ")
                    + (refusals.isEmpty()
                            ? "no offer has come yet"
                            : refusals.size() + (refusals.size() == 1 ? " agent" : " agents") + " refused: "
                                    + summary(refusals));
            turn.wait(
                    node.id(),
                    "placement",
                    text,
                    "add an agent that fits, or make room on one; holdfast agents lists them",
                    Optional.empty());
        }
    }

    /** Each reason once, with an agent that gave it; of many the first few. */
    private static String summary(List<Refusal> refusals) {
        TreeMap<String, Refusal> reasons = new TreeMap<>();
        refusals.forEach(refusal -> reasons.putIfAbsent(refusal.text(), refusal));
        List<Refusal> shown = refusals.stream()
                .filter(reasons::containsValue)
                .limit(MOST_REASONS)
                .toList();
        int more = refusals.size() - shown.size();
        return shown.stream()
                        .map(refusal -> refusal.hostname() + ": " + refusal.text())
                        .collect(Collectors.joining("; "))
                + (more > 0 ? ", and " + more + " more" : "");
    }
}
