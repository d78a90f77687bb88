package dev.holdfast.core;

import dev.holdfast.core.Answer.Outlook;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.Agent;
import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.Match;
import dev.holdfast.placement.Matcher;
import dev.holdfast.placement.Need;
import dev.holdfast.placement.Refusal;
import dev.holdfast.placement.Standing;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Maintenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says where nodes would go, before there is an offer for them: the same matching as for real, on offers made up of what
 * is known.
 *
 * <p>An agent has free what it has in all, without what nodes hold there and what others reserved; what other frameworks
 * merely use is not known. Where not even the total is known, the offers in hand have to do. So it is an outlook, no
 * promise.
 */
final class Foresight {

    /** More nodes than these nobody reads through, and each is held against every agent. */
    private static final int MOST = 100;

    private Foresight() {}

    static List<Outlook> of(Turn turn, ClusterSpec spec, List<NodeId> nodes) {
        List<Need> needs = nodes.stream()
                .limit(MOST)
                .map(node -> Placing.need(turn, spec, node))
                .toList();
        List<Offer> likely = turn.sight().agents().values().stream()
                .filter(Agent::active)
                .flatMap(agent -> offer(turn, agent, spec.role()).stream())
                .toList();
        List<Standing> standings = new ArrayList<>(Placing.standings(turn));
        Matcher.Result result = Matcher.match(
                likely,
                needs,
                standings,
                turn.now,
                List.copyOf(turn.sight().agents().values()),
                Leaving.ahead(Maintenance.of(
                        spec.options(),
                        turn.packageOf(spec.packageName()).descriptor().options())));
        SortedMap<NodeId, Outlook> outlooks = new TreeMap<>();
        standings.removeIf(standing -> nodes.contains(standing.node()));
        for (Match match : result.matches()) {
            Agent agent = match.offer().agent();
            String why = why(match.node(), agent, standings);
            outlooks.put(match.node(), new Outlook(match.node(), agent.hostname(), why));
            standings.add(new Standing(match.node(), agent));
        }
        Map<NodeId, List<Refusal>> refusals = result.refusals().stream()
                .collect(Collectors.groupingBy(Refusal::node, TreeMap::new, Collectors.toList()));
        refusals.forEach((node, why) -> outlooks.put(node, new Outlook(node, "", "has no place yet: " + reasons(why))));
        return nodes.stream()
                .map(node -> outlooks.getOrDefault(node, new Outlook(node, "", "its place is picked when offers come")))
                .toList();
    }

    /** In the words of the matcher's own preferences, with the numbers that decided. */
    private static String why(NodeId node, Agent agent, List<Standing> standings) {
        List<Standing> siblings = standings.stream()
                .filter(other -> other.node().cluster().equals(node.cluster())
                        && other.node().group().equals(node.group()))
                .toList();
        String zone = agent.zone().isEmpty()
                ? ""
                : "zone " + agent.zone() + " with "
                        + count(siblings, other -> other.agent().zone().equals(agent.zone())) + " of " + node.group()
                        + ", ";
        return "would go to " + agent.hostname() + " (" + zone + "it has "
                + count(siblings, other -> other.agent().id().equals(agent.id())) + " of " + node.group() + " and "
                + count(standings, other -> other.agent().id().equals(agent.id())) + " nodes in all)";
    }

    private static long count(List<Standing> standings, java.util.function.Predicate<Standing> which) {
        return standings.stream().filter(which).count();
    }

    /** One example for each rule: {@code memory on 3 agents (host1: 1 GB of 64 GB memory free)}. */
    private static String reasons(List<Refusal> refusals) {
        Map<String, List<Refusal>> byRule =
                refusals.stream().collect(Collectors.groupingBy(Refusal::rule, TreeMap::new, Collectors.toList()));
        return byRule.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .map(entry -> entry.getKey() + " on " + entry.getValue().size()
                        + (entry.getValue().size() == 1 ? " agent (" : " agents (")
                        + entry.getValue().get(0).hostname() + ": "
                        + entry.getValue().get(0).text() + ")")
                .collect(Collectors.joining(", "));
    }

    private static Optional<Offer> offer(Turn turn, Agent agent, String role) {
        Optional<Window> window = Maintaining.of(turn, agent.id());
        Resources free = agent.total().isEmpty() ? inHand(turn, agent) : unclaimed(turn, agent);
        return free.isEmpty()
                ? Optional.empty()
                : Optional.of(new Offer(
                        new OfferId("likely " + agent.id()),
                        agent.id(),
                        agent.hostname(),
                        agent.ip(),
                        agent.port(),
                        role,
                        free,
                        agent.attributes(),
                        agent.zone(),
                        agent.region(),
                        window.map(Window::from),
                        window.flatMap(Window::until)));
    }

    private static Resources inHand(Turn turn, Agent agent) {
        Resources sum = Resources.NONE;
        for (HeldOffer held : turn.sight().offers().values()) {
            if (held.offer().agentId().equals(agent.id())) {
                sum = sum.plus(held.offer().resources());
            }
        }
        return sum;
    }

    /** Masters tell totals with run-time reservations in them or without: taken off, both are the same. */
    private static Resources unclaimed(Turn turn, Agent agent) {
        String owner = turn.state().self().owner();
        Resources free = bare(agent.total()
                .filter(resource -> resource.reservations().stream()
                        .allMatch(reservation -> !reservation.dynamic()
                                || owner.equals(reservation.labels().get(Labels.OWNER)))));
        for (NodeRecord node : turn.state().nodes().values()) {
            Optional<Claim> claim =
                    node.claim().filter(found -> found.agent().id().equals(agent.id()));
            if (claim.isPresent()) {
                free = free.minus(bare(claim.get()
                        .reserved()
                        .plus(new Resources(List.of(claim.get().disk())))));
            }
        }
        return free;
    }

    private static Resources bare(Resources resources) {
        return new Resources(resources.stream().map(Foresight::bare).toList());
    }

    private static Resource bare(Resource resource) {
        List<Reservation> forGood = resource.reservations().stream()
                .filter(reservation -> !reservation.dynamic())
                .toList();
        Optional<Disk> disk = resource.disk()
                .map(known -> new Disk(known.source(), "", "", ""))
                .filter(known -> known.source().kind() != Disk.Kind.ROOT);
        return new Resource(
                resource.name(),
                resource.quantity(),
                "",
                forGood,
                disk,
                resource.providerId(),
                resource.revocable(),
                resource.shared());
    }
}
