package dev.holdfast.local.agent.disk;

import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ContainerInfo;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the directories tasks run in.
 *
 * <p>1. An executor's sandbox holds its persistent volumes, as links at their container paths.
 * 2. A task's sandbox lies inside it. A volume of type SANDBOX_PATH and PARENT is a link to that place in the
 * executor's sandbox, but only where the agent has the isolator {@code volume/sandbox_path}: without it the task starts
 * all the same and finds nothing there, as on a real agent.
 * 3. Read-only mounts are links too, and no more read-only than the files are.
 */
public final class Sandboxes {

    private final AgentLayout layout;
    private final boolean linksSandboxPaths;

    public Sandboxes(AgentLayout layout, boolean linksSandboxPaths) {
        this.layout = layout;
        this.linksSandboxPaths = linksSandboxPaths;
    }

    /**
     * Makes the sandbox of a task, and its executor's if that is not there yet.
     *
     * @throws IOException when a directory or link cannot be made, or a volume is of a kind this agent does not have
     */
    public synchronized Path prepare(AgentID agent, TaskLaunch launch, Owner owner) throws IOException {
        Path executor =
                layout.executorSandbox(agent, launch.framework(), launch.executor(), launch.executorContainer());
        if (!Files.exists(executor)) {
            Files.createDirectories(executor);
            owner.take(executor);
            linkLatest(executor);
        }
        // Every time: the task before this one may have failed half-way.
        linkVolumes(executor, launch.executor().getResourcesList(), owner);
        Path task = layout.taskSandbox(agent, launch);
        if (!launch.isAlone()) {
            Files.createDirectories(task);
            owner.take(task);
            Path byTask = Files.createDirectories(executor.resolve("tasks"));
            link(byTask, launch.task().getTaskId().getValue(), Path.of("..").resolve(executor.relativize(task)));
        }
        linkVolumes(task, launch.task().getResourcesList(), owner);
        if (launch.task().hasContainer()) {
            mount(executor, task, launch.task().getContainer(), owner);
        }
        for (String output : List.of("stdout", "stderr")) {
            if (!Files.exists(task.resolve(output))) {
                owner.take(Files.createFile(task.resolve(output)));
            }
        }
        return task;
    }

    private static void linkLatest(Path run) throws IOException {
        Path latest = run.resolveSibling("latest");
        Files.deleteIfExists(latest);
        Files.createSymbolicLink(latest, run.getFileName());
    }

    private void linkVolumes(Path sandbox, List<Resource> resources, Owner owner) throws IOException {
        for (Resource resource : resources) {
            if (!resource.getDisk().hasPersistence()) {
                continue;
            }
            Path data = layout.volume(resource).toAbsolutePath();
            if (!Files.isDirectory(data)) {
                throw new IOException("The persistent volume '"
                        + resource.getDisk().getPersistence().getId() + "' has no directory " + data
                        + " on this agent. Restart the agent to have it made again, empty");
            }
            owner.take(data);
            link(sandbox, resource.getDisk().getVolume().getContainerPath(), data);
        }
    }

    private void mount(Path executor, Path task, ContainerInfo container, Owner owner) throws IOException {
        if (container.getType() == ContainerInfo.Type.DOCKER) {
            throw new IOException("This agent runs no container images. Launch the task without one");
        }
        for (Volume volume : container.getVolumesList()) {
            Volume.Source source = volume.getSource();
            if (source.getType() != Volume.Source.Type.SANDBOX_PATH) {
                throw new IOException("This agent has no volumes of kind "
                        + (volume.hasSource() ? source.getType() : "HOST_PATH") + " (wanted at "
                        + volume.getContainerPath() + "). Use SANDBOX_PATH");
            }
            if (!linksSandboxPaths) {
                continue;
            }
            boolean isParent = source.getSandboxPath().getType() == Volume.Source.SandboxPath.Type.PARENT;
            Path from =
                    inside(isParent ? executor : task, source.getSandboxPath().getPath());
            if (!Files.exists(from)) {
                Files.createDirectories(from);
                owner.take(from);
            }
            link(task, volume.getContainerPath(), from.toAbsolutePath());
        }
    }

    private static void link(Path sandbox, String containerPath, Path target) throws IOException {
        Path link = inside(sandbox, containerPath);
        Path parent = link.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException exists) {
            boolean same =
                    Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target);
            if (!same) {
                throw new IOException("Something else is already at " + containerPath + " in the sandbox", exists);
            }
        }
    }

    private static Path inside(Path sandbox, String path) throws IOException {
        Path resolved = sandbox.resolve(path).normalize();
        if (Path.of(path).isAbsolute() || !resolved.startsWith(sandbox) || resolved.equals(sandbox)) {
            throw new IOException(
                    "The path '" + path + "' is not inside the sandbox. Use a relative path without '..'");
        }
        return resolved;
    }

    /** Deletes a sandbox, and the directories above it that are left empty; what its links point to stays. */
    static void delete(Path run) throws IOException {
        Directories.delete(run);
        Path runs = run.resolveSibling("latest").getParent();
        if (runs == null || !Files.isDirectory(runs)) {
            return;
        }
        Path latest = runs.resolve("latest");
        if (Files.isSymbolicLink(latest) && !Files.exists(latest)) {
            Files.deleteIfExists(latest);
        }
        if (isEmpty(runs)) {
            Path executor = runs.resolve("..").normalize();
            Files.deleteIfExists(runs);
            if (isEmpty(executor)) {
                Files.deleteIfExists(executor);
            }
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }
}
