package dev.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.OperationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SchedulerMeterTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ClusterName ORDERS = new ClusterName("orders");
    private static final State NOTHING = State.fresh(new Self("owner", "m", Optional.empty(), 0));

    private final SchedulerMeter meter = new SchedulerMeter();

    private State turn(State before, Event event, List<Fact> facts, List<Effect> effects) {
        State after = before;
        for (Fact fact : facts) {
            after = after.after(fact);
        }
        meter.turned(
                List.of(new TurnWatch.Decided(event, before, new Decision(after, facts, effects, NOW), NOW, 2_000_000)),
                3_000_000);
        return after;
    }

    @Test
    void aTurnIsCountedByItsEventItsFactsAndItsEffects() {
        turn(
                NOTHING,
                new Event.Rescinded(new OfferId("O1")),
                List.of(),
                List.of(new Effect.Decline(List.of(new OfferId("O2"), new OfferId("O3")), 5)));
        assertThat(Scrape.text(meter))
                .contains("holdfast_decisions_total{event=\"rescinded\"} 1.0")
                .contains("holdfast_decision_seconds_total{event=\"rescinded\"} 0.002")
                .contains("holdfast_offers_rescinded_total 1.0")
                .contains("holdfast_offers_declined_total 2.0")
                .contains("holdfast_turn_seconds_sum 0.005")
                .doesNotContain("holdfast_store_commit_seconds_count 1");
    }

    @Test
    void aNodeMovesOnceHoweverOftenItIsWritten() {
        NodeRecord wanted = NodeRecord.wanted(new NodeId(ORDERS, "data", 0), NOW);
        State state = turn(NOTHING, new Event.Tick(NOW), List.of(new Fact.NodeIs(wanted)), List.of());
        turn(state, new Event.Tick(NOW), List.of(new Fact.NodeIs(wanted), new Fact.NodeIs(wanted)), List.of());
        assertThat(Scrape.text(meter))
                .contains("holdfast_node_moves_total{cluster=\"orders\",state=\"wanted\"} 1.0")
                .contains("holdfast_facts_total{fact=\"node_is\"} 3.0")
                .contains("holdfast_store_commit_seconds_count 2");
    }

    @Test
    void aClusterThatIsNoMoreIsToldOfNoMore() {
        NodeRecord wanted = NodeRecord.wanted(new NodeId(ORDERS, "data", 0), NOW);
        State state = turn(NOTHING, new Event.Tick(NOW), List.of(new Fact.NodeIs(wanted)), List.of());
        meter.looked("toy", "orders", false, Duration.ofMillis(20));
        meter.looked("toy", "other", true, Duration.ofMillis(20));
        assertThat(Scrape.text(meter)).contains("cluster=\"orders\"");
        turn(state, new Event.Tick(NOW), List.of(new Fact.ClusterForgotten(ORDERS)), List.of());
        assertThat(Scrape.text(meter))
                .doesNotContain("cluster=\"orders\"")
                .contains("holdfast_probes_total{cluster=\"other\",outcome=\"answered\"} 1.0");
    }

    @Test
    void whatBecameOfAnOperationIsToldByKindAndNeverByItsId() {
        OperationStatus status = new OperationStatus(
                new OperationId("m1-42/reserve"), OperationStatus.State.DROPPED, "no", "", Optional.empty());
        turn(NOTHING, new Event.OperationUpdate(status), List.of(), List.of());
        assertThat(Scrape.text(meter))
                .contains("holdfast_operation_outcomes_total{operation=\"reserve\",outcome=\"dropped\"} 1.0")
                .doesNotContain("m1-42");
    }

    @Test
    void aCallIsNamedAsPeopleReadIt() {
        meter.called("AcceptInverse", "NotConnected");
        assertThat(Scrape.text(meter))
                .contains("holdfast_mesos_calls_total{call=\"accept_inverse\",result=\"not_connected\"} 1.0");
    }

    @Test
    void everyNumberSaysWhatItIs() {
        meter.loop(() -> 3, 100, () -> 0, () -> NOTHING);
        meter.house(() -> 1, () -> Double.NaN, () -> 4096);
        String text = Scrape.text(meter);
        List<String> names = text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        assertThat(names).contains("holdfast_queue_events", "holdfast_store_size_bytes", "jvm_memory_used_bytes");
        assertThat(names).as("one that is not known is left out").doesNotContain("holdfast_leader_epoch");
        assertThat(names).allMatch(name -> text.contains("# HELP " + name + " "));
    }
}
