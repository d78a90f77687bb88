package dev.holdfast.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java process of ours that answers each line with a line, and ends when its standard input does. */
final class Child implements AutoCloseable {

    /** What a child says when it is up. */
    static final String READY = "up";

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
    private static final Duration LONGEST_END = Duration.ofSeconds(10);
    private static final String END = "\u0000the end";

    private final String name;
    private final Process process;
    private final PrintWriter out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "real-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a class with a {@code main} of this class path, and waits until it is up. Logs to {@code logs/NAME.log}. */
    static Child start(
            String name,
            Class<?> main,
            Path logs,
            List<String> options,
            Map<String, String> environment,
            List<String> arguments)
            throws IOException {
        Files.createDirectories(logs);
        Path logging = logs.resolve(name + "-logback.xml");
        Files.writeString(logging, logging(logs.resolve(name + ".log")));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-Dorg.sqlite.tmpdir=" + logs));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(name + ".err").toFile()));
        builder.environment().putAll(environment);
        Child child = new Child(name, builder.start());
        String first = child.next();
        if (!first.equals(READY)) {
            child.close();
            throw new IOException(name + " did not come up: " + first + "; see " + logs.resolve(name + ".err"));
        }
        return child;
    }

    private static String logging(Path file) {
        return """
                <configuration>
                  <appender name="file" class="ch.qos.logback.core.FileAppender">
                    <file>%s</file>
                    <encoder><pattern>%%d{HH:mm:ss.SSS} %%-5level %%thread %%logger{20} %%msg%%n</pattern></encoder>
                  </appender>
                  <logger name="org.apache.kafka" level="ERROR"/>
                  <logger name="io.javalin" level="WARN"/>
                  <logger name="org.eclipse.jetty" level="WARN"/>
                  <root level="INFO"><appender-ref ref="file"/></root>
                </configuration>
                """.formatted(file);
    }

    /** One question, one answer. */
    synchronized String ask(String line) {
        out.println(line);
        return next();
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String next() {
        try {
            String line = lines.poll(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError(name + " has not answered for " + LONGEST_ANSWER);
            }
            if (line.equals(END)) {
                lines.add(END);
                throw new AssertionError(name + " has ended by itself");
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            // Its pipe broke with it.
        }
        lines.add(END);
    }

    /** For the child's own main: returns when whoever started it is gone. */
    static void untilStandardInputEnds() {
        try (InputStream in = System.in;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            while (reader.readLine() != null) {
                // Nothing is expected.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        out.close();
        kill();
    }
}
