package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Offer.Operation.LaunchGroup;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Calls that a real master took, made again with our own words: each must become the same message, but for what is
 * named here.
 */
class TranscriptCallsTest {

    private static final String TASK = "accept.operations.launch_group.task_group.tasks.";
    private static final String VARIABLE = TASK + "command.environment.variables.";

    /** What those calls had and ours never have. */
    private static final List<String> THEIRS_ALONE = List.of(
            "accept.operations.launch_group.executor.shutdown_grace_period", TASK + "check", TASK + "health_check");

    /** What ours always have. */
    private static final List<String> OURS_ALONE = List.of(
            TASK + "discovery",
            TASK + "kill_policy",
            VARIABLE + "type",
            "subscribe.framework_info.capabilities",
            "update_framework.framework_info.capabilities");

    static Stream<JsonNode> calls() {
        return Transcript.all()
                .flatMap(transcript -> transcript.calls().stream())
                .filter(TranscriptCallsTest::isSound);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("calls")
    void becomesTheSameMessage(JsonNode json) throws Exception {
        Call theirs = WireFormat.JSON.read(json.toString().getBytes(StandardCharsets.UTF_8), Call.getDefaultInstance());
        Map<String, List<String>> expected = without(THEIRS_ALONE, Leaves.of(json));
        Map<String, List<String>> ours = Leaves.of(JsonMessages.tree(again(theirs)));
        if (theirs.hasDecline()) {
            // Said or not, it is five seconds.
            expected.putIfAbsent("decline.filters.refuse_seconds", List.of("5.0"));
        }
        OURS_ALONE.forEach(path -> {
            ours.keySet().removeIf(key -> key.startsWith(path));
            expected.keySet().removeIf(key -> key.startsWith(path));
        });
        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void theTranscriptsHaveNearlyEveryCall() {
        Set<String> types = new TreeSet<>();
        calls().forEach(call -> types.add(call.get("type").stringValue()));
        assertThat(types)
                .containsExactly(
                        "ACCEPT",
                        "ACKNOWLEDGE",
                        "ACKNOWLEDGE_OPERATION_STATUS",
                        "DECLINE",
                        "KILL",
                        "RECONCILE",
                        "RECONCILE_OPERATIONS",
                        "REVIVE",
                        "SHUTDOWN",
                        "SUBSCRIBE",
                        "SUPPRESS",
                        "TEARDOWN",
                        "UPDATE_FRAMEWORK");
    }

    @Test
    void theRestIsWrittenAsTheMessagesHaveIt() {
        OfferId offer = new OfferId("o1");
        assertJson(
                new SchedulerCall.AcceptInverse(List.of(offer), Duration.ofMillis(1500)),
                "{\"framework_id\":{\"value\":\"fw\"},\"type\":\"ACCEPT_INVERSE_OFFERS\",\"accept_inverse_offers\":"
                        + "{\"inverse_offer_ids\":[{\"value\":\"o1\"}],\"filters\":{\"refuse_seconds\":1.5}}}");
        assertJson(
                new SchedulerCall.DeclineInverse(List.of(offer), Duration.ZERO),
                "{\"framework_id\":{\"value\":\"fw\"},\"type\":\"DECLINE_INVERSE_OFFERS\",\"decline_inverse_offers\":"
                        + "{\"inverse_offer_ids\":[{\"value\":\"o1\"}],\"filters\":{\"refuse_seconds\":0.0}}}");
        assertJson(
                new SchedulerCall.Message(new ExecutorId("e"), new AgentId("s"), "aGVsbG8="),
                "{\"framework_id\":{\"value\":\"fw\"},\"type\":\"MESSAGE\",\"message\":{\"agent_id\":{\"value\":\"s\"},"
                        + "\"executor_id\":{\"value\":\"e\"},\"data\":\"aGVsbG8=\"}}");
        assertJson(
                new SchedulerCall.Kill(new TaskId("t"), Optional.empty(), Optional.of(Duration.ofSeconds(90))),
                "{\"framework_id\":{\"value\":\"fw\"},\"type\":\"KILL\",\"kill\":{\"task_id\":{\"value\":\"t\"},"
                        + "\"kill_policy\":{\"grace_period\":{\"nanoseconds\":90000000000}}}}");
        assertJson(
                new SchedulerCall.Revive(new TreeSet<>(Set.of("b", "a"))),
                "{\"framework_id\":{\"value\":\"fw\"},\"type\":\"REVIVE\",\"revive\":{\"roles\":[\"a\",\"b\"]}}");
    }

    private static void assertJson(SchedulerCall call, String json) {
        FrameworkSettings framework = framework(
                        FrameworkInfo.newBuilder().setUser("u").setName("n").build())
                .withId(new FrameworkId("fw"));
        assertThat(Leaves.of(JsonMessages.tree(CallMessages.call(call, framework))))
                .isEqualTo(Leaves.of(
                        tools.jackson.databind.json.JsonMapper.shared().readTree(json)));
    }

    /** Leaves out what was sent to see it refused, and what no scheduler of our kind can say. */
    private static boolean isSound(JsonNode json) {
        JsonNode framework = json.path("subscribe").path("framework_info");
        boolean malformed = json.path("type").asString("").equals("NOPE")
                || json.has("nope")
                || (json.path("type").asString("").equals("SUBSCRIBE") && !framework.has("checkpoint"))
                || json.path("acknowledge").path("uuid").asString("").equals("AAAA")
                || framework.has("role");
        boolean launchOfAnotherKind =
                json.toString().contains("\"LAUNCH\"") || json.toString().contains("\"CUSTOM\"");
        return !malformed && !launchOfAnotherKind;
    }

    private static Map<String, List<String>> without(List<String> paths, Map<String, List<String>> leaves) {
        paths.forEach(path -> leaves.keySet().removeIf(key -> key.startsWith(path)));
        return leaves;
    }

    private static Call again(Call call) {
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return CallMessages.subscribe(framework(call.getSubscribe().getFrameworkInfo()), new TreeSet<>());
        }
        FrameworkSettings framework = framework(call.getUpdateFramework().getFrameworkInfo())
                .withId(new FrameworkId(call.getFrameworkId().getValue()));
        return CallMessages.call(ours(call), framework);
    }

    private static FrameworkSettings framework(FrameworkInfo info) {
        return new FrameworkSettings(
                info.getUser(),
                info.getName(),
                new Credentials(info.getPrincipal(), ""),
                new TreeSet<>(info.getRolesList()),
                Duration.ofMillis(Math.round(info.getFailoverTimeout() * 1000)),
                info.getCheckpoint(),
                info.hasId() ? Optional.of(new FrameworkId(info.getId().getValue())) : Optional.empty(),
                info.getHostname(),
                info.getWebuiUrl());
    }

    private static SchedulerCall ours(Call call) {
        return switch (call.getType()) {
            case ACCEPT ->
                new SchedulerCall.Accept(
                        offers(call.getAccept().getOfferIdsList()),
                        call.getAccept().getOperationsList().stream()
                                .map(TranscriptCallsTest::operation)
                                .toList(),
                        seconds(call.getAccept().getFilters().getRefuseSeconds()));
            case DECLINE ->
                new SchedulerCall.Decline(
                        offers(call.getDecline().getOfferIdsList()),
                        seconds(call.getDecline().getFilters().getRefuseSeconds()));
            case REVIVE ->
                new SchedulerCall.Revive(new TreeSet<>(call.getRevive().getRolesList()));
            case SUPPRESS ->
                new SchedulerCall.Suppress(new TreeSet<>(call.getSuppress().getRolesList()));
            case KILL ->
                new SchedulerCall.Kill(
                        new TaskId(call.getKill().getTaskId().getValue()),
                        agent(
                                call.getKill().hasAgentId(),
                                call.getKill().getAgentId().getValue()),
                        Optional.empty());
            case SHUTDOWN ->
                new SchedulerCall.Shutdown(
                        new ExecutorId(call.getShutdown().getExecutorId().getValue()),
                        new AgentId(call.getShutdown().getAgentId().getValue()));
            case ACKNOWLEDGE ->
                new SchedulerCall.Acknowledge(
                        new TaskId(call.getAcknowledge().getTaskId().getValue()),
                        new AgentId(call.getAcknowledge().getAgentId().getValue()),
                        StatusMessages.base64(call.getAcknowledge().getUuid()));
            case ACKNOWLEDGE_OPERATION_STATUS -> {
                Call.AcknowledgeOperationStatus status = call.getAcknowledgeOperationStatus();
                yield new SchedulerCall.AcknowledgeOperation(
                        new OperationId(status.getOperationId().getValue()),
                        agent(status.hasAgentId(), status.getAgentId().getValue()),
                        StatusMessages.base64(status.getUuid()));
            }
            case RECONCILE -> {
                SortedMap<TaskId, Optional<AgentId>> tasks = new TreeMap<>();
                call.getReconcile()
                        .getTasksList()
                        .forEach(task -> tasks.put(
                                new TaskId(task.getTaskId().getValue()),
                                agent(task.hasAgentId(), task.getAgentId().getValue())));
                yield new SchedulerCall.Reconcile(tasks);
            }
            case RECONCILE_OPERATIONS -> {
                SortedMap<OperationId, Optional<AgentId>> operations = new TreeMap<>();
                call.getReconcileOperations()
                        .getOperationsList()
                        .forEach(operation -> operations.put(
                                new OperationId(operation.getOperationId().getValue()),
                                agent(
                                        operation.hasAgentId(),
                                        operation.getAgentId().getValue())));
                yield new SchedulerCall.ReconcileOperations(operations);
            }
            case UPDATE_FRAMEWORK ->
                new SchedulerCall.UpdateFramework(
                        new TreeSet<>(
                                call.getUpdateFramework().getFrameworkInfo().getRolesList()),
                        new TreeSet<>(call.getUpdateFramework().getSuppressedRolesList()));
            case TEARDOWN -> new SchedulerCall.Teardown();
            default -> throw new AssertionError("no words for " + call.getType());
        };
    }

    private static Operation operation(dev.holdfast.mesos.v1.Offer.Operation message) {
        Optional<OperationId> id =
                message.hasId() ? Optional.of(new OperationId(message.getId().getValue())) : Optional.empty();
        return switch (message.getType()) {
            case RESERVE ->
                new Operation.Reserve(
                        id, ResourceMessages.resources(message.getReserve().getResourcesList()));
            case UNRESERVE ->
                new Operation.Unreserve(
                        id, ResourceMessages.resources(message.getUnreserve().getResourcesList()));
            case CREATE ->
                new Operation.Create(
                        id, ResourceMessages.resources(message.getCreate().getVolumesList()));
            case DESTROY ->
                new Operation.Destroy(
                        id, ResourceMessages.resources(message.getDestroy().getVolumesList()));
            case LAUNCH_GROUP -> launch(message.getLaunchGroup());
            default -> throw new AssertionError("no words for " + message.getType());
        };
    }

    private static Operation launch(LaunchGroup message) {
        return new Operation.LaunchGroup(
                new ExecutorSpec(
                        new ExecutorId(message.getExecutor().getExecutorId().getValue()),
                        ResourceMessages.resources(message.getExecutor().getResourcesList())),
                message.getTaskGroup().getTasksList().stream()
                        .map(TranscriptCallsTest::task)
                        .toList());
    }

    private static TaskSpec task(TaskInfo message) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        message.getDiscovery().getPorts().getPortsList().forEach(port -> ports.put(port.getName(), port.getNumber()));
        return new TaskSpec(
                new TaskId(message.getTaskId().getValue()),
                message.getName(),
                new AgentId(message.getAgentId().getValue()),
                ResourceMessages.resources(message.getResourcesList()),
                message.getCommand().getValue(),
                message.getCommand().getUser(),
                message.getCommand().getEnvironment().getVariablesList().stream()
                        .map(variable -> new TaskSpec.Variable(variable.getName(), variable.getValue(), false))
                        .toList(),
                List.of(),
                message.getKillPolicy().getGracePeriod().getNanoseconds() / 1e9,
                message.getContainer().getVolumesList().stream()
                        .map(volume -> new TaskSpec.ParentVolume(
                                volume.getSource().getSandboxPath().getPath(), volume.getContainerPath()))
                        .toList(),
                ports,
                ResourceMessages.labels(message.getLabels()));
    }

    private static List<OfferId> offers(List<dev.holdfast.mesos.v1.OfferID> messages) {
        return messages.stream().map(id -> new OfferId(id.getValue())).toList();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Optional<AgentId> agent(boolean has, String value) {
        return has ? Optional.of(new AgentId(value)) : Optional.empty();
    }
}
