package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FreshAgentsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final FreshAgents agents = new FreshAgents();
    private final List<Effect> asked = new CopyOnWriteArrayList<>();

    private void answer() {
        agents.hears(new Event.AgentsKnown(Optional.of(List.of()), ""));
        agents.shown();
    }

    @Test
    void whoLooksWaitsForThePictureWithTheMastersAnswerAndForNoOther() throws Exception {
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        Thread looker = new Thread(() -> {
            try {
                agents.await(asked::add, LONG);
                looked.complete(true);
            } catch (InterruptedException e) {
                looked.completeExceptionally(e);
            }
        });
        looker.start();
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }
        agents.hears(new Event.Tick(Instant.EPOCH));
        agents.shown();
        assertThat(looked).isNotDone();
        answer();
        assertThat(looked.get()).isTrue();
        assertThat(asked).containsExactly(new Effect.AskForAgents());
    }

    @Test
    void manyWhoLookAtOnceAskTheMasterOnce() throws Exception {
        agents.await(asked::add, Duration.ofMillis(1));
        answer();
        for (int i = 0; i < 50; i++) {
            agents.await(asked::add, LONG);
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void aMasterThatSaysNothingIsNotWaitedForForLong() throws Exception {
        agents.await(asked::add, Duration.ofMillis(1));
        assertThat(asked).hasSize(1);
    }
}
