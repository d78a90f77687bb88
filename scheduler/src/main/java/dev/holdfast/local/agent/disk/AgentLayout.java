package dev.holdfast.local.agent.disk;

import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Resource;
import java.nio.file.Path;

/**
 * Where things are in an agent's work directory; the same places as a real agent's, except that what watches processes
 * lies under {@code meta}, out of reach of sandboxes.
 *
 * @param root the work directory
 */
public record AgentLayout(Path root) {

    public Path meta() {
        return root.resolve("meta");
    }

    public Path supervisor() {
        return meta().resolve("supervisor.sh");
    }

    /** Pid and exit status of a task's process. */
    public Path marks(String container) {
        return meta().resolve("processes").resolve(safe(container));
    }

    public Path sandboxes() {
        return root.resolve("slaves");
    }

    /** Names of executors whose sandboxes may be collected, oldest first. */
    public Path finished() {
        return meta().resolve("finished");
    }

    public Path trash() {
        return root.resolve("trash");
    }

    public Path executorRuns(AgentID agent, FrameworkInfo framework, ExecutorInfo executor) {
        return sandboxes()
                .resolve(safe(agent.getValue()))
                .resolve("frameworks")
                .resolve(safe(framework.getId().getValue()))
                .resolve("executors")
                .resolve(safe(executor.getExecutorId().getValue()))
                .resolve("runs");
    }

    public Path executorSandbox(AgentID agent, FrameworkInfo framework, ExecutorInfo executor, ContainerID container) {
        return executorRuns(agent, framework, executor).resolve(safe(container.getValue()));
    }

    /** The task's sandbox: inside its executor's, or the executor's own for a task that is its executor. */
    public Path taskSandbox(AgentID agent, TaskLaunch launch) {
        Path executor = executorSandbox(agent, launch.framework(), launch.executor(), launch.executorContainer());
        return launch.isAlone()
                ? executor
                : executor.resolve("containers").resolve(safe(launch.container().getValue()));
    }

    /** Where a persistent volume's data is: under the work directory, or on the disk the resource names. */
    public Path volume(Resource volume) {
        int count = volume.getReservationsCount();
        String role = count == 0 ? "*" : volume.getReservations(count - 1).getRole();
        Resource.DiskInfo.Source source = volume.getDisk().getSource();
        String id = safe(volume.getDisk().getPersistence().getId());
        return switch (source.getType()) {
            case MOUNT -> Path.of(source.getMount().getRoot());
            case PATH -> onDisk(root.resolve(source.getPath().getRoot()), role, id);
            default -> onDisk(root, role, id);
        };
    }

    // Roles are paths themselves: written out as directories, the volume "c" of role "a/b" would lie in the volume "b"
    // of role "a".
    private static Path onDisk(Path disk, String role, String id) {
        String name = role.replace("~", "~0").replace("/", "~1");
        return disk.resolve("volumes").resolve("roles").resolve(safe(name)).resolve(id);
    }

    private static String safe(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/") || name.contains("\0")) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a directory");
        }
        return name;
    }
}
