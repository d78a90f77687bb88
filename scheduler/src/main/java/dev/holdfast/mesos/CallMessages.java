package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.Filters;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;

/** Calls of the v1 scheduler API, from us to Mesos. */
final class CallMessages {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1000;

    private CallMessages() {}

    /** SUBSCRIBE; the settings' framework id, if there is one, is named twice, as Mesos wants it. */
    static Call subscribe(FrameworkSettings framework, SortedSet<String> suppressed) {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder()
                        .setFrameworkInfo(FrameworkMessages.framework(framework))
                        .addAllSuppressedRoles(suppressed));
        framework.id().ifPresent(id -> call.setFrameworkId(message(id)));
        return call.build();
    }

    /**
     * Any other call.
     *
     * @param framework as it is known now, with the new roles if the call changes them
     */
    static Call call(SchedulerCall call, FrameworkSettings framework) {
        FrameworkId frameworkId =
                framework.id().orElseThrow(() -> new IllegalStateException("no call before the first subscription"));
        Call.Builder message = Call.newBuilder().setFrameworkId(message(frameworkId));
        if (call instanceof SchedulerCall.Accept accept) {
            message.setType(Call.Type.ACCEPT).setAccept(accept(accept, frameworkId));
        } else if (call instanceof SchedulerCall.Kill kill) {
            message.setType(Call.Type.KILL).setKill(kill(kill));
        } else if (call instanceof SchedulerCall.Shutdown shutdown) {
            message.setType(Call.Type.SHUTDOWN)
                    .setShutdown(Call.Shutdown.newBuilder()
                            .setExecutorId(executorId(shutdown.executor().value()))
                            .setAgentId(message(shutdown.agent())));
        } else if (call instanceof SchedulerCall.UpdateFramework update) {
            message.setType(Call.Type.UPDATE_FRAMEWORK)
                    .setUpdateFramework(Call.UpdateFramework.newBuilder()
                            .setFrameworkInfo(FrameworkMessages.framework(framework.withRoles(update.roles())))
                            .addAllSuppressedRoles(update.suppressed()));
        } else if (call instanceof SchedulerCall.Message text) {
            message.setType(Call.Type.MESSAGE)
                    .setMessage(Call.Message.newBuilder()
                            .setAgentId(message(text.agent()))
                            .setExecutorId(executorId(text.executor().value()))
                            .setData(StatusMessages.bytes(text.data())));
        } else if (call instanceof SchedulerCall.Teardown) {
            message.setType(Call.Type.TEARDOWN);
        } else {
            setRolesOrOffers(message, call);
            setAnswersAndQuestions(message, call);
        }
        return message.build();
    }

    private static void setRolesOrOffers(Call.Builder message, SchedulerCall call) {
        if (call instanceof SchedulerCall.Decline decline) {
            message.setType(Call.Type.DECLINE)
                    .setDecline(Call.Decline.newBuilder()
                            .addAllOfferIds(messages(decline.offers()))
                            .setFilters(filters(decline.refuse())));
        } else if (call instanceof SchedulerCall.AcceptInverse accept) {
            message.setType(Call.Type.ACCEPT_INVERSE_OFFERS)
                    .setAcceptInverseOffers(Call.AcceptInverseOffers.newBuilder()
                            .addAllInverseOfferIds(messages(accept.offers()))
                            .setFilters(filters(accept.refuse())));
        } else if (call instanceof SchedulerCall.DeclineInverse decline) {
            message.setType(Call.Type.DECLINE_INVERSE_OFFERS)
                    .setDeclineInverseOffers(Call.DeclineInverseOffers.newBuilder()
                            .addAllInverseOfferIds(messages(decline.offers()))
                            .setFilters(filters(decline.refuse())));
        } else if (call instanceof SchedulerCall.Revive revive) {
            message.setType(Call.Type.REVIVE);
            if (!revive.roles().isEmpty()) {
                message.setRevive(Call.Revive.newBuilder().addAllRoles(revive.roles()));
            }
        } else if (call instanceof SchedulerCall.Suppress suppress) {
            message.setType(Call.Type.SUPPRESS);
            if (!suppress.roles().isEmpty()) {
                message.setSuppress(Call.Suppress.newBuilder().addAllRoles(suppress.roles()));
            }
        }
    }

    private static void setAnswersAndQuestions(Call.Builder message, SchedulerCall call) {
        if (call instanceof SchedulerCall.Acknowledge acknowledge) {
            message.setType(Call.Type.ACKNOWLEDGE)
                    .setAcknowledge(Call.Acknowledge.newBuilder()
                            .setAgentId(message(acknowledge.agent()))
                            .setTaskId(message(acknowledge.task()))
                            .setUuid(StatusMessages.bytes(acknowledge.uuid())));
        } else if (call instanceof SchedulerCall.AcknowledgeOperation acknowledge) {
            Call.AcknowledgeOperationStatus.Builder status = Call.AcknowledgeOperationStatus.newBuilder()
                    .setOperationId(message(acknowledge.operation()))
                    .setUuid(StatusMessages.bytes(acknowledge.uuid()));
            acknowledge.agent().ifPresent(agent -> status.setAgentId(message(agent)));
            message.setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS).setAcknowledgeOperationStatus(status);
        } else if (call instanceof SchedulerCall.Reconcile reconcile) {
            Call.Reconcile.Builder questions = Call.Reconcile.newBuilder();
            reconcile.tasks().forEach((task, agent) -> {
                Call.Reconcile.Task.Builder question =
                        questions.addTasksBuilder().setTaskId(message(task));
                agent.ifPresent(id -> question.setAgentId(message(id)));
            });
            message.setType(Call.Type.RECONCILE).setReconcile(questions);
        } else if (call instanceof SchedulerCall.ReconcileOperations reconcile) {
            Call.ReconcileOperations.Builder questions = Call.ReconcileOperations.newBuilder();
            reconcile.operations().forEach((operation, agent) -> {
                Call.ReconcileOperations.Operation.Builder question =
                        questions.addOperationsBuilder().setOperationId(message(operation));
                agent.ifPresent(id -> question.setAgentId(message(id)));
            });
            message.setType(Call.Type.RECONCILE_OPERATIONS).setReconcileOperations(questions);
        }
    }

    private static Call.Accept accept(SchedulerCall.Accept accept, FrameworkId frameworkId) {
        Call.Accept.Builder message = Call.Accept.newBuilder()
                .addAllOfferIds(messages(accept.offers()))
                .setFilters(filters(accept.refuse()));
        accept.operations()
                .forEach(operation -> message.addOperations(OperationMessages.operation(operation, frameworkId)));
        return message.build();
    }

    private static Call.Kill kill(SchedulerCall.Kill kill) {
        Call.Kill.Builder message = Call.Kill.newBuilder().setTaskId(message(kill.task()));
        kill.agent().ifPresent(agent -> message.setAgentId(message(agent)));
        kill.grace()
                .ifPresent(
                        grace -> message.setKillPolicy(LaunchMessages.killPolicy(grace.toNanos() / NANOS_PER_SECOND)));
        return message.build();
    }

    private static Filters filters(Duration refuse) {
        return Filters.newBuilder()
                .setRefuseSeconds(refuse.toMillis() / MILLIS_PER_SECOND)
                .build();
    }

    private static List<OfferID> messages(List<OfferId> offers) {
        return offers.stream()
                .map(offer -> OfferID.newBuilder().setValue(offer.value()).build())
                .toList();
    }

    private static FrameworkID message(FrameworkId id) {
        return FrameworkID.newBuilder().setValue(id.value()).build();
    }

    private static AgentID message(AgentId id) {
        return AgentID.newBuilder().setValue(id.value()).build();
    }

    private static TaskID message(TaskId id) {
        return TaskID.newBuilder().setValue(id.value()).build();
    }

    private static OperationID message(OperationId id) {
        return OperationID.newBuilder().setValue(id.value()).build();
    }

    private static ExecutorID executorId(String id) {
        return ExecutorID.newBuilder().setValue(id).build();
    }
}
