package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.ProbeOutcome;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.mesos.v1.CheckInfo;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.HealthCheck;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes one probe at a time and waits for its outcome. A real agent asks at 127.0.0.1; here several agents share a
 * machine, each with an address of its own, so a task is asked at its agent's.
 */
public final class Prober {

    private static final double NANOS = 1e9;

    private final String ip;
    private final HttpClient http;
    private final TaskUser users;
    private final ProcessTable processes;

    public Prober(String ip, HttpClient http, TaskUser users, ProcessTable processes) {
        this.ip = ip;
        this.http = http;
        this.users = users;
        this.processes = processes;
    }

    /** Probes a task's health. */
    public ProbeOutcome health(TaskLaunch launch, ProcessMark process, HealthCheck check, Path sandbox) {
        Duration timeout = duration(check.getTimeoutSeconds());
        return switch (check.getType()) {
            case COMMAND -> command(launch, process, check.getCommand(), sandbox, timeout);
            case HTTP ->
                http(
                        check.getHttp().hasScheme() ? check.getHttp().getScheme() : "http",
                        check.getHttp().getPort(),
                        check.getHttp().getPath(),
                        timeout);
            case TCP -> tcp(check.getTcp().getPort(), timeout);
            case UNKNOWN -> new ProbeOutcome.NoAnswer("a health check of no known type");
        };
    }

    /** Takes a task's check. */
    public ProbeOutcome check(TaskLaunch launch, ProcessMark process, CheckInfo check, Path sandbox) {
        Duration timeout = duration(check.getTimeoutSeconds());
        return switch (check.getType()) {
            case COMMAND -> command(launch, process, check.getCommand().getCommand(), sandbox, timeout);
            case HTTP -> http("http", check.getHttp().getPort(), check.getHttp().getPath(), timeout);
            case TCP -> tcp(check.getTcp().getPort(), timeout);
            case UNKNOWN -> new ProbeOutcome.NoAnswer("a check of no known type");
        };
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(Math.max(0, seconds) * NANOS));
    }

    private ProbeOutcome http(String scheme, int port, String path, Duration timeout) {
        String slash = path.startsWith("/") ? "" : "/";
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://" + ip + ":" + port + slash + path))
                    .timeout(timeout)
                    .GET()
                    .build();
            return new ProbeOutcome.HttpStatus(
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException | IllegalArgumentException noAnswer) {
            return new ProbeOutcome.NoAnswer(String.valueOf(noAnswer.getMessage()));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new ProbeOutcome.NoAnswer("the agent is closing");
        }
    }

    private ProbeOutcome tcp(int port, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ip, port), Math.toIntExact(Math.max(1, timeout.toMillis())));
            return new ProbeOutcome.Connected(true);
        } catch (IOException refused) {
            return new ProbeOutcome.Connected(false);
        }
    }

    private ProbeOutcome command(
            TaskLaunch launch, ProcessMark process, CommandInfo command, Path sandbox, Duration timeout) {
        try {
            List<String> words = new ArrayList<>(users.prefix(TaskUser.wanted(launch)));
            words.addAll(TaskProcesses.words(command));
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(sandbox.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            environment(builder.environment(), launch, process, command);
            Process probe = builder.start();
            if (!probe.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                probe.descendants().forEach(ProcessHandle::destroyForcibly);
                probe.destroyForcibly();
                return new ProbeOutcome.NoAnswer("timed out after " + timeout);
            }
            return new ProbeOutcome.ExitCode(probe.exitValue());
        } catch (IOException cannotRun) {
            return new ProbeOutcome.NoAnswer(String.valueOf(cannotRun.getMessage()));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new ProbeOutcome.NoAnswer("the agent is closing");
        }
    }

    /** The task's own environment as its process has it: after a restart the agent no longer knows its secrets. */
    private void environment(
            Map<String, String> environment, TaskLaunch launch, ProcessMark process, CommandInfo command)
            throws IOException {
        List<String> own = processes.environment(process.pid());
        if (own.isEmpty()) {
            environment.putAll(TaskEnvironment.values(launch.task().getCommand().getEnvironment()));
        } else {
            environment.clear();
            for (String variable : own) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    environment.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
        }
        environment.putAll(TaskEnvironment.values(command.getEnvironment()));
    }
}
