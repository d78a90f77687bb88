package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.Member;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose votes count, and how that follows the members that come and go: always an odd number, and from three never
 * less than three.
 */
final class Voting {
    private static final int SAFE = 3;

    private Voting() {}

    static boolean majority(SortedSet<String> voting, SortedSet<String> votes) {
        long given = voting.stream().filter(id -> votes.contains(id)).count();
        return !voting.isEmpty() && given * 2 > voting.size();
    }

    /** The configuration for these members; the old one if the new one could not be carried by them. */
    static SortedSet<String> configured(SortedSet<String> old, SortedMap<String, Member> members, String master) {
        TreeSet<String> live = new TreeSet<>();
        members.values().stream().filter(Member::masters).forEach(m -> live.add(m.id()));
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
