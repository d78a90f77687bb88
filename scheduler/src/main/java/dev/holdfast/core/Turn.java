package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.database.Chore;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Rules;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Reason;
import dev.holdfast.spec.Descriptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One decision while it is being made. Seen from outside nothing is mutable: it lives only within one call of
 * {@link Core#decide}.
 */
final class Turn {

    final Instant now;
    private final SortedMap<String, DatabasePackage> packages;
    private final String principal;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final State before;
    private State state;
    private final TreeSet<ClusterName> touched = new TreeSet<>();
    private final TreeMap<ClusterName, Instant> wakes = new TreeMap<>();
    private Optional<ClusterName> about = Optional.empty();
    private Optional<Inhabitants> inhabitants = Optional.empty();
    private Instant wakeAt = Instant.MAX;
    private boolean isLoss;
    private String asker = "";

    /** Nodes whose reservation shall grow to what the target wants, in this turn's plans. */
    final TreeSet<NodeId> resizing = new TreeSet<>();

    /** Chores that plans want begun beside nodes, by node, in this turn's plans. */
    final TreeMap<NodeId, ChoreWish> wishes = new TreeMap<>();

    /** Chores under way beside nodes that plans still want, in this turn's plans. */
    final LinkedHashSet<Chore> goingOn = new LinkedHashSet<>();

    /** Why nodes do not come to their goals, found in this turn. */
    final TreeMap<NodeId, Reason> waits = new TreeMap<>();

    /** Why nodes that are lost are not replaced by themselves yet, found in this turn. */
    final TreeMap<NodeId, Replacing.Unreplaced> unreplaced = new TreeMap<>();

    Turn(State state, Instant now, SortedMap<String, DatabasePackage> packages, String principal) {
        this.before = state;
        this.state = state;
        this.now = now;
        this.packages = packages;
        this.principal = principal;
    }

    /** A turn that begins where this one is, to see what would come of it: nothing of it reaches this one. */
    Turn apart() {
        return new Turn(state, now, packages, principal);
    }

    /** Under whose name we reserve; Mesos demands the framework's own. */
    String principal() {
        return principal;
    }

    State state() {
        return state;
    }

    /** As it was when the turn began. */
    State before() {
        return before;
    }

    Sight sight() {
        return state.sight();
    }

    Rules rules(ClusterRecord cluster) {
        return packageOf(cluster.spec().packageName()).rules();
    }

    Descriptor descriptor(ClusterRecord cluster) {
        return packageOf(cluster.spec().packageName()).descriptor();
    }

    boolean knows(String packageName) {
        return packages.containsKey(packageName);
    }

    DatabasePackage packageOf(String name) {
        DatabasePackage found = packages.get(name);
        if (found == null) {
            throw new IllegalStateException("no package '" + name + "'");
        }
        return found;
    }

    /** Holds from now on, and is made durable before any effect leaves. */
    void fact(Fact fact) {
        state = state.after(fact);
        facts.add(fact);
        if (fact instanceof Fact.ClusterIs is) {
            touched.add(is.cluster().name());
        } else if (fact instanceof Fact.NodeIs is) {
            touched.add(is.node().id().cluster());
        } else if (fact instanceof Fact.NodeForgotten gone) {
            touched.add(gone.id().cluster());
        }
    }

    /** Who held which claim, and where, when it was first asked in this turn. */
    Inhabitants inhabitants() {
        Inhabitants known = inhabitants.orElseGet(() -> Inhabitants.of(state));
        inhabitants = Optional.of(known);
        return known;
    }

    /** Clusters of which something has changed in this turn. */
    SortedSet<ClusterName> touched() {
        return Collections.unmodifiableSortedSet(touched);
    }

    /** Does what is about one cluster: what it wants to be woken for is that cluster's. */
    void about(ClusterName cluster, Runnable what) {
        about = Optional.of(cluster);
        what.run();
        about = Optional.empty();
    }

    /** When each cluster wants to be looked at again, of those that this turn looked at. */
    SortedMap<ClusterName, Instant> wakes() {
        return Collections.unmodifiableSortedMap(wakes);
    }

    void put(NodeRecord node) {
        Optional<NodeRecord> before = state.node(node.id());
        if (!Optional.of(node).equals(before)) {
            isLoss |= node.state().isLost()
                    && before.filter(known -> known.state().isLost()).isEmpty();
            fact(new Fact.NodeIs(node));
        }
    }

    /** Whether a node was lost to sight, or given up, in this turn. */
    boolean isLoss() {
        return isLoss;
    }

    void put(ClusterRecord cluster) {
        if (!Optional.of(cluster).equals(state.cluster(cluster.name()))) {
            fact(new Fact.ClusterIs(cluster));
        }
    }

    /** Tells people something about a cluster. */
    void tell(EventKind kind, ClusterName cluster, String text) {
        tell(kind, Optional.of(cluster), Optional.empty(), text);
    }

    /** Tells people something about a node; the text names it. */
    void tell(EventKind kind, NodeId node, String text) {
        tell(kind, Optional.of(node.cluster()), Optional.of(node), text);
    }

    /** Tells people something about no cluster in particular. */
    void tell(EventKind kind, String text) {
        tell(kind, Optional.empty(), Optional.empty(), text);
    }

    /** Tells people of a plan that was begun by itself. */
    void tellOfOurselves(ClusterName cluster, String text) {
        fact(new Fact.Told(
                state.told() + 1, Optional.of(cluster), now, EventKind.PLAN, Optional.empty(), "holdfast", text));
    }

    private void tell(EventKind kind, Optional<ClusterName> cluster, Optional<NodeId> node, String text) {
        fact(new Fact.Told(state.told() + 1, cluster, now, kind, node, asker, text));
    }

    /** Does what somebody asked for: what is told of it says who. */
    void askedBy(String who, Runnable what) {
        String before = asker;
        asker = who;
        what.run();
        asker = before;
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void see(UnaryOperator<Look> change) {
        Look look = change.apply(new Look(state.sight()));
        state = state.seeing(look.sight());
    }

    /** Decide again at that time, if nothing happens before. */
    void wake(Instant when) {
        Instant next = when.isBefore(now) ? now : when;
        if (about.isPresent()) {
            wakes.merge(about.get(), next, (one, other) -> one.isBefore(other) ? one : other);
        } else if (next.isBefore(wakeAt)) {
            wakeAt = next;
        }
    }

    void wait(NodeId node, String rule, String text, String remedy, Optional<Instant> until) {
        NodeRecord record = state.node(node).orElseThrow();
        waits.put(node, new Reason(rule, text, record.since(), remedy, until));
    }

    /** A text that was never given before and never will be. */
    String mint() {
        Self self = state.self().counted();
        fact(new Fact.SelfIs(self));
        return self.mark() + "-" + Long.toString(self.counter(), 36);
    }

    Watch watch(ClusterName cluster) {
        return sight().probes().getOrDefault(cluster, Watch.NEVER);
    }

    boolean hasChanged() {
        return !facts.isEmpty();
    }

    Decision decision() {
        return new Decision(state, facts, effects, wakeAt);
    }
}
