package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SubscribingTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeMaster master = fixture.master;

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void subscribesAndHandsOnEventsInOrder(WireFormat format) throws Exception {
        fixture.settings = fixture.settings.withFormat(format);
        fixture.start();
        FakeMaster.Stream stream = master.nextStream();
        stream.send(ClientFixture.subscribed("1.11.0", Duration.ofSeconds(15)));
        stream.send(ClientFixture.heartbeat());

        assertThat(fixture.next(MesosEvent.Connected.class).master()).isEqualTo(master.address());
        MesosEvent.Subscribed subscribed = fixture.next(MesosEvent.Subscribed.class);
        assertThat(subscribed.frameworkId()).isEqualTo(ClientFixture.FRAMEWORK);
        assertThat(subscribed.heartbeatInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(subscribed.master().version()).isEqualTo("1.11.0");
        fixture.next(MesosEvent.Heartbeat.class);

        FakeMaster.Received received = master.nextCall();
        assertThat(received.streamId()).isEmpty();
        assertThat(received.authorization()).isEmpty();
        assertThat(received.call().hasFrameworkId()).isFalse();
        assertThat(received.call().getSubscribe().getFrameworkInfo().getRolesList())
                .containsExactly("holdfast/a");
        assertThat(received.call().getSubscribe().getFrameworkInfo().getCapabilitiesList())
                .extracting(capability -> capability.getType().name())
                .containsExactlyInAnyOrder(
                        "MULTI_ROLE",
                        "RESERVATION_REFINEMENT",
                        "PARTITION_AWARE",
                        "TASK_KILLING_STATE",
                        "REGION_AWARE");
        assertThat(received.call().getSubscribe().getFrameworkInfo().getFailoverTimeout())
                .isEqualTo(28 * 24 * 3600.0);
        assertThat(received.call().getSubscribe().getFrameworkInfo().getCheckpoint())
                .isTrue();
    }

    @Test
    void namesAKnownFrameworkTwiceAndItsPrincipalWithTheSecretInTheHeader() throws Exception {
        fixture.framework = new FrameworkSettings(
                "nobody",
                "holdfast",
                new Credentials("holdfast", "sesame"),
                fixture.framework.roles(),
                Duration.ofDays(1),
                true,
                Optional.of(ClientFixture.FRAMEWORK),
                "here.example",
                "http://here.example:4040");
        fixture.start();
        FakeMaster.Received received = master.nextCall();

        assertThat(received.call().getFrameworkId().getValue()).isEqualTo("fw-1");
        assertThat(received.call().getSubscribe().getFrameworkInfo().getId().getValue())
                .isEqualTo("fw-1");
        assertThat(received.call().getSubscribe().getFrameworkInfo().getPrincipal())
                .isEqualTo("holdfast");
        assertThat(received.authorization()).contains("Basic aG9sZGZhc3Q6c2VzYW1l");
        assertThat(received.call().toString()).doesNotContain("sesame");
        assertThat(fixture.framework.toString()).doesNotContain("sesame");
    }

    @Test
    void followsARedirectWithoutASchemeToTheLeader() throws Exception {
        try (FakeMaster leader = new FakeMaster()) {
            master.refuseNext(
                    FakeMaster.Plain.redirect("//127.0.0.1:" + leader.address().getPort() + "/api/v1/scheduler"));
            fixture.start();
            leader.nextStream().send(ClientFixture.subscribed("1.11.0", ClientFixture.LONG));

            assertThat(fixture.next(MesosEvent.Connected.class).master()).isEqualTo(leader.address());
            fixture.next(MesosEvent.Subscribed.class);
            ClientFixture.await(fixture.client().send(new SchedulerCall.Teardown()));
            leader.nextCall();
            assertThat(leader.nextCall().call().getType()).isEqualTo(Call.Type.TEARDOWN);
        }
    }

    @Test
    void givesUpOnMastersThatSendItInCircles() throws Exception {
        for (int i = 0; i < 6; i++) {
            master.refuseNext(
                    FakeMaster.Plain.redirect("//127.0.0.1:" + master.address().getPort()));
        }
        fixture.start();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("do not agree on a leader");
    }

    @Test
    void triesTheNextMasterWhereOneDoesNotAnswer() throws Exception {
        fixture.start(nobodyThere(), master.address());
        master.nextStream();

        assertThat(fixture.next(MesosEvent.Connected.class).master()).isEqualTo(master.address());
    }

    @Test
    void saysThatNoMasterAnswers() throws Exception {
        URI nobody = nobodyThere();
        fixture.start(nobody);

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason())
                .contains("no Mesos master answers at " + nobody)
                .contains("refused");
    }

    @Test
    void asksForCredentialsWhereAMasterWantsThem() throws Exception {
        master.refuseNext(FakeMaster.Plain.of(401, ""));
        fixture.start();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("give the framework a principal");
    }

    @Test
    void namesThePrincipalThatAMasterDoesNotKnowButNotItsSecret() throws Exception {
        fixture.framework =
                FrameworkSettings.of("root", "holdfast", new Credentials("holdfast", "wrong-secret"), Optional.empty());
        master.refuseNext(FakeMaster.Plain.of(401, ""));
        master.refuseNext(FakeMaster.Plain.of(403, "Not allowed"));
        fixture.start();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason())
                .contains("does not know principal 'holdfast'")
                .doesNotContain("wrong-secret");
        assertThat(fixture.next(MesosEvent.Disconnected.class).reason())
                .contains("does not let principal 'holdfast' be a framework (Not allowed)");
        master.nextStream();
        fixture.next(MesosEvent.Connected.class);
    }

    @Test
    void waitsForAMasterThatDoesNotLeadYet() throws Exception {
        master.refuseNext(FakeMaster.Plain.of(503, "Master has not finished recovery"));
        fixture.start();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason())
                .contains("does not lead yet (Master has not finished recovery)");
        fixture.subscribed("1.11.0");
    }

    @Test
    void tellsAServerThatIsNoMaster() throws Exception {
        master.refuseNext(FakeMaster.Plain.of(404, "nothing here"));
        master.leaveOutStreamIds();
        fixture.start();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("is it a Mesos master?");
        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("no Mesos-Stream-Id");
    }

    @Test
    void subscribesAgainWithItsIdAfterSilence() throws Exception {
        fixture.start();
        FakeMaster.Stream stream = master.nextStream();
        stream.send(ClientFixture.subscribed("1.11.0", Duration.ofMillis(20)));
        fixture.next(MesosEvent.Connected.class);
        fixture.next(MesosEvent.Subscribed.class);

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason())
                .contains("nothing was heard from")
                .contains("for 100 ms");
        fixture.subscribed("1.11.0");
        assertThat(master.nextCall().call().hasFrameworkId()).isFalse();
        assertThat(master.nextCall().call().getFrameworkId().getValue()).isEqualTo("fw-1");
    }

    @Test
    void noticesAStreamCutInsideARecord() throws Exception {
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        stream.write("100\nonly a part".getBytes(StandardCharsets.US_ASCII));
        stream.cut();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("broke");
        fixture.subscribed("1.11.0");
    }

    @Test
    void noticesAnOrderlyEndInsideARecordAndOneBetweenRecords() throws Exception {
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        stream.write("100\nonly a part".getBytes(StandardCharsets.US_ASCII));
        stream.end();

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("after 11 of a record's 100 bytes");
        fixture.subscribed("1.11.0").end();
        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("closed the stream");
    }

    @Test
    void doesNotTakeARecordWithoutBounds() throws Exception {
        fixture.start();
        fixture.subscribed("1.11.0").write("99999999\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("longer than the 1048576 allowed");
    }

    @Test
    void passesOverWhatItCannotReadAndGoesOn() throws Exception {
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        stream.write("3\n???".getBytes(StandardCharsets.US_ASCII));
        stream.send(Event.getDefaultInstance());
        stream.send(ClientFixture.heartbeat());

        fixture.next(MesosEvent.Heartbeat.class);
    }

    @Test
    void stopsForGoodWhenANewerSchedulerTookOver() throws Exception {
        fixture.start();
        FakeMaster.Stream stream = fixture.subscribed("1.11.0");
        stream.send(ClientFixture.error("Framework failed over"));
        stream.end();

        assertThat(fixture.next(MesosEvent.Failed.class))
                .isEqualTo(new MesosEvent.Failed("Framework failed over", true));
        assertThat(fixture.client().isStopped()).isTrue();
        assertThat(ClientFixture.await(fixture.client().send(new SchedulerCall.Teardown())))
                .isInstanceOfSatisfying(
                        CallResult.NotConnected.class,
                        result -> assertThat(result.reason()).contains("Framework failed over"));
        fixture.client().close();
        master.nextCall();
        assertThat(master.hasCalls()).isFalse();
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void stopsForGoodWhenTheFrameworkHasBeenRemoved() throws Exception {
        fixture.start();
        master.nextStream().send(ClientFixture.error("Framework has been removed"));

        fixture.next(MesosEvent.Connected.class);
        assertThat(fixture.next(MesosEvent.Failed.class).isFinal()).isTrue();
        assertThat(fixture.client().isStopped()).isTrue();
    }

    @Test
    void triesAgainAfterAnyOtherError() throws Exception {
        fixture.start();
        master.nextStream().send(ClientFixture.error("Not authorized to use roles '{ x }'"));

        fixture.next(MesosEvent.Connected.class);
        assertThat(fixture.next(MesosEvent.Failed.class).isFinal()).isFalse();
        assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("Not authorized to use roles");
        fixture.subscribed("1.11.0");
    }

    @Test
    void beginsAnewWhenAnEventCouldNotBeHandled() throws Exception {
        AtomicInteger heartbeats = new AtomicInteger();
        try (MesosClient client = new MesosClient(
                fixture.framework,
                MasterLocator.fixed(List.of(master.address())),
                fixture.settings,
                event -> {
                    if (event instanceof MesosEvent.Heartbeat && heartbeats.incrementAndGet() == 1) {
                        throw new IllegalStateException("no room");
                    }
                    fixture.events.add(event);
                },
                () -> 0.0,
                () -> true)) {
            client.start();
            fixture.subscribed("1.11.0").send(ClientFixture.heartbeat());

            assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("could not be handled");
            fixture.subscribed("1.11.0").send(ClientFixture.heartbeat());
            fixture.next(MesosEvent.Heartbeat.class);
        }
    }

    private static URI nobodyThere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
