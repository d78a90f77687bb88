package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.ExitStatus;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.CommandInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts tasks' processes, watches them, and finds them again after the agent was away. Closing it leaves the processes
 * alone.
 */
public final class TaskProcesses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TaskProcesses.class);
    private static final long POLL_MILLIS = 100;

    /** Hears that a process ended; called from another thread, once for each process. */
    public interface Listener {
        void onExit(String container, ExitStatus status);
    }

    /** What is left of a task after the agent was away. */
    public sealed interface Found {

        record Running(ProcessMark process) implements Found {}

        record Ended(ExitStatus status) implements Found {}

        /** It never had a process, and from now on never will. */
        record Never() implements Found {}
    }

    private final AgentLayout layout;
    private final ProcessTable processes;
    private final Supervisor supervisor;
    private final TaskUser users;
    private final TaskEnvironment environments;
    private final Listener listener;
    private final ScheduledExecutorService poller;
    private final Map<String, ProcessMark> polled = new ConcurrentHashMap<>();
    private final Future<?> polling;
    private volatile boolean closed;

    /**
     * @param name for the thread that watches processes this program did not start itself
     * @param ip the agent's address
     * @param endpoint the agent's HTTP API as {@code ip:port}
     */
    public TaskProcesses(
            String name,
            AgentLayout layout,
            ProcessTable processes,
            TaskUser users,
            String ip,
            String endpoint,
            Listener listener)
            throws IOException {
        this.layout = layout;
        this.processes = processes;
        this.supervisor = new Supervisor(layout.supervisor(), processes);
        this.users = users;
        this.environments = new TaskEnvironment(ip, endpoint);
        this.listener = listener;
        this.poller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name + "-watch");
            thread.setDaemon(true);
            return thread;
        });
        this.polling = poller.scheduleWithFixedDelay(this::poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts a task in its sandbox and watches it from then on. */
    public ProcessMark start(AgentID agent, TaskLaunch launch, Path sandbox) throws IOException {
        List<String> command = new ArrayList<>(users.prefix(TaskUser.wanted(launch)));
        command.addAll(words(launch.task().getCommand()));
        Path directory = sandbox.toAbsolutePath();
        users.requireWayTo(directory, TaskUser.wanted(launch));
        Path marks = layout.marks(launch.key());
        Supervisor.Started started =
                supervisor.start(marks, directory, command, environments.of(agent, launch, directory));
        watch(started.supervisor(), launch.key(), started.task());
        return started.task();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a process; the listener hears of its end.
    private void watch(Process child, String container, ProcessMark process) {
        child.onExit().thenRunAsync(() -> onSupervisorGone(container, process), poller);
    }

    static List<String> words(CommandInfo command) throws IOException {
        if (command.getShell()) {
            if (!command.hasValue()) {
                throw new IOException("The task has no command. Give it one");
            }
            return List.of("/bin/sh", "-c", command.getValue());
        }
        List<String> words = new ArrayList<>();
        if (command.hasValue()) {
            words.add(command.getValue());
            // The first argument is only the name the program is told; a shell's exec gives it its path instead.
            command.getArgumentsList().stream().skip(1).forEach(words::add);
        } else {
            words.addAll(command.getArgumentsList());
        }
        if (words.isEmpty()) {
            throw new IOException("The task has no command. Give it one");
        }
        return words;
    }

    /** Looks for a task of before; one that runs is watched from now on. */
    public Found recover(String container) throws IOException {
        Path marks = layout.marks(container);
        Optional<ProcessMark> process = supervisor.pid(marks);
        if (process.isEmpty()) {
            // Called off first, looked for again afterwards: it either sees that it is called off, or is seen.
            supervisor.cancel(marks);
            process = supervisor.pid(marks);
        }
        if (process.isEmpty()) {
            return new Found.Never();
        }
        Optional<ExitStatus> ended = outcome(container, process.get());
        if (ended.isPresent()) {
            processes.killSession(process.get());
            return new Found.Ended(ended.get());
        }
        polled.put(container, process.get());
        return new Found.Running(process.get());
    }

    private void onSupervisorGone(String container, ProcessMark process) {
        try {
            Optional<ExitStatus> ended = outcome(container, process);
            if (ended.isPresent()) {
                report(container, process, ended.get());
            } else {
                // Somebody killed the supervisor and not the task.
                polled.put(container, process);
            }
        } catch (IOException | RuntimeException unreadable) {
            log.warn("Cannot read how the process of container {} ended", container, unreadable);
            report(container, process, ExitStatus.UNKNOWN);
        }
    }

    private void poll() {
        polled.forEach((container, process) -> {
            try {
                Optional<ExitStatus> ended = outcome(container, process);
                if (ended.isPresent()) {
                    polled.remove(container);
                    report(container, process, ended.get());
                }
            } catch (IOException | RuntimeException unreadable) {
                log.warn("Cannot see whether the process of container {} still runs", container, unreadable);
            }
        });
    }

    private Optional<ExitStatus> outcome(String container, ProcessMark process) throws IOException {
        Path marks = layout.marks(container);
        Optional<ExitStatus> written = supervisor.exit(marks);
        if (written.isPresent() || processes.isAlive(process) || supervisor.isAlive(marks)) {
            return written;
        }
        // Both are gone; the supervisor may have written its last word between the two looks.
        return Optional.of(supervisor.exit(marks).orElse(ExitStatus.UNKNOWN));
    }

    /** Whatever the task started and left behind goes with it, as when a container is destroyed. */
    private void report(String container, ProcessMark process, ExitStatus status) {
        processes.killSession(process);
        if (!closed) {
            listener.onExit(container, status);
        }
    }

    @Override
    public void close() {
        closed = true;
        polling.cancel(false);
        poller.shutdownNow();
    }
}
