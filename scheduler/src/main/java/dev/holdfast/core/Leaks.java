package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.Claims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * Finds what is ours without a record.
 *
 * <p>Two witnesses are heard. Offers show what is free in roles we have. The master's list of its agents shows all, in whatever
 * role, in use or not; but it is a moment old, so that what was just released may still be in it: that is why nothing is ever done
 * because of a leak, but by a person.
 */
final class Leaks {

    private Leaks() {}

    /** Whether a record tells of it: a node holds it, or it was given up. */
    static boolean isRecorded(State state, Resource resource) {
        return isRecorded(state, resource.label(Labels.CLAIM), resource.label(Labels.NODE));
    }

    private static boolean isRecorded(State state, String uid, String node) {
        return state.surplus().containsKey(uid)
                || NodeId.parse(node)
                        .flatMap(state::node)
                        .flatMap(NodeRecord::claim)
                        .filter(claim -> claim.uid().equals(uid))
                        .isPresent();
    }

    /** Those of which still no record tells. */
    static List<Leak> of(State state) {
        return state.sight().books().leaks().values().stream()
                .filter(leak -> !isRecorded(state, leak.uid(), leak.node()))
                .toList();
    }

    static Optional<Leak> of(State state, String uid) {
        return Optional.ofNullable(state.sight().books().leaks().get(uid))
                .filter(leak -> !isRecorded(state, leak.uid(), leak.node()));
    }

    /** A volume that may be the one of a node that stands nowhere. */
    static Optional<Leak> volumeOf(State state, NodeRecord node) {
        if (state.sight().books().leaks().isEmpty() || node.claim().isPresent()) {
            return Optional.empty();
        }
        return of(state).stream()
                .filter(leak -> leak.node().equals(node.id().toString())
                        && leak.generation() >= node.generation()
                        && leak.volume().isPresent())
                .findFirst();
    }

    /** A volume that a node was given after the one that it stands on: what it wrote last may be there, and not here. */
    static Optional<Leak> newerThan(State state, NodeRecord node) {
        if (state.sight().books().leaks().isEmpty() || node.claim().isEmpty()) {
            return Optional.empty();
        }
        return of(state).stream()
                .filter(leak -> leak.node().equals(node.id().toString())
                        && leak.generation() > node.generation()
                        && leak.volume().isPresent())
                .findFirst();
    }

    static void inOffer(Turn turn, Offer offer) {
        String owner = turn.state().self().owner();
        Claims.all(offer.resources(), owner).forEach((uid, resources) -> {
            Resource any = resources.all().get(0);
            if (uid.isEmpty() || isRecorded(turn.state(), any)) {
                return;
            }
            Leak found = leak(any, resources, offer.agent(), offer.role(), false, turn.now);
            Leak known = turn.sight().books().leaks().get(uid);
            boolean knownBetter = known != null
                    && known.agent().id().equals(offer.agentId())
                    && (known.listed()
                            || (known.volume().isPresent() && found.volume().isEmpty()));
            put(
                    turn,
                    turn.sight()
                            .books()
                            .leaks()
                            .plus(uid, known != null && knownBetter ? known.seen(turn.now) : found));
        });
    }

    /** Two offers that could have shown it did not. If the master tells what there is, it has the last word, and is asked. */
    static void missed(Turn turn, String uid) {
        Leak known = turn.sight().books().leaks().get(uid);
        if (known != null && known.listed()) {
            turn.see(look -> look.agentsAskedAt(Instant.EPOCH));
        } else if (known != null) {
            put(turn, turn.sight().books().leaks().minus(uid));
        }
    }

    /** The master's word on all agents it has: leaks on others, which are away, are remembered as they were. */
    static void inList(Turn turn, List<Agent> agents) {
        SortedMap<AgentId, Agent> there = new TreeMap<>();
        agents.stream().filter(Agent::active).forEach(agent -> there.put(agent.id(), agent));
        TreePMap<String, Leak> leaks = turn.sight().books().leaks();
        for (Leak known : leaks.values()) {
            if (there.containsKey(known.agent().id()) || isRecorded(turn.state(), known.uid(), known.node())) {
                leaks = leaks.minus(known.uid());
            }
        }
        for (Agent agent : agents) {
            for (Map.Entry<String, Resources> entry : unrecorded(turn, agent).entrySet()) {
                Resource any = entry.getValue().all().get(0);
                String role = any.reservation().orElseThrow().role();
                leaks = leaks.plus(entry.getKey(), leak(any, entry.getValue(), agent, role, true, turn.now));
            }
        }
        if (!leaks.equals(turn.sight().books().leaks())) {
            put(turn, leaks);
        }
    }

    private static SortedMap<String, Resources> unrecorded(Turn turn, Agent agent) {
        String owner = turn.state().self().owner();
        SortedMap<String, List<Resource>> found = new TreeMap<>();
        for (Resource resource : agent.total().all()) {
            String uid = resource.isReserved() ? resource.label(Labels.CLAIM) : "";
            if (!uid.isEmpty() && resource.label(Labels.OWNER).equals(owner) && !isRecorded(turn.state(), resource)) {
                found.computeIfAbsent(uid, missing -> new ArrayList<>()).add(resource);
            }
        }
        SortedMap<String, Resources> byUid = new TreeMap<>();
        found.forEach((uid, resources) -> byUid.put(uid, new Resources(resources)));
        return byUid;
    }

    private static Leak leak(Resource any, Resources resources, Agent agent, String role, boolean listed, Instant now) {
        return new Leak(
                any.label(Labels.CLAIM),
                any.label(Labels.NODE),
                number(any.label(Labels.GENERATION)),
                agent,
                role,
                resources,
                listed,
                now);
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // a label that is not as we write it
        }
    }

    private static void put(Turn turn, TreePMap<String, Leak> leaks) {
        turn.see(look -> look.books(turn.sight().books().with(leaks)));
    }
}
