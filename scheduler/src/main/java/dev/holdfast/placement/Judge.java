package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import java.util.Optional;
import java.util.function.Supplier;

/** Judges one agent by a constraint, given what stands where. */
final class Judge {

    private static final Optional<Objection> NONE = Optional.empty();

    private final Placements placements;

    Judge(Placements placements) {
        this.placements = placements;
    }

    /** What speaks against one more node of the group on the agent, if anything does. */
    Optional<Objection> judge(Constraint constraint, GroupKey group, Agent agent) {
        if (constraint instanceof Constraint.And and) {
            for (Constraint part : and.all()) {
                Optional<Objection> objection = judge(part, group, agent);
                if (objection.isPresent()) {
                    return objection;
                }
            }
            return NONE;
        }
        if (constraint instanceof Constraint.Or or) {
            Optional<Objection> first = NONE;
            for (Constraint part : or.any()) {
                Optional<Objection> objection = judge(part, group, agent);
                if (objection.isEmpty()) {
                    return NONE;
                }
                first = first.or(() -> objection);
            }
            return first.map(objection ->
                    new Objection(Objection.CONSTRAINT, () -> objection.text().get() + ", nor does another way hold"));
        }
        if (constraint instanceof Constraint.Not not) {
            return judge(not.inner(), group, agent).isPresent()
                    ? NONE
                    : because(() -> "'" + not + "' forbids " + agent.hostname());
        }
        return constraint instanceof Constraint.OnField onField
                ? byField(onField, group, agent)
                : byNeighbours(constraint, group, agent);
    }

    private Optional<Objection> byNeighbours(Constraint constraint, GroupKey group, Agent agent) {
        if (constraint instanceof Constraint.Avoid avoid) {
            return placements.onAgent(group.sibling(avoid.group()), agent.id()) == 0
                    ? NONE
                    : because(() -> "a " + avoid.group() + " stands here, and " + avoid + " forbids it");
        }
        if (constraint instanceof Constraint.Colocate colocate) {
            return placements.onAgent(group.sibling(colocate.group()), agent.id()) > 0
                    ? NONE
                    : because(() -> "no " + colocate.group() + " stands here, and " + colocate + " wants one");
        }
        if (constraint instanceof Constraint.Alone) {
            return placements
                    .neighbour(group.cluster(), agent.id())
                    .flatMap(there -> because(() -> there.shortName() + " stands here, and the rule is one node of "
                            + there.cluster()
                            + " per agent; a constraint such as @hostname:UNIQUE allows nodes of other"
                            + " groups"));
        }
        return placements.onAgent(group, agent.id()) == 0
                ? NONE
                : because(() -> "a " + group.group() + " stands here already, and the rule is one per agent");
    }

    private Optional<Objection> byField(Constraint.OnField constraint, GroupKey group, Agent agent) {
        if (constraint instanceof Constraint.Unlike || constraint instanceof Constraint.IsNot) {
            return Ever.of(constraint, agent) == Ever.YES ? NONE : mismatch(constraint, agent);
        }
        Field field = constraint.field();
        Optional<String> value = field.of(agent);
        if (value.isEmpty()) {
            return because(() -> "the agent has no " + field + ", which " + constraint + " looks at");
        }
        if (constraint instanceof Constraint.Unique) {
            return atMost(1, field, value.get(), group, constraint);
        }
        if (constraint instanceof Constraint.MaxPer maxPer) {
            return atMost(maxPer.most(), field, value.get(), group, constraint);
        }
        if (constraint instanceof Constraint.GroupBy groupBy) {
            return even(groupBy, value.get(), group);
        }
        if (constraint instanceof Constraint.Cluster cluster && cluster.value().isEmpty()) {
            Tally tally = placements.by(group, field);
            return tally.inUse() == 0 || tally.count(value.get()) > 0
                    ? NONE
                    : because(() ->
                            field + " is '" + value.get() + "', the others stand on '" + tally.firstInUse() + "'");
        }
        return Ever.of(constraint, agent) == Ever.YES ? NONE : mismatch(constraint, agent);
    }

    private Optional<Objection> atMost(int most, Field field, String value, GroupKey group, Constraint rule) {
        int there = placements.by(group, field).count(value);
        return there < most
                ? NONE
                : because(() -> "there " + (there == 1 ? "is" : "are") + " already " + there + " " + group.group()
                        + " on " + field + " '" + value + "', and " + rule + " allows " + most);
    }

    private Optional<Objection> even(Constraint.GroupBy rule, String value, GroupKey group) {
        Tally tally = placements.by(group, rule.field());
        int least = tally.least();
        if (rule.atLeast() > 0) {
            least = tally.inUse() < rule.atLeast() ? 0 : tally.leastInUse();
        }
        int there = tally.count(value);
        int elsewhere = least;
        return there <= least
                ? NONE
                : because(() -> rule.field() + " '" + value + "' has " + there + " " + group.group()
                        + " already, another must get its turn first (" + elsewhere + " there)");
    }

    private static Optional<Objection> mismatch(Constraint.OnField rule, Agent agent) {
        return because(
                () -> rule.field() + " is '" + rule.field().of(agent).orElse("") + "', not what " + rule + " wants");
    }

    private static Optional<Objection> because(Supplier<String> text) {
        return Optional.of(new Objection(Objection.CONSTRAINT, text));
    }
}
