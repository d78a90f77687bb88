package dev.holdfast.core;

import dev.holdfast.plan.Goal;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pcollections.TreePSet;

/**
 * Which roles want offers, and telling the master: a role that wants none is suppressed, and revived as soon as a need arises. A
 * role stays subscribed until the last reservation in it is released.
 */
final class Interest {

    /** Roles in which something waits for an offer. */
    SortedSet<String> wanted(Turn turn) {
        TreeSet<String> roles = new TreeSet<>();
        for (NodeRecord node : turn.state().nodes().values()) {
            if (wantsOffer(turn, node)) {
                String role = node.claim()
                        .map(Claim::role)
                        .orElseGet(() -> turn.state()
                                .cluster(node.id().cluster())
                                .orElseThrow()
                                .spec()
                                .role());
                roles.add(role);
            }
        }
        turn.state().surplus().values().forEach(surplus -> roles.add(surplus.role()));
        return roles;
    }

    private static boolean wantsOffer(Turn turn, NodeRecord node) {
        return switch (node.state()) {
            case WANTED -> node.goal() != Goal.RELEASED;
            case RESERVING, CREATING, REMOVING -> true;
            case STOPPED -> node.goal() != Goal.STOPPED || turn.resizing.contains(node.id());
            case RUNNING, READY -> turn.resizing.contains(node.id()) || hasExcess(turn, node);
            case LAUNCHING, STARTING, STOPPING, UNREACHABLE, LOST, RELEASED -> false;
        };
    }

    private static boolean hasExcess(Turn turn, NodeRecord node) {
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        if (node.claim().isEmpty() || cluster.spec().group(node.id().group()).isEmpty()) {
            return false;
        }
        Sizing wanted = Sizing.of(cluster.spec(), node.id().group());
        Sizing used = Sizing.of(Views.used(node));
        return !Sizing.of(node.claim().get().reserved())
                .beyond(wanted)
                .beyond(used.beyond(wanted))
                .isNothing();
    }

    /** Subscribed roles and suppression, brought in line with what is wanted. */
    void express(Turn turn, SortedSet<String> wanted) {
        TreeSet<String> subscribed = new TreeSet<>();
        turn.state().clusters().values().forEach(cluster -> subscribed.add(cluster.spec().role()));
        turn.state().surplus().values().forEach(surplus -> subscribed.add(surplus.role()));
        turn.state().nodes().values().forEach(node -> node.claim().ifPresent(claim -> subscribed.add(claim.role())));
        if (!subscribed.equals(new TreeSet<>(turn.sight().roles()))) {
            turn.effect(new Effect.Roles(new TreeSet<>(subscribed)));
            turn.see(look -> look.roles(TreePSet.from(subscribed)));
        }
        if (!turn.sight().link().up()) {
            return;
        }
        TreeSet<String> quiet = new TreeSet<>(turn.sight().quiet());
        TreeSet<String> revive = new TreeSet<>(quiet);
        revive.retainAll(wanted);
        TreeSet<String> suppress = new TreeSet<>(subscribed);
        suppress.removeAll(wanted);
        suppress.removeAll(quiet);
        if (!revive.isEmpty()) {
            turn.effect(new Effect.Revive(revive));
        }
        if (!suppress.isEmpty()) {
            turn.effect(new Effect.Suppress(suppress));
        }
        quiet.removeAll(revive);
        quiet.addAll(suppress);
        quiet.retainAll(subscribed);
        turn.see(look -> look.quiet(TreePSet.from(quiet)));
    }
}
