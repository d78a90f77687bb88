package dev.holdfast.core;

import dev.holdfast.core.Sight.ChoreRun;
import dev.holdfast.core.Sight.Watch;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Rules;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Chores;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Carries each cluster's plan on by one look, and makes what it wants true. */
final class Planning {

    /** Key of the owner id in every cluster's identity: volumes are marked with it. */
    private static final String OWNER = "owner";

    /** Looks that a plan asks for are at least this far apart. */
    private static final Duration LOOKS_APART = Duration.ofMillis(200);

    /** A chore whose end is not heard of for so long is performed again, which does no harm. */
    private static final Duration CHORE_LOST = Duration.ofMinutes(5);

    void carryOn(Turn turn, ClusterName name) {
        ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
        mintIdentity(turn, cluster);
        cluster = turn.state().cluster(name).orElseThrow();
        if (cluster.plan().filter(Plan::isActive).isEmpty()) {
            Upkeeping.begin(turn, cluster);
            return;
        }
        Rules rules = CautiousRules.of(turn, cluster);
        dev.holdfast.plan.Turn step = PlanRunner.advance(
                cluster.plan().get(),
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules,
                chores(turn, name),
                turn.now);
        step.wakeAt().ifPresent(turn::wake);
        turn.put(cluster.with(step.plan()));
        step.wants().forEach(want -> fulfil(turn, name, want));
        if (!step.plan().isActive()) {
            finished(turn, name, step.plan());
        }
    }

    /** Reads as: the cluster's identity is what its rules say it is; what is new in it is minted from names that never repeat. */
    private static void mintIdentity(Turn turn, ClusterRecord cluster) {
        String seed = turn.state().self().owner() + "/" + cluster.name() + "/" + cluster.createdAt() + "/";
        TreeMap<String, String> identity = new TreeMap<>(turn.rules(cluster)
                .identity(
                        Views.of(turn, cluster),
                        purpose -> UUID.nameUUIDFromBytes((seed + purpose).getBytes(StandardCharsets.UTF_8))
                                .toString()));
        identity.put(OWNER, turn.state().self().owner());
        Advertising.mint(turn, cluster, identity);
        turn.put(cluster.withIdentity(identity));
    }

    private static void finished(Turn turn, ClusterName name, Plan plan) {
        turn.tell(
                EventKind.PLAN,
                name,
                "plan " + plan.number() + " (" + plan.title() + ") is "
                        + plan.status().name().toLowerCase(Locale.ROOT));
        Optional<ClusterRecord> cluster = turn.state().cluster(name);
        if (plan.title().equals(Commands.UNINSTALL)
                && turn.state().nodesOf(name).isEmpty()) {
            Uninstalling.tellLeft(turn, name);
            turn.fact(new Fact.ClusterForgotten(name));
            turn.see(look -> look.forget(name));
            return;
        }
        cluster.ifPresent(record -> turn.put(
                record.upkeep().isPlan(plan.number())
                        ? record.settled().with(record.upkeep().ended(plan.number(), turn.now))
                        : record.settled()));
    }

    /** A cluster is ever ready from the moment on that all nodes its target names were ready together. */
    static void noteReadiness(Turn turn, ClusterRecord cluster) {
        if (cluster.everReady()) {
            return;
        }
        boolean all = cluster.spec().groups().values().stream()
                .allMatch(group -> group.indexes().stream()
                        .allMatch(index -> turn.state()
                                .node(new NodeId(cluster.name(), group.name(), index))
                                .filter(node -> node.state() == NodeState.READY)
                                .isPresent()));
        if (all) {
            turn.put(cluster.ready());
            turn.tell(EventKind.HEALTH, cluster.name(), "all of " + cluster.name() + " is ready");
        }
    }

    static Chores chores(Turn turn, ClusterName name) {
        LinkedHashSet<Chore> running = new LinkedHashSet<>();
        Map<Chore, Chores.Outcome> last = new LinkedHashMap<>();
        for (ChoreRun run : turn.sight().chores().values()) {
            if (run.cluster().equals(name)) {
                Optional<Instant> lost = run.startedAt().map(begun -> begun.plus(CHORE_LOST));
                if (lost.filter(turn.now::isBefore).isPresent()) {
                    running.add(run.chore());
                    turn.wake(lost.get());
                }
                run.outcome()
                        .ifPresent(ended -> last.put(
                                run.chore(),
                                new Chores.Outcome(
                                        ended.outcome().ok(), ended.outcome().text(), ended.at())));
            }
        }
        Map<Chore, String> beside = new LinkedHashMap<>();
        for (NodeRecord node : turn.state().nodesOf(name)) {
            node.beside().task().ifPresent(task -> {
                running.add(task.chore());
                beside.put(task.chore(), task.progress());
            });
            for (ChoreEnd end : node.beside().ended().values()) {
                Chores.Outcome outcome = new Chores.Outcome(end.ok(), end.text(), end.at());
                last.merge(end.chore(), outcome, (one, other) -> one.at().isAfter(other.at()) ? one : other);
            }
        }
        return new Chores(running, last, beside);
    }

