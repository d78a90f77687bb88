package dev.holdfast.local.master;

import com.google.protobuf.Message;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.Value;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * The state in the form of {@code GET /state}, older than the v1 API and not made from messages; Mesos-DNS and many
 * tools still read it.
 */
final class StateJson {

    private final World world;
    private final JsonGenerator json;

    private StateJson(World world, JsonGenerator json) {
        this.world = world;
        this.json = json;
    }

    static byte[] of(World world) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MesosJson.MAPPER.createGenerator(out)) {
            new StateJson(world, json).write();
        }
        return out.toByteArray();
    }

    private void write() {
        json.writeStartObject();
        json.writeStringProperty("version", StateViews.VERSION);
        json.writeStringProperty("id", world.self.getId());
        json.writeStringProperty("pid", world.self.getPid());
        json.writeStringProperty("hostname", world.self.getHostname());
        json.writeNumberProperty("start_time", Times.seconds(world.started));
        json.writeNumberProperty("elected_time", Times.seconds(world.started));
        json.writeStringProperty("leader", world.self.getPid());
        json.writeName("leader_info");
        message(world.self);
        json.writeNumberProperty("activated_slaves", world.agents.size());
        json.writeNumberProperty("deactivated_slaves", 0);
        json.writeNumberProperty("unreachable_slaves", world.unreachableAgents.size());
        json.writeArrayPropertyStart("slaves");
        world.agents.values().forEach(this::agent);
        json.writeEndArray();
        json.writeArrayPropertyStart("frameworks");
        world.frameworks.values().forEach(this::framework);
        json.writeEndArray();
        json.writeArrayPropertyStart("completed_frameworks");
        world.completedFrameworks.values().forEach(this::framework);
        json.writeEndArray();
        json.writeArrayPropertyStart("orphan_tasks");
        json.writeEndArray();
        json.writeArrayPropertyStart("unregistered_frameworks");
        json.writeEndArray();
        json.writeEndObject();
    }

    private void agent(Agent agent) {
        json.writeStartObject();
        json.writeStringProperty("id", agent.id.getValue());
        json.writeStringProperty("hostname", agent.info.getHostname());
        json.writeNumberProperty("port", agent.info.getPort());
        json.writeStringProperty("pid", agent.pid());
        json.writeBooleanProperty("active", agent.isConnected());
        json.writeStringProperty("version", StateViews.VERSION);
        json.writeNumberProperty("registered_time", Times.seconds(agent.registered));
        json.writeName("resources");
        resources(agent.total());
        json.writeName("used_resources");
        resources(agent.used());
        json.writeName("offered_resources");
        resources(agent.offered());
        json.writeObjectPropertyStart("attributes");
        agent.info.getAttributesList().forEach(attribute -> {
            switch (attribute.getType()) {
                case SCALAR ->
                    json.writeNumberProperty(
                            attribute.getName(), attribute.getScalar().getValue());
                case TEXT ->
                    json.writeStringProperty(
                            attribute.getName(), attribute.getText().getValue());
                default -> {}
            }
        });
        json.writeEndObject();
        json.writeEndObject();
    }

    private void framework(Framework framework) {
        json.writeStartObject();
        json.writeStringProperty("id", framework.id.getValue());
        json.writeStringProperty("name", framework.info.getName());
        json.writeStringProperty("user", framework.info.getUser());
        json.writeStringProperty("hostname", framework.info.getHostname());
        json.writeStringProperty("principal", framework.info.getPrincipal());
        json.writeBooleanProperty("active", framework.isConnected());
        json.writeBooleanProperty("connected", framework.isConnected());
        json.writeBooleanProperty("recovered", framework.recovered);
        json.writeBooleanProperty("checkpoint", framework.info.getCheckpoint());
        json.writeNumberProperty("failover_timeout", framework.info.getFailoverTimeout());
        json.writeArrayPropertyStart("roles");
        framework.roles().forEach(json::writeString);
        json.writeEndArray();
        tasks("tasks", framework.tasks.values().stream().toList());
        tasks(
                "unreachable_tasks",
                framework.unreachable.values().stream()
                        .map(Framework.UnreachableTask::task)
                        .toList());
        tasks("completed_tasks", List.copyOf(framework.completed));
        json.writeEndObject();
    }

    private void tasks(String name, List<Task> tasks) {
        json.writeArrayPropertyStart(name);
        tasks.forEach(this::task);
        json.writeEndArray();
    }

    private void task(Task task) {
        json.writeStartObject();
        json.writeStringProperty("id", task.getTaskId().getValue());
        json.writeStringProperty("name", task.getName());
        json.writeStringProperty("framework_id", task.getFrameworkId().getValue());
        json.writeStringProperty("executor_id", task.getExecutorId().getValue());
        json.writeStringProperty("slave_id", task.getAgentId().getValue());
        json.writeStringProperty("state", task.getState().name());
        json.writeName("resources");
        resources(Resources.of(task.getResourcesList()));
        json.writeArrayPropertyStart("statuses");
        task.getStatusesList().forEach(this::status);
        json.writeEndArray();
        json.writeArrayPropertyStart("labels");
        task.getLabels().getLabelsList().forEach(this::message);
        json.writeEndArray();
        if (task.hasDiscovery()) {
            json.writeName("discovery");
            message(task.getDiscovery());
        }
        json.writeEndObject();
    }

    private void status(TaskStatus status) {
        json.writeStartObject();
        json.writeStringProperty("state", status.getState().name());
        json.writeNumberProperty("timestamp", status.getTimestamp());
        if (status.hasHealthy()) {
            json.writeBooleanProperty("healthy", status.getHealthy());
        }
        if (status.hasContainerStatus()) {
            json.writeName("container_status");
            message(status.getContainerStatus());
        }
        json.writeEndObject();
    }

    private void message(Message message) {
        MesosJson.write(json, message, MesosJson.Unset.WITH_DEFAULT);
    }

    /** Sums by name, ranges as text. */
    private void resources(Resources resources) {
        json.writeStartObject();
        for (String name : List.of("cpus", "gpus", "mem", "disk")) {
            json.writeNumberProperty(name, resources.milli(name).orElse(0) / 1000.0);
        }
        Resources ports = resources
                .filter(resource -> resource.getType() == Value.Type.RANGES)
                .map(resource -> Resource.newBuilder()
                        .setName(resource.getName())
                        .setType(Value.Type.RANGES)
                        .setRanges(resource.getRanges())
                        .build());
        for (Resource resource : ports) {
            json.writeStringProperty(
                    resource.getName(),
                    resource.getRanges().getRangeList().stream()
                            .map(range -> range.getBegin() + "-" + range.getEnd())
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        json.writeEndObject();
    }
}
