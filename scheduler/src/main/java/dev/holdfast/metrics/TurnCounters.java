package dev.holdfast.metrics;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Incarnation;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.State;
import dev.holdfast.core.TaskReasons;
import dev.holdfast.core.Vitals;
import dev.holdfast.metrics.TurnWatch.Decided;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.plan.Plan;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts what turns come to. Only what is durable is counted: a fact once, when it holds for the first time, by what held before it in the
 * same turn; so a task that Mesos says twice is over ended once.
 */
final class TurnCounters {

    private static final double NANOS = 1e9;

    /** Kinds of events, facts, effects and operations, as people read them. */
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return SchedulerMeter.words(type.getSimpleName());
        }
    };

    private final Instruments instruments;
    private final Counter decisions;
    private final Counter decisionTime;
    private final Counter facts;
    private final Counter offersReceived;
    private final Counter offersUsed;
    private final Counter offersDeclined;
    private final Counter offersRescinded;
    private final Counter refusals;
    private final Counter operationsSent;
    private final Counter operationOutcomes;
    private final Counter claimsGivenUp;
    private final Counter launches;
    private final Counter taskEnds;
    private final Counter moves;
    private final Counter plansBegun;
    private final Counter plansEnded;
    private final Counter reconciliations;
    private final Histogram reconciled;

    TurnCounters(Instruments made) {
        instruments = made;
        decisions = made.counter("decisions_total", "Decisions, by the kind of event they were made on", "event");
        decisionTime = made.counter("decision_seconds_total", "Time spent on decisions, by kind of event", "event");
        facts = made.counter("facts_total", "Facts made durable, by kind", "fact");
        offersReceived = made.counter("offers_received_total", "Offers that came");
        offersUsed = made.counter("offers_used_total", "Offers accepted with operations");
        offersDeclined = made.counter("offers_declined_total", "Offers given back unused");
        offersRescinded = made.counter("offers_rescinded_total", "Offers the master took back");
        refusals =
                made.counter("refusals_total", "Agents that could not hold a node, by what spoke against it", "rule");
        operationsSent = made.counter("operations_sent_total", "Operations sent in ACCEPT, by kind", "operation");
        operationOutcomes = made.counter(
                "operation_outcomes_total",
                "What Mesos said became of operations; where it says nothing the next offer shows it",
                "operation",
                "outcome");
        claimsGivenUp =
                made.counter("claims_given_up_total", "Reservations that failed and were begun anew", "cluster");
        launches = made.counter("launches_total", "Launches of nodes", "cluster");
        taskEnds = made.counter(
                "task_ends_total",
                "Processes of nodes that ended, by Mesos's state and reason",
                "cluster",
                "state",
                "reason");
        moves = made.counter("node_moves_total", "Nodes that came into a state", "cluster", "state");
        plansBegun = made.counter("plans_begun_total", "Plans begun", "cluster");
        plansEnded = made.counter("plans_ended_total", "Plans that ended, by how", "cluster", "status");
        reconciliations = made.counter(
                "reconciliation_asks_total", "Questions to the master about single tasks, repeated ones too");
        reconciled = made.slow(
                "reconciliation_seconds", "From the first question about a task to the master's word about it");
        for (Counter counter :
                new Counter[] {offersReceived, offersUsed, offersDeclined, offersRescinded, reconciliations}) {
            counter.labelValues();
        }
    }

    void count(Decided decided) {
        String kind = name(decided.event());
        decisions.labelValues(kind).inc();
        decisionTime.labelValues(kind).inc(decided.nanos() / NANOS);
        event(decided.event());
        State state = decided.before();
        for (Fact fact : decided.decision().facts()) {
            facts.labelValues(name(fact)).inc();
            fact(state, fact);
            state = state.after(fact);
        }
        decided.decision().effects().forEach(this::effect);
        State after = decided.decision().state();
        Vitals.refused(decided.before(), after)
                .forEach((rule, many) -> refusals.labelValues(rule).inc(many));
        for (Duration took : Vitals.answered(decided.before(), after, decided.now())) {
            reconciled.observe(took.toMillis() / 1000.0);
        }
    }

    private void event(Event event) {
        if (event instanceof Event.Offered offered) {
            offersReceived.inc(offered.offers().size());
        } else if (event instanceof Event.Rescinded) {
            offersRescinded.inc();
        } else if (event instanceof Event.OperationUpdate update) {
            operationOutcomes
                    .labelValues(
                            operation(update.status()), lower(update.status().state()))
                    .inc();
        }
    }

    /** Ids of operations are {@code claim/operation}. */
    private static String operation(OperationStatus status) {
        String[] parts = status.operationId().value().split("/", -1);
        return parts.length < 2
                ? "other"
                : switch (parts[1]) {
                    case "reserve", "create", "grow", "shrink", "destroy", "unreserve" -> parts[1];
                    default -> "other";
                };
    }

    private void effect(Effect effect) {
        if (effect instanceof Effect.Accept accept) {
            offersUsed.inc(accept.offers().size());
            for (Operation operation : accept.operations()) {
                operationsSent.labelValues(name(operation)).inc();
            }
        } else if (effect instanceof Effect.Decline decline) {
            offersDeclined.inc(decline.offers().size());
        } else if (effect instanceof Effect.Reconcile asked) {
            reconciliations.inc(asked.tasks().size());
        }
    }

    private void fact(State state, Fact fact) {
        if (fact instanceof Fact.NodeIs is) {
            node(state.node(is.node().id()), is.node());
        } else if (fact instanceof Fact.ClusterIs is) {
            plan(state.cluster(is.cluster().name()).flatMap(ClusterRecord::plan), is.cluster());
        } else if (fact instanceof Fact.ClusterForgotten gone) {
            instruments.forget(gone.name().value());
        }
    }

    private void node(Optional<NodeRecord> before, NodeRecord after) {
        String cluster = after.id().cluster().value();
        NodeState from = before.map(NodeRecord::state).orElse(NodeState.RELEASED);
        if (from != after.state()) {
            moves.labelValues(cluster, lower(after.state())).inc();
            boolean claimed = from == NodeState.RESERVING || from == NodeState.CREATING;
            if (claimed && after.state() == NodeState.WANTED) {
                claimsGivenUp.labelValues(cluster).inc();
            }
        }
        if (after.launches() > before.map(NodeRecord::launches).orElse(0)) {
            launches.labelValues(cluster).inc();
        }
        Optional<Incarnation> last = after.incarnation().filter(Incarnation::isOver);
        boolean wasOver = before.flatMap(NodeRecord::incarnation)
                .filter(known -> known.number() == last.map(Incarnation::number).orElse(0))
                .filter(Incarnation::isOver)
                .isPresent();
        if (last.isPresent() && !wasOver) {
            taskEnds.labelValues(
                            cluster,
                            lower(last.get().state()),
                            TaskReasons.known(last.get().reason()))
                    .inc();
        }
    }

    private void plan(Optional<Plan> before, ClusterRecord cluster) {
        if (cluster.plan().isEmpty()) {
            return;
        }
        String name = cluster.name().value();
        Plan after = cluster.plan().get();
        boolean same = before.filter(known -> known.number() == after.number()).isPresent();
        if (!same) {
            plansBegun.labelValues(name).inc();
            before.filter(Plan::isActive)
                    .ifPresent(
                            replaced -> plansEnded.labelValues(name, "replaced").inc());
        }
        if (!after.isActive() && !(same && !before.orElseThrow().isActive())) {
            plansEnded.labelValues(name, lower(after.status())).inc();
        }
    }

    private static String name(Object kind) {
        return NAMES.get(kind.getClass());
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
