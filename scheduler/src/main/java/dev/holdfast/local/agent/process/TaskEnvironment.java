package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.Environment;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment a task's process gets: the agent's own, what Mesos says of the task, then what the command says. */
final class TaskEnvironment {

    private static final List<String> NOT_INHERITED = List.of("MESOS_", "LIBPROCESS_", "HOLDFAST_");

    private final String ip;
    private final String endpoint;

    /**
     * @param ip the agent's address
     * @param endpoint the agent's HTTP API, as {@code ip:port}
     */
    TaskEnvironment(String ip, String endpoint) {
        this.ip = ip;
        this.endpoint = endpoint;
    }

    Map<String, String> of(AgentID agent, TaskLaunch launch, Path sandbox) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.keySet().removeIf(name -> NOT_INHERITED.stream().anyMatch(name::startsWith));
        environment.put("MESOS_SANDBOX", sandbox.toString());
        environment.put("MESOS_DIRECTORY", sandbox.toString());
        environment.put("MESOS_TASK_ID", launch.task().getTaskId().getValue());
        environment.put("MESOS_EXECUTOR_ID", launch.executor().getExecutorId().getValue());
        environment.put("MESOS_FRAMEWORK_ID", launch.framework().getId().getValue());
        environment.put("MESOS_SLAVE_ID", agent.getValue());
        environment.put("MESOS_AGENT_ID", agent.getValue());
        environment.put("MESOS_AGENT_ENDPOINT", endpoint);
        environment.put("MESOS_SLAVE_PID", "slave(1)@" + endpoint);
        environment.put("MESOS_CONTAINER_ID", containerId(launch));
        environment.put("MESOS_CHECKPOINT", launch.framework().getCheckpoint() ? "1" : "0");
        environment.put("MESOS_CONTAINER_IP", ip);
        environment.put("LIBPROCESS_IP", ip);
        environment.put("LIBPROCESS_PORT", "0");
        role(launch).ifPresent(role -> environment.put("MESOS_ALLOCATION_ROLE", role));
        environment.putAll(values(launch.task().getCommand().getEnvironment()));
        return environment;
    }

    /** The variables a command brings, secrets included. */
    static Map<String, String> values(Environment environment) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Environment.Variable variable : environment.getVariablesList()) {
            if (variable.getType() != Environment.Variable.Type.SECRET) {
                values.put(variable.getName(), variable.getValue());
            } else if (variable.getSecret().getType() == Secret.Type.VALUE) {
                values.put(
                        variable.getName(),
                        variable.getSecret().getValue().getData().toStringUtf8());
            } else {
                throw new IOException("The secret variable '" + variable.getName()
                        + "' is a reference, and this agent has no secret store. Send its value");
            }
        }
        return values;
    }

    private static String containerId(TaskLaunch launch) {
        return launch.isAlone()
                ? launch.container().getValue()
                : launch.executorContainer().getValue() + "."
                        + launch.container().getValue();
    }

    private static Optional<String> role(TaskLaunch launch) {
        return launch.task().getResourcesList().stream()
                .filter(Resource::hasAllocationInfo)
                .map(resource -> resource.getAllocationInfo().getRole())
                .findFirst();
    }
}
