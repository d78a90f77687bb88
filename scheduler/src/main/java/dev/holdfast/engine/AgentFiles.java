package dev.holdfast.engine;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.mesos.Sandbox;
import dev.holdfast.model.Agent;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.TaskId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What lies in sandboxes, read through the agents' HTTP API. */
public final class AgentFiles {

    /** Enough for an exception with its causes and their traces. */
    private static final int LAST_WORDS_BYTES = 32_000;

    private final OperatorApi operator;
    private volatile Optional<FrameworkId> framework = Optional.empty();

    AgentFiles(OperatorApi operator) {
        this.operator = operator;
    }

    void framework(FrameworkId id) {
        framework = Optional.of(id);
    }

    List<Agent> all() throws OperatorException, InterruptedException {
        return operator.agents();
    }

    private static String sandbox(FrameworkId framework, ExecutorId executor, TaskId task, String containerId) {
        return containerId.isEmpty()
                ? Sandbox.ofTask(framework, executor, task)
                : Sandbox.ofContainer(framework, executor, containerId);
    }

    /** Bytes from {@code offset} of a file that has {@code size}. */
    private record Part(long offset, long size, String text) {}

    private Part read(URI agent, String path, long offset, int length) throws OperatorException, InterruptedException {
        long from = offset;
        if (offset < 0) {
            long size = operator.read(agent, path, 0, 1).size();
            from = Math.max(0, size + offset);
        }
        OperatorApi.FilePart part = operator.read(agent, path, from, Math.min(length, OperatorApi.MAX_READ_BYTES));
        return new Part(from, part.size(), new String(part.data(), StandardCharsets.UTF_8));
    }

    /**
     * What a chore beside a node has written. Whatever cannot be had is empty: how it ended does not depend on it.
     *
     * <p>Why it failed is in what it wrote beside its JSON lines, looked for only where it told no result.
     */
    Event.ChoreSaid read(Effect.ReadChore read) throws InterruptedException {
        ChoreWords told = ChoreWords.of(endOf(read, "stdout"));
        String words = read.last() && told.result().isEmpty()
                ? LastWords.of(endOf(read, "stderr")).orElse("")
                : "";
        return new Event.ChoreSaid(read.node(), read.task(), told.progress(), told.result(), words, read.last());
    }

    private String endOf(Effect.ReadChore read, String file) throws InterruptedException {
        if (framework.isEmpty()) {
            return "";
        }
        String sandbox = sandbox(framework.get(), read.executor(), read.task(), read.containerId());
        try {
            return read(OperatorApi.address(read.agent()), sandbox + "/" + file, -LAST_WORDS_BYTES, LAST_WORDS_BYTES)
                    .text();
        } catch (OperatorException e) {
            return "";
        }
    }

    /** What a task that ended said of why; empty if it said nothing, or it cannot be had. */
    Optional<String> lastWords(Effect.ReadLastWords read) throws InterruptedException {
        if (framework.isEmpty()) {
            return Optional.empty();
        }
        ExecutorId executor = new ExecutorId(read.task().value());
        String sandbox = sandbox(framework.get(), executor, read.task(), read.containerId());
        for (String file : List.of("stderr", "stdout")) {
            try {
                Part part = read(
                        OperatorApi.address(read.agent()), sandbox + "/" + file, -LAST_WORDS_BYTES, LAST_WORDS_BYTES);
                Optional<String> words = LastWords.of(part.text());
                if (words.isPresent()) {
                    return words;
                }
            } catch (OperatorException e) {
                // A sandbox may be gone, or never have been: then there are no last words.
            }
        }
        return Optional.empty();
    }
}