    private static void fulfil(Turn turn, ClusterName name, Want want) {
        ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
        if (want instanceof Want.NewNode wanted) {
            if (turn.state().node(wanted.node()).isEmpty()) {
                turn.put(NodeRecord.wanted(wanted.node(), turn.now));
            }
        } else if (want instanceof Want.NodeGoal goal) {
            turn.state().node(goal.node()).ifPresent(node -> aim(turn, node, goal.goal()));
        } else if (want instanceof Want.Resize resize) {
            turn.resizing.add(resize.node());
        } else if (want instanceof Want.RenewVolume renew) {
            turn.state().node(renew.node()).ifPresent(node -> renew(turn, node));
        } else if (want instanceof Want.ForgetNode forget) {
            if (turn.state().node(forget.node()).isPresent()) {
                turn.fact(new Fact.NodeForgotten(forget.node()));
                if (cluster.stopped().contains(forget.node())) {
                    // Or its name would stay among those whom their user has stopped, and no start could find it any
                    // more.
                    turn.put(cluster.withStopped(Leaving.without(cluster.stopped(), forget.node())));
                }
                turn.see(look -> look.forget(forget.node()));
            }
        } else if (want instanceof Want.Perform perform) {
            perform(turn, cluster, perform.chore());
        } else if (want instanceof Want.GoOn goOn) {
            turn.goingOn.add(goOn.chore());
        } else if (want instanceof Want.Owe owe) {
            Owing.owe(turn, cluster, owe.debt());
        } else if (want instanceof Want.Paid paid) {
            if (!paid.seen()) {
                Owing.forget(turn, cluster, paid.debtId());
            } else if (Owing.strikeOff(turn, cluster, paid.debtId())) {
                look(turn, cluster);
            }
        } else if (want instanceof Want.Look) {
            look(turn, cluster);
        } else if (want instanceof Want.Tell tell) {
            tell.node()
                    .ifPresentOrElse(
                            node -> turn.tell(EventKind.STEP, node, tell.text()),
                            () -> turn.tell(EventKind.STEP, name, tell.text()));
        }
    }

    private static void aim(Turn turn, NodeRecord node, Goal goal) {
        if (node.goal() != goal) {
            NodeRecord changed = node.with(goal);
            if (goal == Goal.RELEASED
                    && node.state() == NodeState.STOPPED
                    && node.claim().isPresent()) {
                // What was sent and not answered was another thing: it is no sign that DESTROY was sent.
                changed = changed.with(node.claim().get().answered());
            }
            // What a user or a plan asks for anew is tried at once, whatever went wrong before.
            turn.put(goal == Goal.RUNNING ? changed.with(node.trouble().retryNow()) : changed);
        }
    }

    /** The old volume is released where it turns up; if its agent may come back with it after all, a person decides. */
    private static void renew(Turn turn, NodeRecord node) {
        boolean cutOff = node.state() == NodeState.UNREACHABLE;
        if (node.state().mayRun() && !cutOff) {
            return;
        }
        if (node.claim().isPresent()) {
            boolean keep = node.state() == NodeState.LOST || cutOff || Replacing.isAway(turn, node);
            turn.fact(new Fact.Surplus(
                    Releasing.surplus(node, "generation " + node.generation() + " was replaced", keep, turn.now)));
        }
        turn.put(node.renewed(turn.now));
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + " gets a new volume (generation " + (node.generation() + 1) + ")");
    }

    private static void perform(Turn turn, ClusterRecord cluster, Chore chore) {
        Optional<Launch> beside =
                chore.node().isEmpty() ? Optional.empty() : turn.rules(cluster).beside(chore, Views.of(turn, cluster));
        if (beside.isPresent()) {
            ChoreWish.make(turn, cluster, new ChoreWish(chore, beside.get()));
            return;
        }
        String key = Sight.choreKey(cluster.name(), chore);
        ChoreRun known = turn.sight().chores().get(key);
        Optional<Instant> begun = known == null ? Optional.empty() : known.startedAt();
        if (begun.isPresent() && turn.now.isBefore(begun.get().plus(CHORE_LOST))) {
            turn.wake(begun.get().plus(CHORE_LOST));
            return;
        }
        Optional<Sight.Ended> outcome = known == null ? Optional.empty() : known.outcome();
        turn.see(look -> look.chore(key, new ChoreRun(cluster.name(), chore, Optional.of(turn.now), outcome)));
        turn.effect(new Effect.Perform(Views.of(turn, cluster), chore));
    }

    private static void look(Turn turn, ClusterRecord cluster) {
        Watch watch = turn.watch(cluster.name());
        if (Probing.isUnderWay(turn, watch)) {
            return;
        }
        Instant due = watch.last().map(last -> last.takenAt().plus(LOOKS_APART)).orElse(turn.now);
        if (turn.now.isBefore(due)) {
            turn.wake(due);
            return;
        }
        turn.see(look -> look.probe(cluster.name(), watch.asked(turn.now)));
        turn.effect(new Effect.Probe(Views.of(turn, cluster)));
    }
}
