package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Member;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose votes count, and how that follows the members that come and go: always an odd number, and from three never
 * less than three.
 */
final class Voting {
    private static final int SAFE = 3;

    private Voting() {}

    private static boolean majority(SortedSet<String> voting, SortedSet<String> votes) {
        long given = voting.stream().filter(id -> votes.contains(id)).count();
        return !voting.isEmpty() && given * 2 > voting.size();
    }

    /** Whether these may elect a master, or make a state count: a new configuration does not decide alone about itself. */
    static boolean decide(ClusterState state, SortedSet<String> votes) {
        return majority(state.agreedVoting(), votes) && majority(state.voting(), votes);
    }

    /** The configuration that a master wants; the old one if the new one could not be carried, or is not agreed on yet. */
    static SortedSet<String> configured(ClusterState state, String master) {
        SortedSet<String> old = state.voting();
        if (!old.equals(state.agreedVoting())) {
            return old;
        }
        TreeSet<String> live = new TreeSet<>();
        state.members().values().stream().filter(Member::masters).forEach(m -> live.add(m.id()));
        int odd = live.size() % 2 == 0 ? live.size() - 1 : live.size();
        int size = Math.max(odd, old.size() < SAFE ? 1 : SAFE);
        TreeSet<String> candidates = new TreeSet<>(old);
        candidates.addAll(live);
        TreeSet<String> chosen = new TreeSet<>();
        candidates.stream()
                .sorted(Comparator.comparing((String id) -> !live.contains(id))
                        .thenComparing(id -> !old.contains(id))
                        .thenComparing(id -> !id.equals(master))
                        .thenComparing(id -> id))
                .limit(size)
                .forEach(chosen::add);
        return majority(chosen, live) ? chosen : old;
    }
}
