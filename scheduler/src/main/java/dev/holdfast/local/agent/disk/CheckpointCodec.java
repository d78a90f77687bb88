package dev.holdfast.local.agent.disk;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.agent.core.Redaction;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The checkpoint as JSON: messages as Mesos prints them, without the values of secrets. */
final class CheckpointCodec {

    private CheckpointCodec() {}

    static byte[] encode(Checkpoint.Saved saved) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MesosJson.MAPPER.createGenerator(out)) {
            AgentSnapshot state = saved.state();
            json.writeStartObject();
            json.writeName("boot_id").writeString(saved.bootId());
            state.agentId().ifPresent(id -> json.writeName("agent_id").writeString(id.getValue()));
            state.drain().ifPresent(drain -> writeDrain(json, drain));
            writeAll(json, "resources", state.resources());
            json.writeName("executors").writeStartArray();
            state.executors().forEach(executor -> writeExecutor(json, executor));
            json.writeEndArray();
            writeAll(json, "doomed", state.doomed());
            json.writeName("operations").writeStartArray();
            state.operations().forEach(operation -> writeOperation(json, operation));
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void writeDrain(JsonGenerator json, ToAgent.Drain drain) {
        json.writeName("drain").writeStartObject();
        json.writeName("max_grace_seconds").writeNumber(drain.maxGraceSeconds());
        json.writeName("mark_gone").writeBoolean(drain.markGone());
        json.writeEndObject();
    }

    private static void writeExecutor(JsonGenerator json, AgentSnapshot.Executor executor) {
        json.writeStartObject();
        write(json, "framework", executor.framework());
        write(json, "executor", executor.info());
        write(json, "container", executor.container());
        json.writeName("over").writeBoolean(executor.over());
        json.writeName("terminating").writeBoolean(executor.terminating());
        json.writeName("silent").writeBoolean(executor.silent());
        json.writeName("tasks").writeStartArray();
        executor.tasks().forEach(task -> writeTask(json, task));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeTask(JsonGenerator json, AgentSnapshot.Task task) {
        json.writeStartObject();
        write(json, "task", task.info());
        write(json, "container", task.container());
        json.writeName("group").writeNumber(task.group());
        json.writeName("phase").writeString(task.phase().name());
        json.writeName("pid").writeNumber(task.process().pid());
        json.writeName("pid_start").writeNumber(task.process().start());
        writeTime(json, "started_at", task.startedAt());
        writeTime(json, "kill_started", task.killStarted());
        writeTime(json, "force_at", task.forceAt());
        json.writeName("unhealthy").writeBoolean(task.unhealthy());
        json.writeName("out_of_time").writeBoolean(task.outOfTime());
        writeAll(json, "history", task.history());
        writeAll(json, "waiting", task.waiting());
        json.writeEndObject();
    }

    private static void writeOperation(JsonGenerator json, ToMaster.OperationUpdate operation) {
        json.writeStartObject();
        json.writeName("framework_id").writeString(operation.frameworkId().getValue());
        json.writeName("uuid").writeBinary(operation.operationUuid().toByteArray());
        write(json, "status", operation.status());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Message message) {
        json.writeName(name);
        MesosJson.write(json, Redaction.of(message), MesosJson.Unset.LEFT_OUT);
    }

    private static void writeAll(JsonGenerator json, String name, List<? extends Message> messages) {
        json.writeName(name).writeStartArray();
        messages.forEach(message -> MesosJson.write(json, message, MesosJson.Unset.LEFT_OUT));
        json.writeEndArray();
    }

    private static void writeTime(JsonGenerator json, String name, Instant time) {
        if (!time.equals(Instant.MAX)) {
            json.writeName(name).writeString(time.toString());
        }
    }

    static Checkpoint.Saved decode(byte[] content) throws MalformedMessageException {
        JsonNode json = MesosJson.tree(content);
        if (!json.path("boot_id").isString()) {
            throw new MalformedMessageException("no boot_id in it");
        }
        List<AgentSnapshot.Executor> executors = new ArrayList<>();
        for (JsonNode executor : json.path("executors")) {
            executors.add(readExecutor(executor));
        }
        List<ToMaster.OperationUpdate> operations = new ArrayList<>();
        for (JsonNode operation : json.path("operations")) {
            operations.add(readOperation(operation));
        }
        AgentSnapshot state = new AgentSnapshot(
                json.has("agent_id")
                        ? Optional.of(AgentID.newBuilder()
                                .setValue(json.path("agent_id").asString(""))
                                .build())
                        : Optional.empty(),
                readAll(json.path("resources"), Resource.getDefaultInstance()),
                readDrain(json.path("drain")),
                List.copyOf(executors),
                List.copyOf(operations),
                readAll(json.path("doomed"), Resource.getDefaultInstance()));
        return new Checkpoint.Saved(state, json.path("boot_id").asString(""));
    }

    private static Optional<ToAgent.Drain> readDrain(JsonNode json) {
        return json.isObject()
                ? Optional.of(new ToAgent.Drain(
                        json.path("max_grace_seconds").asDouble(-1),
                        json.path("mark_gone").asBoolean(false)))
                : Optional.empty();
    }

    private static AgentSnapshot.Executor readExecutor(JsonNode json) throws MalformedMessageException {
        List<AgentSnapshot.Task> tasks = new ArrayList<>();
        for (JsonNode task : json.path("tasks")) {
            tasks.add(readTask(task));
        }
        return new AgentSnapshot.Executor(
                MesosJson.convert(json.path("framework"), FrameworkInfo.getDefaultInstance()),
                MesosJson.convert(json.path("executor"), ExecutorInfo.getDefaultInstance()),
                MesosJson.convert(json.path("container"), ContainerID.getDefaultInstance()),
                json.path("over").asBoolean(false),
                json.path("terminating").asBoolean(false),
                json.path("silent").asBoolean(false),
                List.copyOf(tasks));
    }

    private static AgentSnapshot.Task readTask(JsonNode json) throws MalformedMessageException {
        return new AgentSnapshot.Task(
                MesosJson.convert(json.path("task"), TaskInfo.getDefaultInstance()),
                MesosJson.convert(json.path("container"), ContainerID.getDefaultInstance()),
                json.path("group").asInt(0),
                TaskRun.Phase.valueOf(json.path("phase").asString("")),
                new ProcessMark(
                        json.path("pid").asLong(0), json.path("pid_start").asLong(0)),
                readTime(json.path("started_at")),
                readTime(json.path("kill_started")),
                readTime(json.path("force_at")),
                json.path("unhealthy").asBoolean(false),
                json.path("out_of_time").asBoolean(false),
                readAll(json.path("history"), TaskStatus.getDefaultInstance()),
                readAll(json.path("waiting"), TaskStatus.getDefaultInstance()));
    }

    private static ToMaster.OperationUpdate readOperation(JsonNode json) throws MalformedMessageException {
        return new ToMaster.OperationUpdate(
                FrameworkID.newBuilder()
                        .setValue(json.path("framework_id").asString(""))
                        .build(),
                ByteString.copyFrom(Base64.getDecoder().decode(json.path("uuid").asString(""))),
                MesosJson.convert(json.path("status"), OperationStatus.getDefaultInstance()),
                // Sent with the resources of the moment, see OperationRun.
                List.of());
    }

    private static <M extends Message> List<M> readAll(JsonNode json, M prototype) throws MalformedMessageException {
        List<M> messages = new ArrayList<>();
        for (JsonNode element : json) {
            messages.add(MesosJson.convert(element, prototype));
        }
        return List.copyOf(messages);
    }

    private static Instant readTime(JsonNode json) {
        return json.isString() ? Instant.parse(json.asString("")) : Instant.MAX;
    }
}
