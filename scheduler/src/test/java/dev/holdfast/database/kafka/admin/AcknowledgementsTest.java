package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements();

    @Test
    void are_kept_while_the_broker_is_down_and_forgotten_when_it_can_be_seen_again() {
        acknowledgements.taken(Views.NAME, Chore.on(Views.broker(3), "uncordon"));
        acknowledgements.taken(Views.NAME, Chore.on(Views.broker(3), "drain"));

        assertThat(acknowledgements.outOfSight(Views.NAME, seen(3, true))).containsExactly("uncordon/3");
        assertThat(acknowledgements.outOfSight(Views.NAME, seen(4, false))).containsExactly("uncordon/3");
        assertThat(acknowledgements.outOfSight(Views.NAME, seen(3, false))).isEmpty();
        assertThat(acknowledgements.outOfSight(Views.NAME, seen(3, true))).isEmpty();
    }

    @Test
    void a_new_cordon_undoes_them() {
        acknowledgements.taken(Views.NAME, Chore.on(Views.broker(3), "uncordon"));
        acknowledgements.taken(Views.NAME, Chore.on(Views.broker(3), "clear-dynamic-config"));
        acknowledgements.taken(Views.NAME, Chore.on(Views.broker(3), "cordon"));

        assertThat(acknowledgements.outOfSight(Views.NAME, seen(3, true))).isEmpty();
    }

    private static KafkaDetails seen(int broker, boolean fenced) {
        TreeMap<Integer, Broker> brokers = new TreeMap<>();
        brokers.put(broker, new Broker(broker, fenced, "h", 1, "", List.of(), new TreeMap<>(), new TreeMap<>(), 0));
        return new KafkaDetails(
                "c",
                Source.BROKERS,
                List.of(Part.values()),
                brokers,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Moving.NOTHING,
                new TreeSet<>());
    }
}
