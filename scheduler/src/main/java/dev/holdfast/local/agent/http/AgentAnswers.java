package dev.holdfast.local.agent.http;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.Redaction;
import dev.holdfast.local.agent.core.Reports;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.agent.Call;
import dev.holdfast.mesos.v1.agent.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The answer to each call of the v1 agent API that this agent knows. */
final class AgentAnswers {

    private final SandboxFiles files;
    private final Supplier<AgentSnapshot> state;
    private final Supplier<AgentInfo> info;

    AgentAnswers(SandboxFiles files, Supplier<AgentSnapshot> state, Supplier<AgentInfo> info) {
        this.files = files;
        this.state = state;
        this.info = info;
    }

    /** A call this agent does not know, or one that lacks its part; the message is the answer's text. */
    static final class BadCallException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String text;

        BadCallException(int status, String text) {
            super(text);
            this.status = status;
            this.text = text;
        }

        int status() {
            return status;
        }

        String text() {
            return text;
        }
    }

    Response answer(Call call) throws BadCallException, IOException {
        Response.Builder response = Response.newBuilder();
        switch (call.getType()) {
            case GET_HEALTH ->
                response.setType(Response.Type.GET_HEALTH).getGetHealthBuilder().setHealthy(true);
            case GET_STATE ->
                response.setType(Response.Type.GET_STATE)
                        .setGetState(Response.GetState.newBuilder()
                                .setGetTasks(tasks())
                                .setGetExecutors(executors())
                                .setGetFrameworks(frameworks()));
            case GET_TASKS -> response.setType(Response.Type.GET_TASKS).setGetTasks(tasks());
            case GET_EXECUTORS -> response.setType(Response.Type.GET_EXECUTORS).setGetExecutors(executors());
            case GET_FRAMEWORKS ->
                response.setType(Response.Type.GET_FRAMEWORKS).setGetFrameworks(frameworks());
            case GET_AGENT ->
                response.setType(Response.Type.GET_AGENT)
                        .setGetAgent(Response.GetAgent.newBuilder().setAgentInfo(info.get()));
            case LIST_FILES -> {
                if (!call.hasListFiles()) {
                    throw new BadCallException(
                            400, "Failed to validate agent::Call: Expecting 'list_files' to be present");
                }
                response.setType(Response.Type.LIST_FILES)
                        .getListFilesBuilder()
                        .addAllFileInfos(files.list(call.getListFiles().getPath()));
            }
            case READ_FILE -> {
                if (!call.hasReadFile()) {
                    throw new BadCallException(
                            400, "Failed to validate agent::Call: Expecting 'read_file' to be present");
                }
                response.setType(Response.Type.READ_FILE).setReadFile(read(call.getReadFile()));
            }
            default -> throw new BadCallException(501, "The embedded agent does not know the call " + call.getType());
        }
        return response.build();
    }

    private Response.ReadFile read(Call.ReadFile read) throws IOException {
        SandboxFiles.Part part = files.read(
                read.getPath(), read.getOffset(), read.hasLength() ? read.getLength() : SandboxFiles.MAX_READ);
        return Response.ReadFile.newBuilder()
                .setSize(part.size())
                .setData(part.data())
                .build();
    }

    private Response.GetTasks tasks() {
        AgentSnapshot now = state.get();
        Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
        for (AgentSnapshot.Executor executor : now.executors()) {
            for (AgentSnapshot.Task task : executor.tasks()) {
                Task shown = Reports.task(now, executor, task);
                if (task.phase() == TaskRun.Phase.ENDED) {
                    tasks.addTerminatedTasks(shown);
                } else if (task.phase() == TaskRun.Phase.PREPARING) {
                    tasks.addQueuedTasks(shown);
                } else {
                    tasks.addLaunchedTasks(shown);
                }
            }
        }
        return tasks.build();
    }

    private Response.GetExecutors executors() {
        Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
        for (AgentSnapshot.Executor executor : state.get().executors()) {
            Response.GetExecutors.Executor shown = Response.GetExecutors.Executor.newBuilder()
                    .setExecutorInfo(Redaction.of(executor.info()))
                    .build();
            if (executor.over()) {
                executors.addCompletedExecutors(shown);
            } else {
                executors.addExecutors(shown);
            }
        }
        return executors.build();
    }

    private Response.GetFrameworks frameworks() {
        Map<String, FrameworkInfo> byId = new LinkedHashMap<>();
        state.get()
                .executors()
                .forEach(executor ->
                        byId.putIfAbsent(executor.framework().getId().getValue(), executor.framework()));
        Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
        byId.values()
                .forEach(framework -> frameworks.addFrameworks(
                        Response.GetFrameworks.Framework.newBuilder().setFrameworkInfo(framework)));
        return frameworks.build();
    }
}
