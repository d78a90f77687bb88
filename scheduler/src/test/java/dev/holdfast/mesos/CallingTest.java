package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallingTest {

    private static final FakeMaster.Plain TAKEN = FakeMaster.Plain.of(202, "");
    private static final FakeMaster.Plain DONE = FakeMaster.Plain.of(200, "");

    private final ClientFixture fixture = new ClientFixture();
    private final FakeMaster master = fixture.master;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void sendsCallsInOrderWithStreamAndFrameworkId() throws Exception {
        fixture.start();
        String streamId = fixture.subscribed("1.11.0").id();
        master.nextCall();
        List<CompletableFuture<CallResult>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(fixture.client().send(decline("offer-" + i)));
        }
        for (int i = 0; i < 50; i++) {
            FakeMaster.Received received = master.nextCall();
            assertThat(received.streamId()).contains(streamId);
            assertThat(received.call().getFrameworkId().getValue()).isEqualTo("fw-1");
            assertThat(received.call().getDecline().getOfferIds(0).getValue()).isEqualTo("offer-" + i);
            assertThat(ClientFixture.await(results.get(i))).isEqualTo(new CallResult.Sent());
        }
    }

    @Test
    void givesTheMastersOwnWordsWhenItRejects() throws Exception {
        master.answerCalls(call -> FakeMaster.Plain.of(400, "Failed to validate scheduler::Call: Not a valid UUID\n"));
        fixture.start();
        fixture.subscribed("1.11.0");

        assertThat(send(decline("o")))
                .isEqualTo(new CallResult.Rejected(400, "Failed to validate scheduler::Call: Not a valid UUID"));
        assertThat(fixture.client().isSubscribed()).isTrue();
    }

    @Test
    void turnsCallsAwayBeforeTheSubscriptionStands() throws Exception {
        fixture.start();
        assertThat(send(decline("o"))).isInstanceOf(CallResult.NotConnected.class);
        master.nextStream();
        fixture.next(MesosEvent.Connected.class);
        assertThat(send(decline("o"))).isInstanceOf(CallResult.NotConnected.class);
        master.nextCall();
        assertThat(master.hasCalls()).isFalse();
    }

    @Test
    void sendsNothingOnceItMayNotActAnyMore() throws Exception {
        fixture.start();
        fixture.subscribed("1.11.0");
        master.nextCall();
        fixture.mayAct.set(false);

        assertThat(send(decline("o"))).isEqualTo(new CallResult.NotConnected("this scheduler no longer leads"));
        assertThat(master.hasCalls()).isFalse();
    }

    @Test
    void turnsCallsAwayWhenTooManyWait() throws Exception {
        fixture.settings = ClientFixture.settings(WireFormat.PROTOBUF, ClientFixture.LONG, 1 << 20, 1);
        CountDownLatch hold = new CountDownLatch(1);
        master.answerCalls(call -> {
            await(hold);
            return TAKEN;
        });
        fixture.start();
        fixture.subscribed("1.11.0");
        master.nextCall();
        CompletableFuture<CallResult> underWay = fixture.client().send(decline("a"));
        master.nextCall();
        CompletableFuture<CallResult> waiting = fixture.client().send(decline("b"));

        assertThat(send(decline("c")))
                .isInstanceOfSatisfying(
                        CallResult.NotConnected.class,
                        result -> assertThat(result.reason()).contains("1 calls are waiting"));
        hold.countDown();
        assertThat(ClientFixture.await(underWay)).isEqualTo(new CallResult.Sent());
        assertThat(ClientFixture.await(waiting)).isEqualTo(new CallResult.Sent());
    }

    @Test
    void saysThatAnAnswerDidNotCome() throws Exception {
        fixture.settings = ClientFixture.settings(WireFormat.PROTOBUF, Duration.ofMillis(100), 1 << 20, 10);
        CountDownLatch hold = new CountDownLatch(1);
        master.answerCalls(call -> {
            await(hold);
            return TAKEN;
        });
        fixture.start();
        fixture.subscribed("1.11.0");

        assertThat(send(decline("o")))
                .isInstanceOfSatisfying(
                        CallResult.Unanswered.class,
                        result -> assertThat(result.reason()).contains("no answer within 100 ms"));
        hold.countDown();
    }

    @Test
    void neitherWaitsNorSendsUnderALaterSubscription() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        master.answerCalls(call -> {
            await(hold);
            return TAKEN;
        });
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        master.nextCall();
        CompletableFuture<CallResult> underWay = fixture.client().send(decline("a"));
        master.nextCall();
        CompletableFuture<CallResult> waiting = fixture.client().send(decline("b"));
        stream.cut();
        fixture.next(MesosEvent.Disconnected.class);

        assertThat(ClientFixture.await(underWay)).isInstanceOf(CallResult.Unanswered.class);
        assertThat(ClientFixture.await(waiting)).isInstanceOf(CallResult.NotConnected.class);
        hold.countDown();
        fixture.subscribed("1.11.0");
        assertThat(master.nextCall().call().getType()).isEqualTo(Call.Type.SUBSCRIBE);
        assertThat(send(decline("c"))).isEqualTo(new CallResult.Sent());
        assertThat(master.nextCall().call().getDecline().getOfferIds(0).getValue())
                .isEqualTo("c");
    }

    @Test
    void subscribesAgainWhenTheMasterHasForgottenTheSubscription() throws Exception {
        master.answerCalls(call -> FakeMaster.Plain.of(403, "Framework is not subscribed"));
        fixture.start();
        fixture.subscribed("1.11.0");

        assertThat(send(decline("o"))).isEqualTo(new CallResult.Rejected(403, "Framework is not subscribed"));
        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("has forgotten our subscription");
        fixture.subscribed("1.11.0");
    }

    @Test
    void changesRolesByACallFromMesos19On() throws Exception {
        master.answerCalls(call -> DONE);
        fixture.start();
        fixture.subscribed("1.9.0");
        master.nextCall();

        assertThat(send(new SchedulerCall.UpdateFramework(roles("holdfast/a", "holdfast/b"), roles("holdfast/b"))))
                .isEqualTo(new CallResult.Sent());
        Call call = master.nextCall().call();
        assertThat(call.getType()).isEqualTo(Call.Type.UPDATE_FRAMEWORK);
        assertThat(call.getUpdateFramework().getFrameworkInfo().getRolesList())
                .containsExactly("holdfast/a", "holdfast/b");
        assertThat(call.getUpdateFramework().getFrameworkInfo().getId().getValue())
                .isEqualTo("fw-1");
        assertThat(call.getUpdateFramework().getSuppressedRolesList()).containsExactly("holdfast/b");
    }

    @Test
    void changesRolesByANewSubscriptionBelowMesos19() throws Exception {
        fixture.start();
        fixture.subscribed("1.8.1");
        master.nextCall();

        assertThat(send(new SchedulerCall.UpdateFramework(roles("holdfast/a", "holdfast/b"), roles("holdfast/b"))))
                .isEqualTo(new CallResult.Sent());
        assertThat(fixture.next(MesosEvent.Disconnected.class).retryIn()).isZero();
        fixture.subscribed("1.8.1");
        Call call = master.nextCall().call();
        assertThat(call.getType()).isEqualTo(Call.Type.SUBSCRIBE);
        assertThat(call.getSubscribe().getFrameworkInfo().getRolesList()).containsExactly("holdfast/a", "holdfast/b");
        assertThat(call.getSubscribe().getSuppressedRolesList()).containsExactly("holdfast/b");
    }

    @Test
    void returnsToTheOldRolesWhenTheMasterRejectsNewOnes() throws Exception {
        master.answerCalls(call -> FakeMaster.Plain.of(400, "invalid role"));
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        assertThat(send(new SchedulerCall.UpdateFramework(roles("no way"), roles())))
                .isEqualTo(new CallResult.Rejected(400, "invalid role"));
        stream.cut();
        fixture.next(MesosEvent.Disconnected.class);
        fixture.subscribed("1.11.0");

        master.nextCall();
        master.nextCall();
        assertThat(master.nextCall().call().getSubscribe().getFrameworkInfo().getRolesList())
                .containsExactly("holdfast/a");
    }

    @Test
    void returnsToTheOldRolesWhenAnOldMasterRefusesTheSubscription() throws Exception {
        fixture.start();
        fixture.subscribed("1.8.1");
        assertThat(send(new SchedulerCall.UpdateFramework(roles("no way"), roles())))
                .isEqualTo(new CallResult.Sent());
        fixture.next(MesosEvent.Disconnected.class);
        fixture.next(MesosEvent.Connected.class);
        master.nextStream().send(ClientFixture.error("'FrameworkInfo.roles' contains invalid role"));

        assertThat(fixture.next(MesosEvent.Failed.class).isFinal()).isFalse();
        fixture.next(MesosEvent.Disconnected.class);
        fixture.subscribed("1.8.1");
        master.nextCall();
        assertThat(master.nextCall().call().getSubscribe().getFrameworkInfo().getRolesList())
                .containsExactly("no way");
        assertThat(master.nextCall().call().getSubscribe().getFrameworkInfo().getRolesList())
                .containsExactly("holdfast/a");
    }

    @Test
    void asksForRolesThatChangedWhileItWasSubscribing() throws Exception {
        master.answerCalls(call -> DONE);
        fixture.start();
        FakeMaster.Stream stream = master.nextStream();
        fixture.next(MesosEvent.Connected.class);
        assertThat(send(new SchedulerCall.UpdateFramework(roles("holdfast/late"), roles())))
                .isInstanceOf(CallResult.NotConnected.class);
        stream.send(ClientFixture.subscribed("1.11.0", ClientFixture.LONG));

        assertThat(master.nextCall().call().getSubscribe().getFrameworkInfo().getRolesList())
                .containsExactly("holdfast/a");
        assertThat(master.nextCall()
                        .call()
                        .getUpdateFramework()
                        .getFrameworkInfo()
                        .getRolesList())
                .containsExactly("holdfast/late");
    }

    @Test
    void answersEveryCallWhenItIsClosed() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        master.answerCalls(call -> {
            await(hold);
            return TAKEN;
        });
        fixture.start();
        fixture.subscribed("1.11.0");
        CompletableFuture<CallResult> underWay = fixture.client().send(kill("a"));
        CompletableFuture<CallResult> waiting = fixture.client().send(kill("b"));
        master.nextCall();
        master.nextCall();
        fixture.client().close();

        assertThat(ClientFixture.await(underWay)).isInstanceOf(CallResult.Unanswered.class);
        assertThat(ClientFixture.await(waiting)).isInstanceOf(CallResult.NotConnected.class);
        assertThat(send(kill("c"))).isInstanceOf(CallResult.NotConnected.class);
        hold.countDown();
    }

    private CallResult send(SchedulerCall call) throws Exception {
        return ClientFixture.await(fixture.client().send(call));
    }

    private static SchedulerCall decline(String offer) {
        return new SchedulerCall.Decline(List.of(new OfferId(offer)), Duration.ofSeconds(1));
    }

    private static SchedulerCall kill(String task) {
        return new SchedulerCall.Kill(new TaskId(task), Optional.of(new AgentId("s")), Optional.empty());
    }

    private static SortedSet<String> roles(String... roles) {
        return new TreeSet<>(List.of(roles));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
