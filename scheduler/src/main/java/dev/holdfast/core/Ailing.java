package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.database.Ailment;
import dev.holdfast.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is not well with clusters, by their packages' word, and since when. While a plan is under way its steps are what a person reads;
 * without one, what begins and ends here is told in the cluster's log.
 */
final class Ailing {

    private Ailing() {}

    /** After a look: what is not well now keeps the time it was first seen, and what is well again is forgotten. */
    static void note(Turn turn, ClusterRecord cluster) {
        List<AilmentPicture> before = turn.watch(cluster.name()).ailing();
        List<AilmentPicture> after = new ArrayList<>();
        boolean quiet = cluster.plan().filter(Plan::isActive).isEmpty();
        List<Ailment> found = new ArrayList<>(turn.rules(cluster).ailments(Views.of(turn, cluster)));
        Advertising.ailment(turn, cluster).ifPresent(found::add);
        for (Ailment ailment : found) {
            Optional<AilmentPicture> known = find(before, ailment.rule());
            if (find(after, ailment.rule()).isPresent()) {
                continue;
            }
            Instant since = known.map(AilmentPicture::since).orElse(turn.now);
            after.add(new AilmentPicture(ailment.rule(), ailment.text(), ailment.remedy(), since));
            if (known.isEmpty() && quiet) {
                turn.tell(EventKind.HEALTH, cluster.name(), "not well: " + ailment.text());
            }
        }
        before.stream()
                .filter(old -> quiet && find(after, old.rule()).isEmpty())
                .forEach(old -> turn.tell(EventKind.HEALTH, cluster.name(), "well again: " + old.rule()));
        turn.see(look -> look.probe(cluster.name(), turn.watch(cluster.name()).with(List.copyOf(after))));
    }

    private static Optional<AilmentPicture> find(List<AilmentPicture> all, String rule) {
        return all.stream().filter(one -> one.rule().equals(rule)).findFirst();
    }

    /** Of a cluster of which nothing runs, what was seen last says nothing. */
    static List<AilmentPicture> of(State state, ClusterRecord cluster) {
        boolean runs = state.nodesOf(cluster.name()).stream()
                .anyMatch(node -> node.state().isUp() || node.state() == NodeState.UNREACHABLE);
        return runs
                ? state.sight()
                        .probes()
                        .getOrDefault(cluster.name(), Watch.NEVER)
                        .ailing()
                : List.of();
    }
}
