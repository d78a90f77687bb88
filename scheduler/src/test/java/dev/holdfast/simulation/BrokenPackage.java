package dev.holdfast.simulation;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.kafka.KafkaChores;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

/** A package some of whose rules say yes when they should not, as a mutant wants it. */
record BrokenPackage(Mutant mutant, DatabasePackage sound) implements DatabasePackage {

    @Override
    public Descriptor descriptor() {
        return sound.descriptor();
    }

    @Override
    public Rules rules() {
        return new BrokenRules(mutant, sound.rules());
    }

    @Override
    public Driver driver() {
        return sound.driver();
    }

    @Override
    public Optional<String> lockFile(String software) {
        return sound.lockFile(software);
    }

    @Override
    public Optional<ClassData> classData(String software) {
        return sound.classData(software);
    }

    private record BrokenRules(Mutant mutant, Rules sound) implements Rules {

        private static final List<String> OF_OTHERS = List.of("others-down", "topology", "half-left", "streams");

        @Override
        public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
            boolean open = (mutant == Mutant.IGNORES_BUDGET && (action == Action.STOP || action == Action.RESTART))
                    || (mutant == Mutant.REPLACES_THE_LIVING && action == Action.REPLACE)
                    || (mutant == Mutant.REMOVES_UNPROVED && action == Action.REMOVE)
                    || (mutant == Mutant.JOINS_TOGETHER && action == Action.START);
            List<Blocker> blockers = open ? List.of() : sound.allows(action, node, view);
            boolean blind = (mutant == Mutant.REPLACES_LAST_COPY && (action == Action.REPLACE || action == Action.STOP))
                    || (mutant == Mutant.REPLACES_UNCOPIED && (action == Action.REPLACE || action == Action.START));
            if (mutant == Mutant.LEAVES_ANYWAY && action == Action.REMOVE) {
                return blockers.stream()
                        .filter(blocker -> !OF_OTHERS.contains(blocker.rule()))
                        .toList();
            }
            return blind
                    ? blockers.stream()
                            .filter(blocker -> !blocker.rule().equals("only-copy"))
                            .toList()
                    : blockers;
        }

        @Override
        public Proof proves(String claim, NodeId node, ClusterView view) {
            boolean believed = mutant == Mutant.REMOVES_UNPROVED
                    || mutant == Mutant.REPLACES_THE_LIVING
                    || (mutant == Mutant.BELIEVES_DRAINED && (claim.equals("empty") || claim.equals("gone")))
                    || ((mutant == Mutant.REPLACES_LAST_COPY || mutant == Mutant.REPLACES_UNCOPIED)
                            && claim.equals("spare-copies"));
            return believed ? Proof.yes("believed") : sound.proves(claim, node, view);
        }

        @Override
        public Proof isDone(Chore chore, ClusterView view) {
            boolean believed = mutant == Mutant.REMOVES_UNPROVED
                    || (mutant == Mutant.BELIEVES_DRAINED && chore.name().equals("exclude"));
            return believed ? Proof.yes("believed") : sound.isDone(chore, view);
        }

        @Override
        public boolean isSpent(NodeId node, ClusterView view) {
            return sound.isSpent(node, view);
        }

        @Override
        public List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
            return sound.beforehand(view, changed);
        }

        @Override
        public List<Stage> stages(Action action, NodeId node, ClusterView view) {
            List<Stage> way = sound.stages(action, node, view);
            if (mutant == Mutant.LEAVES_AGAIN) {
                // What is not known to be undone is not behind its gate any more.
                return way.stream()
                        .filter(stage -> !(stage instanceof Stage.Undo))
                        .toList();
            }
            if (mutant == Mutant.RELEASES_MEMBERS) {
                return way.stream().filter(stage -> !isLeaving(stage)).toList();
            }
            return mutant == Mutant.FORGETS_ALLOCATION
                    ? way.stream().map(BrokenRules::unowed).toList()
                    : way;
        }

        private static boolean isLeaving(Stage stage) {
            return (stage instanceof Stage.Do work && work.chore().name().equals("decommission"))
                    || (stage instanceof Stage.Prove prove && prove.claim().equals("left-the-ring"));
        }

        private static Stage unowed(Stage stage) {
            return stage instanceof Stage.Do work ? new Stage.Do(work.chore(), Optional.empty()) : stage;
        }

        @Override
        public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
            return sound.validate(next, current);
        }

        @Override
        public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
            return sound.identity(view, mint);
        }

        @Override
        public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
            return sound.inputs(target, node);
        }

        @Override
        public List<String> software(ClusterSpec target, String group) {
            return sound.software(target, group);
        }

        @Override
        public Launch launch(ClusterView view, NodeId node, int incarnation) {
            Launch launch = sound.launch(view, node, incarnation);
            return mutant == Mutant.SEEDS_ITSELF ? seedingItself(view, node, launch) : launch;
        }

        private static Launch seedingItself(ClusterView view, NodeId node, Launch launch) {
            String own = view.node(node).map(NodeView::address).orElse("");
            SortedMap<String, String> files = new TreeMap<>(launch.files());
            files.computeIfPresent(
                    "cassandra/cassandra.yaml",
                    (name, text) -> text.replace("\"seeds\":\"", "\"seeds\":\"" + own + ","));
            return new Launch(
                    launch.software(),
                    files,
                    launch.command(),
                    launch.environment(),
                    launch.volumePath(),
                    launch.graceSeconds());
        }

        @Override
        public String place(NodeId node, ClusterView view) {
            return sound.place(node, view);
        }

        @Override
        public int rank(Action action, NodeId node, ClusterView view) {
            return sound.rank(action, node, view);
        }

        @Override
        public SortedSet<NodeId> neededToStart(ClusterView view) {
            return sound.neededToStart(view);
        }

        @Override
        public boolean isAnswered(ClusterView view) {
            return sound.isAnswered(view);
        }

        @Override
        public int startsAtOnce(String group, ClusterView view) {
            return mutant == Mutant.JOINS_TOGETHER ? 10 : sound.startsAtOnce(group, view);
        }

        @Override
        public List<Chore> finishing(ClusterView view, List<NodeId> added) {
            return sound.finishing(view, added);
        }

        @Override
        public Optional<Debt> debtOf(Chore chore, ClusterView view) {
            return sound.debtOf(chore, view);
        }

        @Override
        public Optional<Debt> owes(String debtId, NodeId node, ClusterView view) {
            return sound.owes(debtId, node, view);
        }

        @Override
        public Optional<Launch> beside(Chore chore, ClusterView view) {
            return sound.beside(chore, view);
        }

        @Override
        public List<Stage> way(Chore chore, ClusterView view) {
            return sound.way(chore, view);
        }

        @Override
        public List<Upkeep> upkeep(ClusterView view) {
            return mutant == Mutant.TENDS_EVER ? List.of(anew(view)) : sound.upkeep(view);
        }

        /** The same work, and another cause at each look. */
        private static Upkeep anew(ClusterView view) {
            NodeId first = view.nodes().firstKey();
            return new Upkeep(
                    "tend",
                    "as of " + view.now(),
                    Duration.ZERO,
                    Chore.on(first, KafkaChores.UNCORDON),
                    "tend " + first.shortName(),
                    List.of());
        }

        @Override
        public List<Ailment> ailments(ClusterView view) {
            return sound.ailments(view);
        }

        @Override
        public List<String> notes(ClusterView view) {
            return sound.notes(view);
        }
    }
}
