package dev.holdfast.local.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.DurationInfo;
import dev.holdfast.mesos.v1.InverseOffer;
import dev.holdfast.mesos.v1.MachineID;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TimeInfo;
import dev.holdfast.mesos.v1.Unavailability;
import dev.holdfast.mesos.v1.maintenance.Schedule;
import dev.holdfast.mesos.v1.maintenance.Window;
import dev.holdfast.mesos.v1.master.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A maintenance schedule, and what frameworks and agents hear of it. */
final class ScheduleStoryTest {

    private static final Duration ROUND = Duration.ofMillis(1100);
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Unavailability HOUR = Unavailability.newBuilder()
            .setStart(TimeInfo.newBuilder().setNanoseconds(TimeUnit.SECONDS.toNanos(START.getEpochSecond() + 3600)))
            .setDuration(DurationInfo.newBuilder().setNanoseconds(TimeUnit.HOURS.toNanos(1)))
            .build();

    private final SimulatedMesos mesos = new SimulatedMesos(START, MasterTimings.likeMesos());
    private final FakeAgent agent = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");

    private TestScheduler running() {
        TestScheduler scheduler = TestScheduler.modern(mesos, "r");
        scheduler.accept(scheduler.launch(agent.id(), "e1", "t1"));
        scheduler.live(ROUND);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_RUNNING);
        scheduler.live(ROUND);
        return scheduler;
    }

    private static MachineID machine(String hostname, String ip) {
        return MachineID.newBuilder().setHostname(hostname).setIp(ip).build();
    }

    private static Schedule window(MachineID... machines) {
        return Schedule.newBuilder()
                .addWindows(
                        Window.newBuilder().addAllMachineIds(List.of(machines)).setUnavailability(HOUR))
                .build();
    }

    private SimulatedMesos.Answer schedule(Schedule schedule) {
        Call.Builder call = Call.newBuilder().setType(Call.Type.UPDATE_MAINTENANCE_SCHEDULE);
        call.getUpdateMaintenanceScheduleBuilder().setSchedule(schedule);
        return mesos.operator(call.build());
    }

    private SimulatedMesos.Answer machines(Call.Type type, MachineID... machines) {
        Call.Builder call = Call.newBuilder().setType(type);
        if (type == Call.Type.START_MAINTENANCE) {
            call.getStartMaintenanceBuilder().addAllMachines(List.of(machines));
        } else {
            call.getStopMaintenanceBuilder().addAllMachines(List.of(machines));
        }
        return mesos.operator(call.build());
    }

    private String status() {
        return mesos.operator(Call.newBuilder()
                        .setType(Call.Type.GET_MAINTENANCE_STATUS)
                        .build())
                .text();
    }

    private static List<InverseOffer> asked(TestScheduler scheduler) {
        return scheduler.stream().ofType(Event.Type.INVERSE_OFFERS).stream()
                .flatMap(event -> event.getInverseOffers().getInverseOffersList().stream())
                .toList();
    }

    private static void answer(TestScheduler scheduler, OfferID id, boolean yes, double seconds) {
        dev.holdfast.mesos.v1.scheduler.Call.Builder call = dev.holdfast.mesos.v1.scheduler.Call.newBuilder();
        if (yes) {
            call.setType(dev.holdfast.mesos.v1.scheduler.Call.Type.ACCEPT_INVERSE_OFFERS);
            call.getAcceptInverseOffersBuilder()
                    .addInverseOfferIds(id)
                    .getFiltersBuilder()
                    .setRefuseSeconds(seconds);
        } else {
            call.setType(dev.holdfast.mesos.v1.scheduler.Call.Type.DECLINE_INVERSE_OFFERS);
            call.getDeclineInverseOffersBuilder()
                    .addInverseOfferIds(id)
                    .getFiltersBuilder()
                    .setRefuseSeconds(seconds);
        }
        assertThat(scheduler.say(call).status()).isEqualTo(202);
    }

    @Test
    void whoUsesAnAgentWithAWindowIsAskedAndItsOffersComeAnewWithTheWindow() {
        TestScheduler scheduler = running();
        assertThat(scheduler.offer().hasUnavailability()).isFalse();
        assertThat(schedule(window(machine("HOST", "127.0.0.2"))).status()).isEqualTo(200);
        scheduler.live(ROUND);
        scheduler.live(ROUND);
        assertThat(asked(scheduler)).singleElement().satisfies(asked -> {
            assertThat(asked.getAgentId()).isEqualTo(agent.id());
            assertThat(asked.getUnavailability()).isEqualTo(HOUR);
        });
        assertThat(scheduler.stream().ofType(Event.Type.RESCIND)).isNotEmpty();
        assertThat(scheduler.offer().getUnavailability()).isEqualTo(HOUR);
    }

    @Test
    void whoIsNeitherThereNorOfferedAnythingThereIsNotAsked() {
        running();
        TestScheduler other = TestScheduler.with(mesos, "other", info -> info);
        other.say(dev.holdfast.mesos.v1.scheduler.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.scheduler.Call.Type.SUPPRESS)
                .setSuppress(dev.holdfast.mesos.v1.scheduler.Call.Suppress.getDefaultInstance()));
        schedule(window(machine("host", "127.0.0.2")));
        other.live(Duration.ofSeconds(5));
        assertThat(asked(other)).isEmpty();
    }

    @Test
    void bothHostAndAddressMustBeTheAgents() {
        TestScheduler scheduler = running();
        schedule(window(machine("host", "127.0.0.3"), machine("host", ""), machine("", "127.0.0.2")));
        scheduler.live(Duration.ofSeconds(5));
        assertThat(asked(scheduler)).isEmpty();
    }

    @Test
    void anAnswerIsShownToTheOperatorAndHoldsForTheTimeItGives() {
        TestScheduler scheduler = running();
        schedule(window(machine("host", "127.0.0.2")));
        scheduler.live(ROUND);
        assertThat(status()).contains("UNKNOWN");
        answer(scheduler, asked(scheduler).get(0).getId(), false, 30);
        assertThat(status()).contains("DECLINE").doesNotContain("ACCEPT");
        scheduler.live(Duration.ofSeconds(28));
        assertThat(asked(scheduler)).hasSize(1);
        scheduler.live(Duration.ofSeconds(5));
        assertThat(asked(scheduler)).hasSize(2);
        answer(scheduler, asked(scheduler).get(1).getId(), true, 30);
        assertThat(status()).contains("ACCEPT").doesNotContain("DECLINE");
    }

    @Test
    void aScheduleThatIsCalledOffTakesBackWhatWasAskedAndOffersAreWithoutAWindowAgain() {
        TestScheduler scheduler = running();
        schedule(window(machine("host", "127.0.0.2")));
        scheduler.live(ROUND);
        assertThat(schedule(Schedule.getDefaultInstance()).status()).isEqualTo(200);
        scheduler.live(ROUND);
        assertThat(scheduler.stream()
                        .last(Event.Type.RESCIND_INVERSE_OFFER)
                        .getRescindInverseOffer()
                        .getInverseOfferId())
                .isEqualTo(asked(scheduler).get(0).getId());
        assertThat(scheduler.offer().hasUnavailability()).isFalse();
        scheduler.live(Duration.ofMinutes(1));
        assertThat(asked(scheduler)).hasSize(1);
    }

    @Test
    void aMachineThatGoesDownEndsItsAgentAndMayComeBackWhenItIsUp() {
        TestScheduler scheduler = running();
        MachineID id = machine("host", "127.0.0.2");
        assertThat(machines(Call.Type.START_MAINTENANCE, id).text()).contains("is not in DRAINING mode");
        schedule(window(id));
        assertThat(machines(Call.Type.STOP_MAINTENANCE, id).text()).contains("is not in DOWN mode");
        assertThat(machines(Call.Type.START_MAINTENANCE, id).status()).isEqualTo(200);
        assertThat(scheduler.status("t1").getState()).isEqualTo(TaskState.TASK_GONE);
        assertThat(agent.heard()).anyMatch(ToAgent.Refused.class::isInstance);
        assertThat(status()).contains("down_machines");
        assertThat(schedule(Schedule.getDefaultInstance()).text()).contains("cannot be removed from the schedule");
        FakeAgent again = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");
        assertThat(again.heard()).as("its machine is down").anyMatch(ToAgent.Refused.class::isInstance);
        assertThat(machines(Call.Type.STOP_MAINTENANCE, id).status()).isEqualTo(200);
        assertThat(status()).doesNotContain("down_machines\":[{");
        FakeAgent up = mesos.addAgent(TestAgents.plain("host"), "127.0.0.2");
        assertThat(up.heard()).anyMatch(ToAgent.Registered.class::isInstance);
    }

    @Test
    void aScheduleOutlivesTheMaster() {
        running();
        Schedule schedule = window(machine("host", "127.0.0.2"));
        schedule(schedule);
        assertThat(mesos.saved().schedule()).isEqualTo(schedule);
        mesos.killMaster();
        mesos.startMaster();
        assertThat(mesos.operator(Call.newBuilder()
                                .setType(Call.Type.GET_MAINTENANCE_SCHEDULE)
                                .build())
                        .text())
                .contains("127.0.0.2");
        assertThat(status().toLowerCase(Locale.ROOT)).contains("draining_machines");
    }

    @Test
    void aScheduleThatIsWrongIsRefusedWhole() {
        schedule(window(machine("host", "127.0.0.2")));
        assertThat(schedule(window()).text()).contains("List of machines in the maintenance window is empty");
        assertThat(schedule(window(machine("", ""))).text()).contains("Both 'hostname' and 'ip'");
        assertThat(schedule(window(machine("a", ""), machine("A", ""))).text()).contains("more than once");
        assertThat(schedule(window(machine("a", "x.y"))).text()).contains("Failed to parse the IP");
        assertThat(schedule(window(machine("", ""))).status()).isEqualTo(400);
        assertThat(mesos.saved().schedule()).isEqualTo(window(machine("host", "127.0.0.2")));
    }
}
