package dev.holdfast.core;

import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskId;
import dev.holdfast.placement.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is worth counting of that which is merely seen, for who measures the loop from outside. What has not changed between two states is
 * the very same object in both, so it is told apart by that: to compare would cost more than to decide, and an agent that says the same again
 * has spoken again.
 */
@SuppressWarnings("ReferenceEquality")
public final class Vitals {

    private Vitals() {}

    /**
     * Tasks of which the master has not spoken since it was asked.
     *
     * @param since when the oldest of them was asked about first; empty if there are none
     */
    public record Unanswered(int tasks, Optional<Instant> since) {}

    public static Unanswered unanswered(State state) {
        return new Unanswered(
                state.sight().unreconciled().size(),
                state.sight().unreconciled().values().stream()
                        .map(Sight.Inquiry::since)
                        .min(Comparator.naturalOrder()));
    }

    /** How long each task was asked about of which the master has spoken between two states. */
    public static List<Duration> answered(State before, State after, Instant now) {
        if (before.sight().unreconciled().isEmpty()
                || before.sight().unreconciled() == after.sight().unreconciled()) {
            return List.of();
        }
        List<Duration> answered = new ArrayList<>();
        for (Map.Entry<TaskId, Sight.Inquiry> asked :
                before.sight().unreconciled().entrySet()) {
            if (!after.sight().unreconciled().containsKey(asked.getKey())) {
                answered.add(Duration.between(asked.getValue().since(), now));
            }
        }
        return answered;
    }

    /** Offers in hand, neither used nor declined. */
    public static int offersInHand(State state) {
        return state.sight().offers().size();
    }

    /** How many agents' refusals came between two states, by rule. What an agent says again is counted again. */
    public static SortedMap<String, Integer> refused(State before, State after) {
        SortedMap<String, Integer> refused = new TreeMap<>();
        if (before.sight().refusals() != after.sight().refusals()) {
            for (Map.Entry<NodeId, List<Refusal>> node :
                    after.sight().refusals().entrySet()) {
                List<Refusal> known = before.sight().refusals().getOrDefault(node.getKey(), List.of());
                if (known != node.getValue()) {
                    count(known, node.getValue(), refused);
                }
            }
        }
        return refused;
    }

    /** Both are in the order of host names, and what is not new is the very same object. */
    private static void count(List<Refusal> known, List<Refusal> now, SortedMap<String, Integer> refused) {
        int at = 0;
        for (Refusal refusal : now) {
            while (at < known.size() && known.get(at).hostname().compareTo(refusal.hostname()) < 0) {
                at++;
            }
            if (at == known.size() || isAnother(known.get(at), refusal)) {
                refused.merge(refusal.rule(), 1, Integer::sum);
            }
        }
    }

    private static boolean isAnother(Refusal known, Refusal now) {
        return known != now;
    }
}
