package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a plan is asked for. */
public sealed interface PlanRequest {

    /** What was asked, for people: {@code scale broker 3 -> 5}. */
    String title();

    /**
     * Whatever leads from here to the view's target: create, scale, set, upgrade, apply.
     *
     * @param stoppedByUser nodes a user stopped; they stay as they are until the user starts them
     * @param previous the plan before this one, if it ended or is ended before its end: what it left half-done is
     *     finished or taken up again
     * @param lost nodes whose machines are lost for good, by a person's word: what was begun with them begins anew, without them
     */
    record Reach(String title, SortedSet<NodeId> stoppedByUser, Optional<Plan> previous, SortedSet<NodeId> lost)
            implements PlanRequest {

        public Reach {
            stoppedByUser = Collections.unmodifiableSortedSet(new TreeSet<>(stoppedByUser));
            lost = Collections.unmodifiableSortedSet(new TreeSet<>(lost));
        }

        /** Nobody is lost. */
        public Reach(String title, SortedSet<NodeId> stoppedByUser, Optional<Plan> previous) {
            this(title, stoppedByUser, previous, new TreeSet<>());
        }

        public static Reach of(String title) {
            return new Reach(title, new TreeSet<>(), Optional.empty());
        }
    }

    /** One after the other, each behind its gate. Stopped nodes are left alone unless named, then they are started. */
    record Restart(Selection nodes) implements PlanRequest {

        @Override
        public String title() {
            return "restart " + nodes;
        }
    }

    /** Keeps identity and data. All at once needs no gate; single nodes do. */
    record Stop(Selection nodes) implements PlanRequest {

        @Override
        public String title() {
            return "stop " + nodes;
        }
    }

    record Start(Selection nodes) implements PlanRequest {

        @Override
        public String title() {
            return "start " + nodes;
        }
    }

    /** Same identity, new empty volume elsewhere. */
    record Replace(NodeId node) implements PlanRequest {

        @Override
        public String title() {
            return "replace " + node.shortName();
        }
    }

    /** The target must no longer hold the node: its count shrank, or the index is among the released. */
    record Remove(NodeId node) implements PlanRequest {

        @Override
        public String title() {
            return "remove " + node.shortName();
        }
    }

    /**
     * A chore for the whole cluster.
     *
     * @param way its stages, if it is more than doing the chore: debts, proofs; empty for just doing it
     */
    record Run(Chore chore, String title, List<Stage> way) implements PlanRequest {

        public Run {
            way = List.copyOf(way);
        }

        public Run(Chore chore, String title) {
            this(chore, title, List.of());
        }
    }

    /** A cluster that lost a majority for good begins anew from what is left, as its package says. */
    record Recover(Salvage.Possible salvage) implements PlanRequest {

        @Override
        public String title() {
            return "recover from " + salvage.from().shortName();
        }
    }

    /** Some nodes, or all there are. */
    record Selection(boolean all, SortedSet<NodeId> nodes) {

        public Selection {
            nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        }

        public static Selection everything() {
            return new Selection(true, new TreeSet<>());
        }

        public static Selection of(Collection<NodeId> nodes) {
            return new Selection(false, new TreeSet<>(nodes));
        }

        public boolean includes(NodeId node) {
            return all || nodes.contains(node);
        }

        @Override
        public String toString() {
            return all
                    ? "all nodes"
                    : String.join(", ", nodes.stream().map(NodeId::shortName).toList());
        }
    }
}
