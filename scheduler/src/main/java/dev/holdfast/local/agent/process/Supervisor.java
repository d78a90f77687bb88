package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.ExitStatus;
import dev.holdfast.local.agent.core.ProcessMark;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The small shell that stands between the agent and a task's process, so that the agent may die and still learn later
 * how the process ended.
 *
 * <p>1. It leads a session of its own, so that a Ctrl-C meant for the agent reaches no task. 2. It starts the task in a
 * second new session, in the foreground: a background process of a shell would ignore SIGINT. 3. The task's first shell
 * writes its pid and start time, looks whether it was called off meanwhile, and becomes the task by exec.
 * 4. When the task ends the supervisor writes its exit status, by rename, so that it is there whole or not at all.
 */
final class Supervisor {

    private static final List<String> SETSID = List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid");

    private static final String SCRIPT = """
        # Arguments: directory for marks, file for output, file for errors, command with its arguments.
        marks=$1 session=$2
        shift 2
        # Handled, not ignored: what a shell ignores, its children ignore too.
        trap : HUP INT QUIT TERM
        line=
        [ -r /proc/$$/stat ] && read -r line < /proc/$$/stat
        [ -n "$line" ] && line="$$ ${line#* }"
        echo "${line:-$$}" > "$marks/supervisor"
        $session /bin/sh -c '
            marks=$1 out=$2 err=$3
            shift 3
            line=
            [ -r /proc/$$/stat ] && read -r line < /proc/$$/stat
            [ -n "$line" ] && line="$$ ${line#* }"
            echo "${line:-$$}" > "$marks/pid.new" && mv "$marks/pid.new" "$marks/pid" || exit 125
            [ -e "$marks/cancelled" ] && exit 125
            echo started
            exec "$@" < /dev/null >> "$out" 2>> "$err"
        ' sh "$marks" "$@"
        code=$?
        echo "$code" > "$marks/exit.new" && mv "$marks/exit.new" "$marks/exit"
        """;

    private final Path script;
    private final ProcessTable processes;
    private final String session;

    /** Writes the script to this path, where it stays for tasks that outlive the agent. */
    Supervisor(Path script, ProcessTable processes) throws IOException {
        this.script = script.toAbsolutePath();
        this.processes = processes;
        this.session = SETSID.stream()
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst()
                .orElse("");
        Files.createDirectories(script.resolve("..").normalize());
        Path fresh = Files.createTempFile(script.resolve("..").normalize(), "supervisor", ".new");
        Files.writeString(fresh, SCRIPT);
        Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A started task: its supervisor, which is a child of this program, and its own process. */
    record Started(Process supervisor, ProcessMark task) {}

    /**
     * Starts a command in a directory and returns when its process is there.
     *
     * @throws IOException when it could not be started; the message says why
     */
    Started start(Path marks, Path directory, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(marks);
        Path log = marks.resolve("log");
        List<String> words = new ArrayList<>();
        if (!session.isEmpty()) {
            words.add(session);
        }
        words.addAll(
                List.of("/bin/sh", script.toString(), marks.toAbsolutePath().toString(), session));
        words.add(directory.resolve("stdout").toString());
        words.add(directory.resolve("stderr").toString());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process supervisor = builder.start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8))) {
            // One word, or the end of the stream when it died first.
            String word = said.readLine();
            Optional<ProcessMark> task = pid(marks);
            if (word == null || task.isEmpty()) {
                throw new IOException("The process could not be started: "
                        + Files.readString(log).strip());
            }
            return new Started(supervisor, task.get());
        }
    }

    /** The task's process as it wrote itself down, running or not. */
    Optional<ProcessMark> pid(Path marks) throws IOException {
        return read(marks.resolve("pid")).flatMap(processes::parse);
    }

    boolean isAlive(Path marks) throws IOException {
        return read(marks.resolve("supervisor"))
                .flatMap(processes::parse)
                .filter(processes::isAlive)
                .isPresent();
    }

    Optional<ExitStatus> exit(Path marks) throws IOException {
        return read(marks.resolve("exit")).map(code -> new ExitStatus(Integer.parseInt(code.strip())));
    }

    /**
     * From now on no process of this task starts; one that is being started right now still may have written its pid.
     */
    void cancel(Path marks) throws IOException {
        Files.createDirectories(marks);
        if (!Files.exists(marks.resolve("cancelled"))) {
            Files.createFile(marks.resolve("cancelled"));
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }
}
