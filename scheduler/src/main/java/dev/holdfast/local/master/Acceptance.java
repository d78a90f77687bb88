package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes an ACCEPT apart.
 *
 * <ol>
 *   <li>The offers must be open, the framework's own, of one agent and one role; else every task in it is dropped.
 *   <li>The operations are done in order on what the offers held. Each stands alone: one that is refused changes
 *       nothing for those after it, except that what it would have made is not there.
 *   <li>What no operation used is free again, and refused for the time the filters say.
 * </ol>
 */
final class Acceptance {

    private final World world;
    private final Offers offers;
    private final OperationWork operations;

    Acceptance(World world, Offers offers, OperationWork operations) {
        this.world = world;
        this.offers = offers;
        this.operations = operations;
    }

    void accept(Framework framework, Call.Accept accept) {
        List<OpenOffer> open = new ArrayList<>();
        Optional<String> wrong = collect(framework, accept.getOfferIdsList(), open);
        open.forEach(offers::close);
        if (wrong.isPresent()) {
            accept.getOperationsList().forEach(operation -> dropAll(framework, operation, wrong.get()));
            return;
        }
        OpenOffer first = open.get(0);
        Agent agent = world.agents.get(first.agentId());
        if (agent == null) {
            throw new IllegalStateException("an open offer of an agent that is not registered: " + first.agentId());
        }
        Resources left = Resources.sum(open.stream().map(OpenOffer::resources).toList());
        for (Offer.Operation operation : accept.getOperationsList()) {
            left = perform(framework, agent, first.role(), operation, left);
        }
        offers.refuse(framework, first, left, accept.getFilters());
    }

    private Optional<String> collect(Framework framework, List<OfferID> ids, List<OpenOffer> open) {
        if (ids.isEmpty()) {
            return Optional.of("No offers specified");
        }
        Set<String> seen = new HashSet<>();
        Optional<String> wrong = Optional.empty();
        for (OfferID id : ids) {
            OpenOffer offer = world.offers.get(id.getValue());
            Optional<String> why = offer == null || !offer.frameworkId().equals(framework.id.getValue())
                    ? Optional.of("Offer " + id.getValue() + " is no longer valid")
                    : fits(offer, open, seen);
            if (offer != null && why.isEmpty()) {
                open.add(offer);
            }
            wrong = wrong.or(() -> why);
        }
        return wrong;
    }

    private static Optional<String> fits(OpenOffer offer, List<OpenOffer> open, Set<String> seen) {
        if (!seen.add(offer.id())) {
            return Optional.of("Duplicate offer " + offer.id() + " in offer list");
        }
        if (open.isEmpty()) {
            return Optional.empty();
        }
        OpenOffer first = open.get(0);
        if (!first.agentId().equals(offer.agentId())) {
            return Optional.of("Aggregated offers must belong to one single agent. Offer " + offer.id() + " uses agent "
                    + offer.agentId() + " and agent " + first.agentId());
        }
        return first.role().equals(offer.role())
                ? Optional.empty()
                : Optional.of("Aggregated offers must be allocated to the same role. Offer " + offer.id()
                        + " uses role '" + offer.role() + "' but another is using role '" + first.role() + "'");
    }

    private void dropAll(Framework framework, Offer.Operation operation, String why) {
        List<TaskInfo> tasks = switch (operation.getType()) {
            case LAUNCH -> operation.getLaunch().getTaskInfosList();
            case LAUNCH_GROUP -> operation.getLaunchGroup().getTaskGroup().getTasksList();
            default -> {
                operations.drop(framework, operation, "Operation attempted with invalid offers: " + why);
                yield List.of();
            }
        };
        tell(
                framework,
                tasks,
                Statuses.forFramework(framework, TaskState.TASK_DROPPED),
                TaskStatus.Reason.REASON_INVALID_OFFERS,
                "Task launched with invalid offers: " + why);
    }

    private void tell(
            Framework framework, List<TaskInfo> tasks, TaskState state, TaskStatus.Reason reason, String why) {
        for (TaskInfo task : tasks) {
            world.tell(
                    framework,
                    Events.update(Statuses.fromMaster(task.getTaskId(), state, reason, why, world.now)
                            .setAgentId(task.getAgentId())
                            .build()));
        }
    }

    /** Does one operation and returns what is left for the next ones. */
    private Resources perform(
            Framework framework, Agent agent, String role, Offer.Operation operation, Resources left) {
        return switch (operation.getType()) {
            case LAUNCH -> launch(framework, agent, role, operation.getLaunch(), left);
            case LAUNCH_GROUP -> launchGroup(framework, agent, role, operation.getLaunchGroup(), left);
            default -> convert(framework, agent, role, operation, left);
        };
    }

