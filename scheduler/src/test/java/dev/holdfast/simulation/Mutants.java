package dev.holdfast.simulation;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Core;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Incarnation;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.State;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.plan.Goal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** How each mutant is broken: a small change to what the core decides, or to the rules it asks. */
final class Mutants {

    private Mutants() {}

    static SortedMap<String, DatabasePackage> packages(Mutant mutant, SortedMap<String, DatabasePackage> packages) {
        TreeMap<String, DatabasePackage> broken = new TreeMap<>();
        packages.forEach((name, sound) -> broken.put(name, new BrokenPackage(mutant, sound)));
        return broken;
    }

    static Mind mind(Mutant mutant, Core core) {
        return switch (mutant) {
            case DESTROYS_ON_ABSENCE -> adding(core, Mutants::destroyUnseen);
            case RELEASES_FOREIGN -> adding(core, Mutants::releaseForeign);
            case RELEASES_UNRECORDED -> adding(core, Mutants::releaseUnrecorded);
            case FORGETS_SURPLUS -> facts(core, fact -> !(fact instanceof Fact.Surplus), UnaryOperator.identity());
            case FORGETS_GENERATION -> facts(core, fact -> true, Mutants::ofFirstGeneration);
            case REUSES_TASK_ID -> Mutants.namesRepeat(core);
            case SKIPS_RECONCILIATION -> (state, event, now) -> assumeAllRun(core, state, event, now);
            case LAUNCHES_ON_EMPTY, STARTS_A_SECOND ->
                (state, event, now) -> startAnew(mutant, core, state, event, now);
            case DROPS_ROLES -> (state, event, now) -> dropRoles(core.decide(state, event, now));
            case KILLS_WHAT_RETURNS -> (state, event, now) -> killReturned(core, state, event, now);
            case NEVER_ACKNOWLEDGES ->
                (state, event, now) -> {
                    Decision sound = core.decide(state, event, now);
                    return new Decision(
                            sound.state(),
                            sound.facts(),
                            sound.effects().stream()
                                    .filter(effect -> !(effect instanceof Effect.Acknowledge))
                                    .toList(),
                            sound.wakeAt());
                };
            default -> core::decide;
        };
    }

    static Optional<Effect> acknowledgement(Event event) {
        return event instanceof Event.TaskUpdate update && update.status().wantsAcknowledgement()
                ? Optional.of(new Effect.Acknowledge(update.status()))
                : Optional.empty();
    }

    // More effects than there should be

    private interface Offence {
        List<Operation> operations(State state, Offer offer);
    }

    private static Mind adding(Core core, Offence offence) {
        return (state, event, now) -> {
            Decision sound = core.decide(state, event, now);
            List<Effect> effects = new ArrayList<>();
            if (event instanceof Event.Offered offered) {
                for (Offer offer : offered.offers()) {
                    List<Operation> operations = offence.operations(state, offer);
                    if (!operations.isEmpty()) {
                        effects.add(new Effect.Accept(List.of(offer.id()), operations, 0));
                    }
                }
            }
            effects.addAll(sound.effects());
            return new Decision(sound.state(), sound.facts(), effects, sound.wakeAt());
        };
    }

    private static List<Operation> destroyUnseen(State state, Offer offer) {
        List<Operation> operations = new ArrayList<>();
        for (NodeRecord node : state.nodes().values()) {
            boolean unseen = node.state() == NodeState.UNREACHABLE || node.state() == NodeState.LOST;
            String uid = node.claim().map(claim -> claim.uid()).orElse("-");
            Resources volume = offer.resources()
                    .filter(resource ->
                            resource.isVolume() && resource.label(Labels.CLAIM).equals(uid));
            if (unseen && !volume.isEmpty()) {
                operations.add(new Operation.Destroy(Optional.empty(), volume));
            }
        }
        return operations;
    }

    private static List<Operation> releaseUnrecorded(State state, Offer offer) {
        Resources volumes = offer.resources()
                .filter(resource -> resource.isVolume()
                        && resource.label(Labels.OWNER).equals(state.self().owner())
                        && !state.surplus().containsKey(resource.label(Labels.CLAIM))
                        && state.nodes().values().stream()
                                .flatMap(node -> node.claim().stream())
                                .noneMatch(claim -> claim.uid().equals(resource.label(Labels.CLAIM))));
        return volumes.isEmpty() ? List.of() : List.of(new Operation.Destroy(Optional.empty(), volumes));
    }

    private static List<Operation> releaseForeign(State state, Offer offer) {
        Resources theirs = offer.resources()
                .filter(resource -> resource.isReserved()
                        && !resource.isVolume()
                        && !resource.label(Labels.OWNER).equals(state.self().owner()));
        return theirs.isEmpty() ? List.of() : List.of(new Operation.Unreserve(Optional.empty(), theirs));
    }

    private static Decision killReturned(Core core, State state, Event event, Instant now) {
        Decision sound = core.decide(state, event, now);
        if (!(event instanceof Event.TaskUpdate update)
                || !update.status().reason().equals("AGENT_REREGISTERED")
                || update.status().agentId().isEmpty()) {
            return sound;
        }
        List<Effect> effects = new ArrayList<>(sound.effects());
        effects.add(new Effect.Kill(
                update.status().taskId(), update.status().agentId().get()));
        return new Decision(sound.state(), sound.facts(), effects, sound.wakeAt());
    }

    // Other facts than there should be

    private static Mind facts(Core core, java.util.function.Predicate<Fact> kept, UnaryOperator<Fact> change) {
        return (state, event, now) -> {
            Decision sound = core.decide(state, event, now);
            return with(
                    state,
                    sound,
                    sound.facts().stream().filter(kept).map(change).toList(),
                    sound.effects());
        };
    }

