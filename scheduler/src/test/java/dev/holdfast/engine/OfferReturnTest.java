package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.CallResult;
import dev.holdfast.mesos.SchedulerCall;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Offers of calls that went astray are given back. The simulator found that nobody did. */
final class OfferReturnTest {

    private static final OfferId OFFER = new OfferId("offer-1");
    private static final SchedulerCall ACCEPT = new SchedulerCall.Accept(List.of(OFFER), List.of(), Duration.ZERO);

    private final List<SchedulerCall> sent = new ArrayList<>();
    private final Deque<CallResult> results = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final OfferReturn offers = new OfferReturn(
            call -> {
                sent.add(call);
                return CompletableFuture.completedFuture(results.isEmpty() ? new CallResult.Sent() : results.poll());
            },
            later::add);

    private void timePasses() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    @Test
    void whatTheMasterTookOrRefusedNeedsNothing() {
        offers.heard(ACCEPT, new CallResult.Sent());
        offers.heard(ACCEPT, new CallResult.Rejected(400, "no"));
        offers.heard(new SchedulerCall.Revive(new java.util.TreeSet<>()), new CallResult.Unanswered("timed out"));
        timePasses();
        assertThat(sent).isEmpty();
    }

    @Test
    void anAcceptThatWasNotAnsweredIsDeclinedUntilTheMasterHearsIt() {
        results.add(new CallResult.NotConnected("refused"));
        results.add(new CallResult.Unanswered("timed out"));
        offers.heard(ACCEPT, new CallResult.Unanswered("timed out"));
        timePasses();
        assertThat(sent)
                .hasSize(3)
                .allSatisfy(call ->
                        assertThat(((SchedulerCall.Decline) call).offers()).containsExactly(OFFER));
    }

    @Test
    void anAnswerToAnInverseOfferThatWentAstrayIsGivenSoThatTheMasterAsksAgain() {
        offers.heard(
                new SchedulerCall.AcceptInverse(List.of(OFFER), Duration.ZERO), new CallResult.Unanswered("timed out"));
        timePasses();
        assertThat(sent)
                .singleElement()
                .satisfies(call -> assertThat(((SchedulerCall.DeclineInverse) call).offers())
                        .containsExactly(OFFER));
    }

    @Test
    void itIsGivenUpAfterAMinute() {
        for (int i = 0; i < 100; i++) {
            results.add(new CallResult.NotConnected("refused"));
        }
        offers.heard(new SchedulerCall.Decline(List.of(OFFER), Duration.ZERO), new CallResult.NotConnected("refused"));
        timePasses();
        assertThat(sent).hasSize(12);
    }
}
