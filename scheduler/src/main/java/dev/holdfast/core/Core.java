package dev.holdfast.core;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** The loop's decision: a function of what is known, what happened and what time it is. */
public final class Core {

    private final SortedMap<String, DatabasePackage> packages;
    private final String principal;
    private final Intake intake = new Intake();
    private final Commands commands = new Commands();
    private final Planning planning = new Planning();
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
        this.packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
        this.principal = principal;
    }

    /**
     * Decides. First the event becomes what is known of the world, then everything is looked at anew: level-triggered, so that a
     * second decision with nothing new comes to nothing.
     */
    public Decision decide(State state, Event event, Instant now) {
        Turn turn = new Turn(state, now, packages, principal);
        intake.take(turn, event);
        if (event instanceof Event.Fenced) {
            return turn.decision(); // another acts in our place now
        }
        if (event instanceof Event.Asked asked) {
            commands.answer(turn, asked);
        }
        for (ClusterName cluster : List.copyOf(turn.state().clusters().keySet())) {
            turn.state().cluster(cluster).ifPresent(record -> Planning.noteReadiness(turn, record));
            planning.carryOn(turn, cluster);
        }
        Supply.ask(turn);
        for (NodeId node : List.copyOf(turn.state().nodes().keySet())) {
            turn.state().node(node).ifPresent(record -> nodes.care(turn, record));
        }
        SortedMap<String, Attention> wanted = interest.wanted(turn);
        offers.use(turn, wanted);
        interest.express(turn, wanted);
        probing.schedule(turn);
        reconciling.ask(turn);
        rememberWaits(turn);
        return turn.decision();
    }

    /** Plans see in the next turn why nodes wait now. What has changed is looked at again at once. */
    private static void rememberWaits(Turn turn) {
        TreePMap<NodeId, dev.holdfast.plan.Reason> waits = TreePMap.from(turn.waits);
        boolean changed = turn.hasChanged() || !waits.equals(turn.sight().waits());
        turn.see(look -> look.waits(waits));
        if (changed) {
            turn.wake(turn.now);
        }
    }
}
