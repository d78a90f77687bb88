package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.local.agent.process.OutputFiles;
import dev.holdfast.mesos.v1.AgentID;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether a running task has printed too much. */
final class OutputWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OutputWatch.class);
    private static final long INTERVAL_SECONDS = 5;

    private final long maxBytes;
    private final AgentLayout layout;
    private final Supplier<AgentSnapshot> state;
    private final Thread thread;

    OutputWatch(String name, long maxBytes, AgentLayout layout, Supplier<AgentSnapshot> state) {
        this.maxBytes = maxBytes;
        this.layout = layout;
        this.state = state;
        this.thread = new Thread(this::run, name + "-output");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(INTERVAL_SECONDS);
                look();
            }
        } catch (InterruptedException closing) {
            // The end.
        }
    }

    private void look() {
        AgentSnapshot now = state.get();
        Optional<AgentID> agent = now.agentId();
        if (agent.isEmpty()) {
            return;
        }
        for (AgentSnapshot.Executor executor : now.executors()) {
            for (AgentSnapshot.Task task : executor.tasks()) {
                if (task.phase() == TaskRun.Phase.RUNNING || task.phase() == TaskRun.Phase.KILLING) {
                    rotate(
                            new TaskLaunch(
                                    executor.framework(),
                                    executor.info(),
                                    executor.container(),
                                    task.info(),
                                    task.container()),
                            agent.get());
                }
            }
        }
    }

    private void rotate(TaskLaunch launch, AgentID agent) {
        try {
            OutputFiles.rotate(layout.taskSandbox(agent, launch), maxBytes);
        } catch (IOException | RuntimeException stays) {
            log.warn(
                    "The output of task {} cannot be moved aside: {}",
                    launch.task().getTaskId().getValue(),
                    stays.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