    private Resources convert(
            Framework framework, Agent agent, String role, Offer.Operation operation, Resources left) {
        Offer.Operation complete = Conversion.map(operation, resource -> complete(resource, role));
        Optional<String> principal = Optional.of(framework.info.getPrincipal()).filter(name -> !name.isEmpty());
        Optional<String> wrong = new OperationCheck(agent, principal, Optional.of(framework.roles())).of(complete);
        if (wrong.isPresent()) {
            operations.drop(framework, operation, wrong.get() + "; on " + agent.describe());
            return left;
        }
        Conversion conversion = Conversion.of(complete);
        if (!left.contains(conversion.consumed())) {
            operations.drop(framework, operation, left + " does not contain " + conversion.consumed());
            return left;
        }
        operations.apply(framework.id, agent, complete);
        return conversion.appliedTo(left);
    }

    private Resources launchGroup(
            Framework framework, Agent agent, String role, Offer.Operation.LaunchGroup launch, Resources left) {
        ExecutorInfo executor = complete(launch.getExecutor(), role);
        TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
        launch.getTaskGroup().getTasksList().forEach(task -> group.addTasks(complete(task, role)));
        TaskCheck check = new TaskCheck(framework, agent);
        Optional<String> wrong = check.group(executor, group.build(), left);
        if (wrong.isPresent()) {
            tell(
                    framework,
                    group.getTasksList(),
                    TaskState.TASK_ERROR,
                    TaskStatus.Reason.REASON_TASK_GROUP_INVALID,
                    wrong.get());
            return left;
        }
        Resources needed = check.needed(executor, group.getTasksList());
        boolean joins = check.isRunning(executor);
        if (!joins) {
            agent.addExecutor(framework.id, executor);
        }
        String executorId = executor.getExecutorId().getValue();
        group.getTasksList().forEach(task -> stage(framework, agent, task, Optional.of(executorId)));
        world.tell(agent, new ToAgent.RunTaskGroup(framework.info, executor, group.build(), joins));
        return left.minus(needed);
    }

    private Resources launch(
            Framework framework, Agent agent, String role, Offer.Operation.Launch launch, Resources left) {
        Resources remaining = left;
        for (TaskInfo given : launch.getTaskInfosList()) {
            TaskInfo task = complete(given, role);
            TaskCheck check = new TaskCheck(framework, agent);
            Optional<String> wrong = check.single(task, remaining);
            if (wrong.isPresent()) {
                tell(
                        framework,
                        List.of(task),
                        TaskState.TASK_ERROR,
                        TaskStatus.Reason.REASON_TASK_INVALID,
                        wrong.get());
                continue;
            }
            remaining = remaining.minus(launchOne(framework, agent, task, check));
        }
        return remaining;
    }

    /** A task of its own travels as a group of one: with its own executor, or with one made of its command. */
    private Resources launchOne(Framework framework, Agent agent, TaskInfo task, TaskCheck check) {
        ExecutorInfo executor = task.hasExecutor() ? task.getExecutor() : commandExecutor(framework, task);
        Resources needed =
                task.hasExecutor() ? check.needed(executor, List.of(task)) : Resources.of(task.getResourcesList());
        boolean joins = task.hasExecutor() && check.isRunning(executor);
        if (task.hasExecutor() && !joins) {
            agent.addExecutor(framework.id, executor);
        }
        stage(
                framework,
                agent,
                task,
                task.hasExecutor() ? Optional.of(executor.getExecutorId().getValue()) : Optional.empty());
        world.tell(
                agent,
                new ToAgent.RunTaskGroup(
                        framework.info,
                        executor,
                        TaskGroupInfo.newBuilder().addTasks(task).build(),
                        joins));
        return needed;
    }

    private static ExecutorInfo commandExecutor(Framework framework, TaskInfo task) {
        ExecutorInfo.Builder executor = ExecutorInfo.newBuilder()
                .setFrameworkId(framework.id)
                .setName("Command Executor (Task: " + task.getTaskId().getValue() + ")")
                .setCommand(task.getCommand());
        executor.getExecutorIdBuilder().setValue(task.getTaskId().getValue());
        return executor.build();
    }

    private void stage(Framework framework, Agent agent, TaskInfo task, Optional<String> executorId) {
        String id = task.getTaskId().getValue();
        framework.tasks.put(id, Statuses.staging(framework, task, executorId));
        agent.use(new Agent.TaskKey(framework.id.getValue(), id), Resources.of(task.getResourcesList()));
    }

    private static ExecutorInfo complete(ExecutorInfo executor, String role) {
        List<Resource> resources = Conversion.mapAll(executor.getResourcesList(), resource -> complete(resource, role));
        return executor.toBuilder().clearResources().addAllResources(resources).build();
    }

    private static TaskInfo complete(TaskInfo task, String role) {
        List<Resource> resources = Conversion.mapAll(task.getResourcesList(), resource -> complete(resource, role));
        TaskInfo.Builder complete = task.toBuilder().clearResources().addAllResources(resources);
        if (task.hasExecutor()) {
            complete.setExecutor(complete(task.getExecutor(), role));
        }
        return complete.build();
    }

    /** In the present form, and allocated: frameworks that know one role only do not say to which. */
    private static Resource complete(Resource resource, String role) {
        Resource upgraded = ResourceFormat.upgrade(resource);
        return upgraded.hasAllocationInfo()
                ? upgraded
                : upgraded.toBuilder()
                        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                        .build();
    }
}
