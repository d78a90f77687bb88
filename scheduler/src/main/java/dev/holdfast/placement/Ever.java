package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import java.util.List;

/** What a constraint says of an agent whatever stands where: surely yes, surely no, or it depends on what stands. */
enum Ever {
    YES,
    NO,
    DEPENDS;

    static Ever of(Constraint constraint, Agent agent) {
        if (constraint instanceof Constraint.And and) {
            Ever all = YES;
            for (Constraint part : and.all()) {
                all = all.and(of(part, agent));
            }
            return all;
        }
        if (constraint instanceof Constraint.Or or) {
            Ever none = YES;
            for (Constraint part : or.any()) {
                none = none.and(of(part, agent).not());
            }
            return none.not();
        }
        if (constraint instanceof Constraint.Not not) {
            return of(not.inner(), agent).not();
        }
        return ofOne(constraint, agent);
    }

    private static Ever ofOne(Constraint constraint, Agent agent) {
        if (constraint instanceof Constraint.Like like) {
            return when(like.field().of(agent).filter(like.regex()::matches).isPresent());
        }
        if (constraint instanceof Constraint.Unlike unlike) {
            return when(unlike.field().of(agent).filter(unlike.regex()::matches).isEmpty());
        }
        if (constraint instanceof Constraint.Is is) {
            return when(is.field().of(agent).filter(is.value()::equals).isPresent());
        }
        if (constraint instanceof Constraint.IsNot isNot) {
            return when(isNot.field().of(agent).filter(isNot.value()::equals).isEmpty());
        }
        if (constraint instanceof Constraint.Cluster cluster && !cluster.value().isEmpty()) {
            return when(
                    cluster.field().of(agent).filter(cluster.value()::equals).isPresent());
        }
        if (constraint instanceof Constraint.OnField counted) {
            return counted.field().of(agent).isPresent() ? DEPENDS : NO;
        }
        return DEPENDS;
    }

    /** The parts that must all hold. */
    static List<Constraint> conjuncts(Constraint constraint) {
        return constraint instanceof Constraint.And and
                ? and.all().stream().flatMap(part -> conjuncts(part).stream()).toList()
                : List.of(constraint);
    }

    private static Ever when(boolean holds) {
        return holds ? YES : NO;
    }

    private Ever not() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case DEPENDS -> DEPENDS;
        };
    }

    private Ever and(Ever other) {
        if (this == NO || other == NO) {
            return NO;
        }
        return this == YES && other == YES ? YES : DEPENDS;
    }
}