    private static Decision with(State before, Decision sound, List<Fact> facts, List<Effect> effects) {
        State after = before;
        for (Fact fact : facts) {
            after = after.after(fact);
        }
        return new Decision(after.seeing(sound.state().sight()), facts, effects, sound.wakeAt());
    }

    private static Fact ofFirstGeneration(Fact fact) {
        if (!(fact instanceof Fact.NodeIs is) || is.node().generation() == 1) {
            return fact;
        }
        return new Fact.NodeIs(generation(is.node(), 1));
    }

    private static NodeRecord generation(NodeRecord node, int generation) {
        return new NodeRecord(
                node.id(),
                node.goal(),
                node.state(),
                node.since(),
                generation,
                node.marked(),
                node.claim(),
                node.incarnation(),
                node.launches(),
                node.trouble());
    }

    private static Mind namesRepeat(Core core) {
        return (state, event, now) -> {
            Decision sound = core.decide(state, event, now);
            List<Fact> facts = sound.facts().stream()
                    .map(fact -> fact instanceof Fact.NodeIs is
                                    && is.node().incarnation().isPresent()
                            ? new Fact.NodeIs(is.node()
                                    .with(renamed(is.node().incarnation().get())))
                            : fact)
                    .toList();
            List<Effect> effects = sound.effects().stream()
                    .map(effect -> effect instanceof Effect.Accept accept
                            ? new Effect.Accept(
                                    accept.offers(),
                                    accept.operations().stream()
                                            .map(Mutants::renamed)
                                            .toList(),
                                    accept.refuseSeconds())
                            : effect)
                    .toList();
            return with(state, sound, facts, effects);
        };
    }

    private static Incarnation renamed(Incarnation sound) {
        return new Incarnation(
                sound.number(),
                sound.launch(),
                sound.inputs(),
                sound.executor(),
                renamed(sound.task()),
                sound.sentAt(),
                sound.state(),
                sound.message(),
                sound.at(),
                Optional.empty());
    }

    private static Operation renamed(Operation sound) {
        return sound instanceof Operation.LaunchGroup launch
                ? new Operation.LaunchGroup(
                        launch.executor(),
                        launch.tasks().stream().map(Mutants::renamed).toList())
                : sound;
    }

    private static TaskSpec renamed(TaskSpec task) {
        return new TaskSpec(
                new TaskId(task.labels().getOrDefault("holdfast_node", "").replace('/', '.')),
                task.name(),
                task.agentId(),
                task.resources(),
                task.command(),
                task.user(),
                task.environment(),
                task.fetches(),
                task.graceSeconds(),
                task.volumes(),
                task.ports(),
                task.labels());
    }

    // Other events than there were

    private static Decision assumeAllRun(Core core, State state, Event event, Instant now) {
        Decision all = core.decide(state, event, now);
        if (!(event instanceof Event.Subscribed)) {
            return all;
        }
        List<Fact> facts = new ArrayList<>(all.facts());
        List<Effect> effects = new ArrayList<>(all.effects());
        for (NodeRecord node : state.nodes().values()) {
            if (node.state().mayRun() && node.incarnation().isPresent()) {
                TaskStatus made = new TaskStatus(
                        node.incarnation().get().taskId(),
                        TaskState.RUNNING,
                        "",
                        "",
                        "",
                        node.claim().map(claim -> claim.agent().id()),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        "",
                        now);
                Decision next = core.decide(all.state(), new Event.TaskUpdate(made), now);
                facts.addAll(next.facts());
                effects.addAll(next.effects());
                all = next;
            }
        }
        return new Decision(all.state(), facts, effects, all.wakeAt());
    }

    /** Before anything is decided, nodes that were not seen for a while are wished for anew. */
    private static Decision startAnew(Mutant mutant, Core core, State state, Event event, Instant now) {
        State changed = state;
        List<Fact> first = new ArrayList<>();
        for (NodeRecord node : state.nodes().values()) {
            boolean second = mutant == Mutant.STARTS_A_SECOND;
            boolean away = second
                    ? node.state() == NodeState.UNREACHABLE
                    : node.state() == NodeState.STOPPED
                            && node.goal() == Goal.RUNNING
                            && node.since().plusSeconds(60).isBefore(now);
            if (away && node.claim().isPresent()) {
                NodeRecord renewed = node.renewed(now).with(Goal.RUNNING);
                Fact fact = new Fact.NodeIs(second ? renewed : generation(renewed, node.generation()));
                Fact surplus = new Fact.Surplus(new dev.holdfast.core.SurplusRecord(
                        node.claim().get().uid(),
                        node.id().toString(),
                        node.claim().get().role(),
                        node.claim().get().agent().id(),
                        node.claim().get().agent().hostname(),
                        "made anew",
                        true,
                        now));
                first.add(surplus);
                first.add(fact);
                changed = changed.after(surplus).after(fact);
            }
        }
        Decision sound = core.decide(changed, event, now);
        first.addAll(sound.facts());
        return new Decision(sound.state(), first, sound.effects(), sound.wakeAt());
    }

    private static Decision dropRoles(Decision sound) {
        TreeSet<String> used = new TreeSet<>();
        for (ClusterRecord cluster : sound.state().clusters().values()) {
            boolean all = sound.state().nodesOf(cluster.name()).stream()
                    .allMatch(node -> node.state().isUp() || node.state() == NodeState.WANTED);
            if (all) {
                used.add(cluster.spec().role());
            }
        }
        List<Effect> effects = new ArrayList<>(sound.effects());
        effects.replaceAll(effect -> effect instanceof Effect.Suppress ? new Effect.Roles(used) : effect);
        return new Decision(sound.state(), sound.facts(), effects, sound.wakeAt());
    }
}
