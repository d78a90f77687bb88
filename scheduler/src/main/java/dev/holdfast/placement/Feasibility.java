package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Disk;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Finds what no known agent could ever hold, however empty. What merely does not fit now is no problem here: it waits.
 *
 * <p>Every answer is a bound that no placement can pass. Where a bound is not surely one (a constraint with "or", an
 * agent whose total is not known) nothing is said, because a wrong refusal is worse than a wait that explains itself.
 */
public final class Feasibility {

    private final List<Agent> known;
    private final Need need;
    private final int count;
    private final List<Standing> siblings;
    private final SortedMap<AgentId, Pool> pools = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Feasibility(List<Agent> known, Need need, int count, List<Standing> siblings) {
        this.known = known;
        this.need = need;
        this.count = count;
        this.siblings = siblings;
    }

    /**
     * @param known all agents, also those that take no tasks now; if there are none, nothing is known and nothing is
     *     said
     * @param standings where nodes stand; one that is among the needs too is about to leave its place
     * @return problems with paths as in a spec: {@code groups.broker.memory}
     */
    public static List<Problem> check(List<Agent> known, List<Need> needs, List<Standing> standings) {
        List<Problem> problems = new ArrayList<>();
        if (known.isEmpty()) {
            return problems;
        }
        TreeSet<NodeId> moving = new TreeSet<>();
        Map<Shape, List<Need>> shapes = new LinkedHashMap<>();
        for (Need need : needs) {
            moving.add(need.node());
            shapes.computeIfAbsent(Shape.of(need), missing -> new ArrayList<>()).add(need);
        }
        shapes.forEach((shape, same) -> {
            List<Standing> siblings = standings.stream()
                    .filter(standing -> GroupKey.of(standing.node()).equals(shape.group()))
                    .filter(standing -> !moving.contains(standing.node()))
                    .toList();
            Feasibility feasibility = new Feasibility(known, same.get(0), same.size(), siblings);
            feasibility.check();
            problems.addAll(feasibility.problems);
        });
        return problems.isEmpty() ? OnePerAgent.check(known, needs, standings, moving) : problems;
    }

    private void check() {
        List<Agent> allowed = known.stream()
                .filter(agent -> Ever.of(need.constraint(), agent) != Ever.NO)
                .toList();
        if (allowed.isEmpty()) {
            nowhereAllowed();
            return;
        }
        resources(allowed);
        if (!problems.isEmpty()) {
            return;
        }
        List<Agent> able = allowed.stream().filter(this::couldHold).toList();
        if (able.isEmpty()) {
            add(
                    "",
                    "no agent that its constraint allows has all of what a " + group() + " needs: " + wish(),
                    "lower what it needs, or add agents");
            return;
        }
        for (Constraint part : Ever.conjuncts(need.constraint())) {
            room(part, able);
        }
        fixedPorts(able);
        together(able);
    }

    private void nowhereAllowed() {
        for (Constraint part : Ever.conjuncts(need.constraint())) {
            boolean nowhere = known.stream().allMatch(agent -> Ever.of(part, agent) == Ever.NO);
            if (nowhere) {
                add(
                        "constraint",
                        "no agent satisfies '" + part + "'" + seen(part),
                        "change the constraint or add agents");
                return;
            }
        }
        add(
                "constraint",
                "no agent satisfies all of '" + need.constraint() + "'",
                "change the constraint or add agents");
    }

    private String seen(Constraint part) {
        if (!(part instanceof Constraint.OnField onField)) {
            return "";
        }
        NavigableSet<String> values = values(onField.field(), known);
        int shown = 5;
        return values.isEmpty()
                ? "; no agent has " + onField.field()
                : "; " + onField.field() + " is "
                        + String.join(", ", values.stream().limit(shown).toList())
                        + (values.size() > shown ? ", …" : "");
    }

    /** Each resource by itself, so that the message can name the number that is too large. */
    private void resources(List<Agent> allowed) {
        if (allowed.stream().anyMatch(agent -> agent.total().isEmpty())) {
            return;
        }
        most(allowed, "cpus", "cpus", need.cpusMilli(), Pool::cpusMilli);
        most(allowed, "memory", "memory", need.memoryMilli(), Pool::memoryMilli);
        Disk.Kind kind = Pool.kindOf(need);
        if (kind == Disk.Kind.ROOT) {
            most(allowed, "disk", "disk", need.volumeMilli() + need.diskMilli(), Pool::rootMilli);
        } else {
            most(
                    allowed,
                    "disk",
                    "disk of kind " + need.diskKind(),
                    need.volumeMilli(),
                    pool -> pool.largestDisk(kind));
            most(allowed, "disk", "scratch disk", need.diskMilli(), Pool::rootMilli);
        }
        need.ports().forEach((name, port) -> {
            if (port != 0
                    && allowed.stream().noneMatch(agent -> pool(agent).ports().contains(port))) {
                Quantity offered = allowed.stream()
                        .map(agent -> (Quantity) pool(agent).ports())
                        .reduce(new Quantity.Ranges(List.of()), Quantity::plus);
                add(
                        "ports." + name,
                        "port " + port + " is in no agent's range (" + PortPicker.text((Quantity.Ranges) offered) + ")",
                        "use 'auto' to have one picked, or add it to the agents' --resources");
            }
        });
    }

