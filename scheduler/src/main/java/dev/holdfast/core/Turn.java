package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Rules;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Reason;
import dev.holdfast.spec.Descriptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
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
    private State state;
    private Instant wakeAt = Instant.MAX;

    /** Nodes whose reservation shall grow to what the target wants, in this turn's plans. */
    final TreeSet<NodeId> resizing = new TreeSet<>();

    /** Why nodes do not come to their goals, found in this turn. */
    final TreeMap<NodeId, Reason> waits = new TreeMap<>();

    Turn(State state, Instant now, SortedMap<String, DatabasePackage> packages, String principal) {
        this.state = state;
        this.now = now;
        this.packages = packages;
        this.principal = principal;
    }

    /** Under whose name we reserve; Mesos demands the framework's own. */
    String principal() {
        return principal;
    }

    State state() {
        return state;
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
    }

    void put(NodeRecord node) {
        if (!Optional.of(node).equals(state.node(node.id()))) {
            fact(new Fact.NodeIs(node));
        }
    }

    void put(ClusterRecord cluster) {
        if (!Optional.of(cluster).equals(state.cluster(cluster.name()))) {
            fact(new Fact.ClusterIs(cluster));
        }
    }

    void tell(ClusterName cluster, String text) {
        fact(new Fact.Told(cluster, now, text));
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
        if (when.isBefore(wakeAt)) {
            wakeAt = when.isBefore(now) ? now : when;
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
