package dev.holdfast.core;

import dev.holdfast.database.Debt;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What we hold true of a cluster.
 *
 * @param target number of the wish in force, counted from 1
 * @param spec that wish
 * @param before the wish in force before, to which a cancel goes back; the same as {@code spec} when nothing is under way
 * @param identity what makes it this cluster, minted once
 * @param plan the newest, active or over
 * @param plans made so far
 * @param everReady whether all of it was ready once
 * @param stopped nodes a user stopped; they stay so until a user starts them
 * @param upkept what was done by itself; empty if nothing ever was
 */
public record ClusterRecord(
        ClusterName name,
        long target,
        ClusterSpec spec,
        ClusterSpec before,
        SortedMap<String, String> identity,
        Optional<Plan> plan,
        long plans,
        List<Debt> debts,
        boolean everReady,
        List<NodeId> stopped,
        Instant createdAt,
        Optional<Upkept> upkept) {

    public ClusterRecord {
        identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
        debts = List.copyOf(debts);
        stopped = List.copyOf(stopped);
    }

    public ClusterRecord with(Plan next) {
        return new ClusterRecord(
                name,
                target,
                spec,
                before,
                identity,
                Optional.of(next),
                Math.max(plans, next.number()),
                debts,
                everReady,
                stopped,
                createdAt,
                upkept);
    }

    public ClusterRecord aimAt(ClusterSpec next) {
        return new ClusterRecord(
                name, target + 1, next, spec, identity, plan, plans, debts, everReady, stopped, createdAt, upkept);
    }

    public ClusterRecord withIdentity(SortedMap<String, String> next) {
        return new ClusterRecord(
                name, target, spec, before, next, plan, plans, debts, everReady, stopped, createdAt, upkept);
    }

    public ClusterRecord withDebts(List<Debt> next) {
        return new ClusterRecord(
                name, target, spec, before, identity, plan, plans, next, everReady, stopped, createdAt, upkept);
    }

    public ClusterRecord withStopped(List<NodeId> next) {
        return new ClusterRecord(
                name, target, spec, before, identity, plan, plans, debts, everReady, next, createdAt, upkept);
    }

    /** Nothing is under way any more: a later cancel goes back to this wish. */
    public ClusterRecord settled() {
        return new ClusterRecord(
                name, target, spec, spec, identity, plan, plans, debts, everReady, stopped, createdAt, upkept);
    }

    public ClusterRecord ready() {
        return new ClusterRecord(
                name, target, spec, before, identity, plan, plans, debts, true, stopped, createdAt, upkept);
    }

    public ClusterRecord with(Upkept next) {
        return new ClusterRecord(
                name,
                target,
                spec,
                before,
                identity,
                plan,
                plans,
                debts,
                everReady,
                stopped,
                createdAt,
                Optional.of(next));
    }

    /** What was done by itself. */
    Upkept upkeep() {
        return upkept.orElse(Upkept.NOTHING);
    }
}
