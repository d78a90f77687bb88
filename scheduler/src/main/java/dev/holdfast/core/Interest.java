package dev.holdfast.core;

import dev.holdfast.core.Attention.Level;
import dev.holdfast.model.ClusterName;
import dev.holdfast.plan.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Which roles want offers, and telling the master: a role that wants none is suppressed, and revived as soon as a need arises. One
 * that only watches for something to turn up gets offers, but declines for long what shows nothing of it. A role stays subscribed
 * until the last reservation in it is released.
 *
 * <p>A role that wants offers and gets none is revived again now and then: the call that revived it may have been lost.
 */
final class Interest {

    /** So long without an offer a role that wants any does not stay without asking again. */
    private static final Duration UNHEARD = Duration.ofSeconds(60);

    /** How much each subscribed role wants to be offered; {@code looked} at anew, and as they were before for the others. */
    SortedMap<String, Attention> wanted(Turn turn, SortedSet<ClusterName> looked) {
        for (ClusterRecord cluster : turn.state().clusters().values()) {
            if (looked.contains(cluster.name()) || Rounds.isNew(turn, cluster.name())) {
                Rounds.wants(turn, cluster.name(), wanted(turn, cluster));
            }
        }
        SortedMap<String, Attention> wanted = Rounds.wanted(turn);
        for (SurplusRecord surplus : turn.state().surplus().values()) {
            wanted.merge(surplus.role(), Attention.watching(surplus.uid()), Attention::and);
        }
        return wanted;
    }

    private static SortedMap<String, Attention> wanted(Turn turn, ClusterRecord cluster) {
        SortedMap<String, Attention> wanted = new TreeMap<>();
        wanted.put(cluster.spec().role(), Attention.SILENT);
        for (NodeRecord node : turn.state().nodesOf(cluster.name())) {
            String role = node.claim().map(Claim::role).orElse(cluster.spec().role());
            wanted.merge(role, of(turn, node), Attention::and);
        }
        return wanted;
    }

    private static Attention of(Turn turn, NodeRecord node) {
        return switch (node.state()) {
            case WANTED ->
                node.goal() == Goal.RELEASED
                                || Leaks.volumeOf(turn.state(), node).isPresent()
                        ? Attention.SILENT
                        : Attention.EAGER;
            case RESERVING, CREATING, REMOVING -> Attention.EAGER;
            case STOPPED -> {
                boolean goesOn = node.goal() != Goal.STOPPED || turn.resizing.contains(node.id());
                Attention idle = Resting.rests(turn, node) ? watching(node) : Attention.SILENT;
                yield goesOn ? Attention.EAGER : idle;
            }
            case RUNNING, READY -> {
                Attention idle = Resizing.hasExcess(turn, node) ? watching(node) : Attention.SILENT;
                yield turn.resizing.contains(node.id()) || turn.wishes.containsKey(node.id()) ? Attention.EAGER : idle;
            }
            // Its volume in an offer would be news.
            case UNREACHABLE, LOST -> watching(node);
            case LAUNCHING, STARTING, STOPPING, RELEASED -> Attention.SILENT;
        };
    }

    private static Attention watching(NodeRecord node) {
        return node.claim().map(claim -> Attention.watching(claim.uid())).orElse(Attention.SILENT);
    }

    /** Subscribed roles and suppression, brought in line with what is wanted. */
    void express(Turn turn, SortedMap<String, Attention> wanted) {
        TreePSet<String> known = turn.sight().roles().orElse(TreePSet.empty());
        TreePSet<String> subscribed = TreePSet.from(wanted.keySet());
        boolean changed = !turn.sight().roles().equals(Optional.of(subscribed));
        if (changed) {
            turn.effect(new Effect.Roles(new TreeSet<>(subscribed)));
            turn.see(look -> look.roles(subscribed));
        }
        if (!turn.sight().link().up()) {
            return;
        }
        TreeSet<String> revive = new TreeSet<>();
        TreeSet<String> suppress = new TreeSet<>();
        wanted.forEach((role, now) -> {
            // What was declined in a role that was given up and is back may still count.
            Attention before = known.contains(role)
                    ? turn.sight().attention().getOrDefault(role, Attention.EAGER)
                    : Attention.SILENT;
            if (now.wantsMoreThan(before)) {
                revive.add(role); // also forgets what was declined for long
            } else if (now.level() == Level.EAGER && isUnheard(turn, role)) {
                revive.add(role);
            } else if (now.level() == Level.SILENT && (changed || before.level() != Level.SILENT)) {
                suppress.add(role); // a change of roles has lifted all suppression
            }
        });
        if (!revive.isEmpty()) {
            turn.effect(new Effect.Revive(revive));
        }
        if (!suppress.isEmpty()) {
            turn.effect(new Effect.Suppress(suppress));
        }
        TreePMap<String, Instant> heard = turn.sight().heard();
        for (String role : revive) {
            heard = heard.plus(role, turn.now);
            turn.wake(turn.now.plus(UNHEARD));
        }
        TreePMap<String, Instant> asked = heard;
        if (!turn.sight().attention().equals(wanted) || !turn.sight().heard().equals(asked)) {
            turn.see(look -> look.attention(TreePMap.from(wanted)).heard(asked));
        }
    }

    private static boolean isUnheard(Turn turn, String role) {
        Instant since =
                turn.sight().heard().getOrDefault(role, turn.sight().link().since());
        Instant until = since.plus(UNHEARD);
        if (turn.now.isBefore(until)) {
            turn.wake(until);
            return false;
        }
        return true;
    }
}
