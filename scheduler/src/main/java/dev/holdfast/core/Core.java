package dev.holdfast.core;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.model.ClusterName;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The loop's decision: a function of what is known, what happened and what time it is. */
public final class Core {

    private final SortedMap<String, DatabasePackage> packages;
    private final String principal;
    private final Intake intake = new Intake();
    private final Commands commands = new Commands();
    private final Planning planning = new Planning();
    private final Replacing replacing;
    private final Leaving leaving = new Leaving();
    private final NodeCare nodes = new NodeCare();
    private final Interest interest = new Interest();
    private final OfferUse offers = new OfferUse();
    private final Probing probing = new Probing();
    private final Reconciling reconciling = new Reconciling();

    /**
     * A core for these packages.
     *
     * @param packages by name
     * @param principal under which we reserve; empty if the framework has none
     */
    public Core(SortedMap<String, DatabasePackage> packages, String principal) {
        this(packages, principal, Replacing.AT_ONCE);
    }

    /**
     * Likewise.
     *
     * @param replacements by itself at the same time, over all clusters
     */
    public Core(SortedMap<String, DatabasePackage> packages, String principal, int replacements) {
        this.replacing = new Replacing(replacements);
        this.packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
        this.principal = principal;
    }

    /**
     * Decides. First the event becomes what is known of the world, then every cluster that it touched, or whose time has come, is
     * looked at anew: level-triggered, so that a second decision with nothing new comes to nothing.
     */
    public Decision decide(State state, Event event, Instant now) {
        Turn turn = new Turn(state, now, packages, principal);
        intake.take(turn, event);
        Freezing.look(turn);
        if (event instanceof Event.Fenced) {
            return turn.decision(); // another acts in our place now
        }
        if (event instanceof Event.Asked asked) {
            turn.askedBy(asked.by(), () -> commands.answer(turn, asked));
        }
        SortedSet<ClusterName> looked = Rounds.due(turn, event, state.sight().agents());
        for (ClusterName cluster : looked) {
            turn.about(cluster, () -> lookAt(turn, cluster));
        }
        SortedMap<String, Attention> wanted = interest.wanted(turn, looked);
        offers.use(turn, wanted, looked);
        interest.express(turn, wanted);
        Maintaining.answer(turn);
        probing.askForAgents(turn);
        reconciling.ask(turn);
        Auditing.answer(turn);
        Rounds.remember(turn, looked);
        return turn.decision();
    }

    /** Carries on what is under way with one cluster, its plan first. */
    private void lookAt(Turn turn, ClusterName cluster) {
        turn.state().cluster(cluster).ifPresent(record -> Planning.noteReadiness(turn, record));
        replacing.withdraw(turn, cluster);
        leaving.withdraw(turn, cluster);
        planning.carryOn(turn, cluster);
        replacing.begin(turn, cluster);
        leaving.begin(turn, cluster);
        Supply.ask(turn, cluster);
        for (NodeRecord node : turn.state().nodesOf(cluster)) {
            turn.state().node(node.id()).ifPresent(record -> {
                ChoreCare.care(turn, record);
                nodes.care(turn, turn.state().node(node.id()).orElse(record));
                leaving.explain(turn, record);
            });
        }
        probing.schedule(turn, cluster);
    }
}
