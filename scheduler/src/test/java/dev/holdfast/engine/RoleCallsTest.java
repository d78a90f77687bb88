package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.CallResult;
import dev.holdfast.mesos.SchedulerCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What was said about roles and went astray is said again. The simulator found that nobody did: a node waited an hour for its volume. */
final class RoleCallsTest {

    private static final SchedulerCall REVIVE = new SchedulerCall.Revive(roles("holdfast/orders"));
    private static final CallResult LOST = new CallResult.Unanswered("timed out");

    private final List<SchedulerCall> sent = new ArrayList<>();
    private final Deque<CallResult> results = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final RoleCalls calls = new RoleCalls(
            call -> {
                sent.add(call);
                return CompletableFuture.completedFuture(results.isEmpty() ? new CallResult.Sent() : results.poll());
            },
            later::add);

    private static TreeSet<String> roles(String... names) {
        return new TreeSet<>(List.of(names));
    }

    private static SchedulerCall subscribed(String... names) {
        return new SchedulerCall.UpdateFramework(roles(names), new TreeSet<>());
    }

    private void timePasses() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    @Test
    void whatTheMasterTookOrRefusedNeedsNothing() {
        calls.heard(REVIVE, new CallResult.Sent());
        calls.heard(REVIVE, new CallResult.Rejected(400, "no"));
        calls.heard(new SchedulerCall.Suppress(roles("holdfast/orders")), LOST);
        timePasses();
        assertThat(sent).isEmpty();
    }

    @Test
    void aReviveThatWasNotAnsweredIsSentUntilTheMasterHearsIt() {
        results.add(new CallResult.NotConnected("refused"));
        results.add(LOST);
        calls.heard(REVIVE, LOST);
        timePasses();
        assertThat(sent).containsExactly(REVIVE, REVIVE, REVIVE);
    }

    @Test
    void ofSeveralSetsOfRolesOnlyTheNewestIsRepeated() {
        SchedulerCall older = subscribed("holdfast/orders");
        SchedulerCall newer = subscribed("holdfast/orders", "holdfast/pay");
        calls.leaves(older);
        calls.heard(older, LOST);
        calls.leaves(newer);
        calls.heard(newer, LOST);
        timePasses();
        assertThat(sent).containsExactly(newer);
    }

    @Test
    void itIsGivenUpAfterAMinute() {
        for (int i = 0; i < 100; i++) {
            results.add(LOST);
        }
        calls.heard(REVIVE, LOST);
        timePasses();
        assertThat(sent).hasSize(12);
    }
}