    private void most(List<Agent> allowed, String field, String what, long wanted, ToLongFunction<Pool> amount) {
        long largest = allowed.stream()
                .mapToLong(agent -> amount.applyAsLong(pool(agent)))
                .max()
                .orElse(0);
        if (wanted > largest) {
            boolean cpus = field.equals(Resource.CPUS);
            add(
                    field,
                    group() + " needs " + (cpus ? Amounts.cpus(wanted) : Amounts.size(wanted)) + " " + what
                            + "; the largest agent has " + (cpus ? Amounts.cpus(largest) : Amounts.size(largest)),
                    "lower " + field + " or add larger agents");
        }
    }

    /** How many nodes a rule leaves room for at most on the agents that could hold one. */
    private void room(Constraint part, List<Agent> able) {
        int wanted = count + siblings.size();
        if (part instanceof Constraint.Standard) {
            TreeSet<AgentId> taken = new TreeSet<>();
            siblings.forEach(standing -> taken.add(standing.agent().id()));
            long free =
                    able.stream().filter(agent -> !taken.contains(agent.id())).count();
            if (count > free) {
                add(
                        "count",
                        wanted + " " + group() + "s need " + wanted + " agents, there are " + (free + siblings.size())
                                + (able.size() < known.size() ? " that could hold one" : ""),
                        "add agents, or allow more than one on each with a constraint such as @hostname:MAX_PER:"
                                + (wanted + able.size() - 1) / able.size());
            }
        } else if (part instanceof Constraint.Unique unique) {
            atMost(part, unique.field(), 1, able);
        } else if (part instanceof Constraint.MaxPer maxPer) {
            atMost(part, maxPer.field(), maxPer.most(), able);
        } else if (part instanceof Constraint.Colocate colocate
                && colocate.group().equals(group())
                && siblings.isEmpty()) {
            add(
                    "constraint",
                    "'" + part + "' makes the first " + group() + " wait for itself",
                    "name another group, or use @hostname:CLUSTER");
        } else if (part instanceof Constraint.GroupBy groupBy && groupBy.atLeast() > 0) {
            NavigableSet<String> used = values(groupBy.field(), able);
            siblings.forEach(standing -> groupBy.field().of(standing.agent()).ifPresent(used::add));
            int values = used.size();
            if (values < groupBy.atLeast() && wanted > values) {
                add(
                        "constraint",
                        "'" + part + "' waits for " + groupBy.atLeast() + " different " + groupBy.field()
                                + " values, the agents have " + values,
                        "use " + groupBy.field() + ":GROUP_BY:" + Math.max(1, values) + " or add agents");
            }
        }
    }

    private void atMost(Constraint rule, Field field, int most, List<Agent> able) {
        Placements placements = new Placements(siblings);
        NavigableSet<String> values = values(field, able);
        long free = 0;
        for (String value : values) {
            free += Math.max(
                    0, most - placements.by(GroupKey.of(need.node()), field).count(value));
        }
        if (count > free) {
            int wanted = count + siblings.size();
            add(
                    "constraint",
                    wanted + " " + group() + "s do not fit '" + rule + "': the agents have " + values.size()
                            + " different " + field + (values.size() == 1 ? "" : " values"),
                    "add agents, or allow more with " + field + ":MAX_PER:"
                            + (wanted + values.size() - 1) / Math.max(1, values.size()));
        }
    }

    /**
     * A fixed number can be had once on each agent. Standing nodes may have others, so that only the needs themselves
     * count.
     */
    private void fixedPorts(List<Agent> able) {
        boolean fixed = need.ports().values().stream().anyMatch(port -> port != 0);
        boolean isCountedElsewhere = need.constraint() instanceof Constraint.Alone;
        if (fixed && count > able.size() && problems.isEmpty() && !isCountedElsewhere) {
            add(
                    "ports",
                    count + " " + group() + "s with fixed ports need " + count + " agents, there are " + able.size(),
                    "use 'auto' for every port, or add agents");
        }
    }

    /** How many nodes the agents hold when they hold nothing else. It cuts the pools up, so it must come last. */
    private void together(List<Agent> able) {
        if (need.constraint() instanceof Constraint.Alone && count > able.size()) {
            return;
        }
        if (!problems.isEmpty() || able.stream().anyMatch(agent -> agent.total().isEmpty())) {
            return;
        }
        int held = 0;
        for (Agent agent : able) {
            Pool pool = pool(agent);
            while (held < count && pool.objection(need).isEmpty()) {
                pool.cut(need, List.of());
                held++;
            }
        }
        if (held < count) {
            add(
                    "count",
                    count + " more " + group() + "s of " + wish() + " do not fit; all agents together, empty, hold "
                            + held,
                    "lower what each needs, or add agents");
        }
    }

    private boolean couldHold(Agent agent) {
        return agent.total().isEmpty() || pool(agent).objection(need).isEmpty();
    }

    private Pool pool(Agent agent) {
        return pools.computeIfAbsent(agent.id(), missing -> Pool.ever(agent.total(), need.role()));
    }

    private static NavigableSet<String> values(Field field, List<Agent> agents) {
        TreeSet<String> values = new TreeSet<>();
        agents.forEach(agent -> field.of(agent).ifPresent(values::add));
        return values;
    }

    private String wish() {
        return Amounts.cpus(need.cpusMilli()) + " cpus, " + Amounts.size(need.memoryMilli()) + " memory, "
                + Amounts.size(need.volumeMilli() + need.diskMilli()) + " disk";
    }

    private String group() {
        return need.node().group();
    }

    private void add(String field, String message, String remedy) {
        String path = "groups." + group();
        problems.add(Problem.of(field.isEmpty() ? path : path + "." + field, message, remedy));
    }
}
