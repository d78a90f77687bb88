package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private final TreeMap<Integer, Broker> brokers = new TreeMap<>();
    private final TreeMap<Integer, Member> voters = new TreeMap<>();
    private final TreeMap<Integer, Member> observers = new TreeMap<>();
    private final TreeMap<NodeId, Status> status = new TreeMap<>();

    private NodeHealth health(NodeId node) {
        KafkaDetails details = new KafkaDetails(
                "c",
                Source.BROKERS,
                List.of(Part.values()),
                brokers,
                Optional.of(new Quorum(9000, 1, 100, voters, observers)),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                status,
                Moving.NOTHING,
                new TreeSet<>());
        return Objects.requireNonNull(
                Health.of(List.of(Views.node(node, new TreeMap<>())), details).get(node));
    }

    private void says(NodeId node, int state) {
        status.put(node, new Status(5, state, "NAME", 0, 0, 0, 1, 1));
    }

    private void registered(int id, boolean fenced) {
        brokers.put(id, new Broker(id, fenced, "h", 1, "", List.of(), new TreeMap<>(), new TreeMap<>(), 0));
    }

    @Test
    void a_broker_is_ready_when_it_says_running_and_the_controllers_have_it_unfenced() {
        says(Views.broker(1), Status.RUNNING);
        registered(1, false);
        assertThat(health(Views.broker(1))).isEqualTo(new NodeHealth(true, true, "running", 5));

        registered(1, true);
        assertThat(health(Views.broker(1)))
                .isEqualTo(new NodeHealth(false, true, "running, still fenced by the controllers", 5));

        brokers.clear();
        assertThat(health(Views.broker(1)).text()).isEqualTo("running, not registered with the controllers");

        registered(1, false);
        says(Views.broker(1), 1);
        assertThat(health(Views.broker(1)).ready()).isFalse();
    }

    @Test
    void a_broker_whose_agent_is_silent_is_not_ready_but_alive_while_the_controllers_hear_it() {
        registered(1, false);
        assertThat(health(Views.broker(1)).ready()).isFalse();
        assertThat(health(Views.broker(1)).seenAlive()).isTrue();

        registered(1, true);
        assertThat(health(Views.broker(1)).seenAlive()).isFalse();

        observers.put(1, new Member(1, "d", 90, 400, 400));
        assertThat(health(Views.broker(1)).seenAlive()).isTrue();

        observers.put(1, new Member(1, "d", 90, 60_000, 60_000));
        assertThat(health(Views.broker(1)).seenAlive()).isFalse();
    }

    @Test
    void a_controller_is_ready_when_it_answers_and_follows_closely() {
        voters.put(9000, new Member(9000, "a", 100, 0, 0));
        voters.put(9001, new Member(9001, "b", 100, 300, 300));
        voters.put(9002, new Member(9002, "c", 40, 100, 60_000));
        for (int i = 0; i < 3; i++) {
            says(Views.controller(i), -1);
        }
        assertThat(health(Views.controller(0))).isEqualTo(new NodeHealth(true, true, "active controller", 5));
        assertThat(health(Views.controller(1))).isEqualTo(new NodeHealth(true, true, "voter", 5));
        assertThat(health(Views.controller(2)))
                .isEqualTo(new NodeHealth(false, true, "catching up: 60 records behind", 5));

        status.clear();
        assertThat(health(Views.controller(1)))
                .isEqualTo(new NodeHealth(false, true, "in the quorum, but its status endpoint does not answer", 0));
    }

    @Test
    void a_controller_on_a_new_disk_is_the_observer_not_the_voter_it_was() {
        voters.put(9000, new Member(9000, "a", 100, 0, 0));
        voters.put(9001, new Member(9001, "old", 70, 90_000, 90_000));
        observers.put(9001, new Member(9001, "new", 100, 200, 200));
        says(Views.controller(1), -1);

        assertThat(health(Views.controller(1)).ready()).isTrue();
    }
}
