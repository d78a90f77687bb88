package dev.holdfast.engine;

import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's secrets: one file each, named as in {@code ${secret:NAME}}. They are read just before a launch leaves
 * and put nowhere else, so that state, plans, logs and views only ever hold names.
 */
public final class SecretFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);

    /** Linux takes no longer variable into a process's environment. */
    private static final int MOST_BYTES = 100_000;

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path directory;

    /** {@code directory} need not exist as long as nothing secret is asked for. */
    public SecretFiles(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Why a secret cannot be used; never what is in it. */
    public Optional<Problem> problem(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.of(
                    Problem.of("", "there is no secret '" + name + "'", "write it to " + file + ", mode 0600"));
        }
        try {
            boolean open = Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            if (open) {
                return Optional.of(
                        Problem.of("", "others may read or write the secret in " + file, "chmod 600 " + file));
            }
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                return Optional.of(Problem.of(
                        "", "the secret in " + file + " is too long", "use at most " + MOST_BYTES + " bytes"));
            }
            String value = read(file);
            return value.isEmpty() || value.indexOf('\0') >= 0
                    ? Optional.of(Problem.of("", "the secret in " + file + " is empty or no text", "write it anew"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(Problem.of(
                    "",
                    "the secret in " + file + " cannot be read: " + e.getClass().getSimpleName(),
                    "let the scheduler's user read it"));
        }
    }

    /**
     * The operation with the values of its secrets in it, for sending only. A secret that cannot be had leaves an empty
     * variable: the node's start command then refuses, and says so.
     */
    Operation filled(Operation operation) {
        if (!(operation instanceof Operation.LaunchGroup launch)) {
            return operation;
        }
        return new Operation.LaunchGroup(
                launch.executor(), launch.tasks().stream().map(this::filled).toList());
    }

    private TaskSpec filled(TaskSpec task) {
        List<TaskSpec.Variable> environment = new ArrayList<>();
        for (TaskSpec.Variable variable : task.environment()) {
            environment.add(
                    variable.secret()
                            ? new TaskSpec.Variable(variable.name(), value(variable.value()), true)
                            : variable);
        }
        return new TaskSpec(
                task.id(),
                task.name(),
                task.agentId(),
                task.resources(),
                task.command(),
                task.user(),
                environment,
                task.fetches(),
                task.graceSeconds(),
                task.volumes(),
                task.ports(),
                task.labels());
    }

    private String value(String name) {
        Optional<Problem> problem = problem(name);
        if (problem.isPresent()) {
            LOG.warn("{}: {}", problem.get().message(), problem.get().remedy());
            return "";
        }
        try {
            return read(directory.resolve(name));
        } catch (IOException e) {
            LOG.warn("the secret '{}' cannot be read: {}", name, e.getClass().getSimpleName());
            return "";
        }
    }

    /** Without the line break that editors and echo put at the end. */
    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    }
}
