package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentCore;
import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.disk.Checkpoint;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns an agent's state. It takes what happened since last time, lets the core decide, saves the
 * state once, publishes it, and only then has the effects done.
 */
final class AgentLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);
    private static final int MAX_WAITING = 100_000;
    private static final int MAX_BATCH = 100;
    private static final long SAVE_AGAIN_MILLIS = 500;
    private static final int LOGGED_FAILURES = 60;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final AgentCore core;
    private final Checkpoint checkpoint;
    private final String bootId;
    private final Clock clock;
    private final Consumer<AgentEffect> effects;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private final Published published;
    private volatile boolean closed;

    /** An event, or somebody who wants to see the state as it is after all events before. */
    private sealed interface Work {
        record Event(AgentEvent event) implements Work {}

        record Look(CompletableFuture<AgentSnapshot> answer) implements Work {}

        record Stop() implements Work {}
    }

    /**
     * @param effects does one effect, quickly
     */
    AgentLoop(
            String name,
            AgentCore core,
            Checkpoint checkpoint,
            String bootId,
            Clock clock,
            Published published,
            Consumer<AgentEffect> effects) {
        this.name = name;
        this.core = core;
        this.checkpoint = checkpoint;
        this.bootId = bootId;
        this.clock = clock;
        this.effects = effects;
        this.published = published;
        published.set(core.snapshot());
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells of something that happened; from any thread. */
    void post(AgentEvent event) {
        if (!closed && !queue.offer(new Work.Event(event))) {
            log.error(
                    "{}: {} events wait already; {} is lost",
                    name,
                    MAX_WAITING,
                    event.getClass().getSimpleName());
        }
    }

    /** The state after the newest event that was handled. */
    AgentSnapshot state() {
        return published.get();
    }

    /** The state after all that was posted before. */
    AgentSnapshot look() {
        CompletableFuture<AgentSnapshot> answer = new CompletableFuture<>();
        if (closed || !queue.offer(new Work.Look(answer))) {
            return published.get();
        }
        try {
            return answer.get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return published.get();
        } catch (ExecutionException | TimeoutException stuck) {
            return published.get();
        }
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void turn() throws InterruptedException {
        List<Work> batch = new ArrayList<>();
        Optional.ofNullable(queue.poll(wait(clock.instant()).toMillis(), TimeUnit.MILLISECONDS))
                .ifPresent(batch::add);
        queue.drainTo(batch, MAX_BATCH);
        List<AgentEffect> todo = new ArrayList<>();
        for (Work work : batch) {
            if (work instanceof Work.Event event) {
                todo.addAll(handle(event.event()));
            }
        }
        if (batch.isEmpty() && !core.wakeUpAt().isAfter(clock.instant())) {
            todo.addAll(handle(new AgentEvent.Tick()));
        }
        AgentSnapshot state = core.snapshot();
        if (!save(state)) {
            return;
        }
        published.set(state);
        todo.forEach(this::perform);
        for (Work work : batch) {
            if (work instanceof Work.Look look) {
                look.answer().complete(state);
            }
        }
    }

    /**
     * Saves the state, however long the disk is full or gone: to act on what is not saved would be to forget it in the
     * next crash. Meanwhile the agent is silent, and its master takes it for lost. False when it closed before it
     * could.
     */
    private boolean save(AgentSnapshot state) throws InterruptedException {
        for (int failures = 0; !closed; failures++) {
            try {
                checkpoint.write(state, bootId);
                return true;
            } catch (IOException unwritable) {
                if (failures % LOGGED_FAILURES == 0) {
                    log.error(
                            "{}: the agent's state cannot be saved ({}). Make room on its disk: it goes on by itself",
                            name,
                            unwritable.toString());
                }
                TimeUnit.MILLISECONDS.sleep(SAVE_AGAIN_MILLIS);
            }
        }
        return false;
    }

    private Duration wait(Instant now) {
        Instant due = core.wakeUpAt();
        if (due.equals(Instant.MAX) || due.isAfter(now.plus(LONGEST_WAIT))) {
            return LONGEST_WAIT;
        }
        return due.isBefore(now) ? Duration.ZERO : Duration.between(now, due).plusMillis(1);
    }

    private List<AgentEffect> handle(AgentEvent event) {
        try {
            return core.handle(event, clock.instant());
        } catch (RuntimeException wrong) {
            // One message that makes no sense must not take the agent down with all its tasks.
            log.error("{}: cannot handle {}", name, event.getClass().getSimpleName(), wrong);
            return List.of();
        }
    }

    private void perform(AgentEffect effect) {
        try {
            effects.accept(effect);
        } catch (RuntimeException wrong) {
            log.error("{}: cannot do {}", name, effect.getClass().getSimpleName(), wrong);
        }
    }

    /** Ends after what is being done right now: an interrupt in the midst of saving would look like a broken disk. */
    @Override
    public void close() {
        closed = true;
        if (!queue.offer(new Work.Stop()) || Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
