package dev.holdfast.database.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people are told of a Kafka that runs and is not well. */
final class KafkaAilmentsTest {

    private final Scene scene = new Scene(3, 3);

    private List<Ailment> ailments() {
        return scene.rules.ailments(scene.view());
    }

    private Ailment only(String rule) {
        assertThat(ailments()).extracting(Ailment::rule).containsExactly(rule);
        return ailments().get(0);
    }

    private void config(int broker, String... keysAndValues) {
        TreeMap<String, String> config = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        scene.brokers.put(broker, Scene.registered(broker, false, config));
    }

    private void disk(int broker, String error, long freePercent) {
        Broker was = scene.brokers.get(broker);
        List<Directory> directories = List.of(new Directory("/log", error, false, 100L << 30, freePercent << 30));
        scene.brokers.put(
                broker, new Broker(broker, false, was.host(), 9092, "", directories, was.replicas(), was.config(), 30));
    }

    @Test
    void aKafkaInWhichAllIsWellHasNone() {
        scene.topic("rows", 2, 0, 1, 2);
        assertThat(ailments()).isEmpty();
    }

    @Test
    void whatComesUpForTheFirstTimeIsNotIllNorIsWhatIsDownAsAWhole() {
        scene.topic("rows", 2, List.of(0, 1, 2), List.of());
        scene.everReady = false;
        assertThat(ailments()).isEmpty();
        scene.everReady = true;
        List.copyOf(scene.nodes.keySet()).forEach(scene::down);
        assertThat(ailments()).isEmpty();
    }

    @Test
    void silenceIsToldWithWhatIsDown() {
        scene.down(Scene.broker(1));
        scene.answered = false;
        Ailment silence = only(KafkaAilments.ANSWER);
        assertThat(silence.text()).contains("connection refused");
        assertThat(silence.remedy()).isEqualTo("start what is down: holdfast start orders/broker-1");
    }

    @Test
    void aPartitionThatNobodyLeadsIsToldWithWhoHasItsData() {
        scene.topic("rows", 1, List.of(1), List.of(1));
        scene.topic("keys", 1, List.of(1, 2), List.of());
        scene.down(Scene.broker(1));
        Topic rows = scene.topics.get("rows");
        scene.topics.put("rows", leaderless(rows));
        Ailment told = only(PartitionAilments.LEADERLESS);
        assertThat(told.text()).contains("2 partitions", "keys-0, rows-0", "broker-1 (down), broker-2");
        assertThat(told.remedy())
                .contains("holdfast start orders/broker-1", "so is what only it had: holdfast replace orders/broker-1");
    }

    private static Topic leaderless(Topic topic) {
        KafkaDetails.Partition before = topic.partitions().get(0);
        return new Topic(
                topic.name(),
                false,
                topic.minInsyncReplicas(),
                List.of(new KafkaDetails.Partition(
                        before.id(), before.replicas(), before.isr(), -1, before.elr(), before.lastElr())),
                topic.config());
    }

    @Test
    void copiesThatLackAreToldByHowMuchTheyAreMissed() {
        scene.topic("rows", 2, List.of(0, 1, 2), List.of(0));
        scene.topic("keys", 2, List.of(0, 1, 2), List.of(0, 2));
        scene.down(Scene.broker(1));
        assertThat(ailments())
                .extracting(Ailment::rule)
                .containsExactly(PartitionAilments.TOO_FEW, PartitionAilments.BEHIND);
        assertThat(ailments().get(0).text()).contains("partition rows-0", "broker-1 (down), broker-2");
        assertThat(ailments().get(1).text()).contains("partition keys-0", "broker-1 (down)");
        assertThat(ailments().get(1).remedy()).isEqualTo("bring it back: holdfast start orders/broker-1");
    }

    @Test
    void whoIsUpAndBehindCatchesUpByItself() {
        scene.topic("rows", 2, List.of(0, 1, 2), List.of(0, 2));
        assertThat(only(PartitionAilments.BEHIND).remedy()).contains("by itself", "holdfast logs orders/broker-1");
    }

    @Test
    void whatIsBeingMovedIsNotBehind() {
        scene.topic("rows", 2, List.of(0, 1, 2), List.of(0, 1));
        PartitionId id = new PartitionId("rows", 0);
        scene.reassignments.put(id, new Reassigning(id, List.of(0, 1, 2), List.of(2), List.of()));
        assertThat(ailments()).isEmpty();
    }

    @Test
    void aControllerThatDoesNotFollowIsToldWithWhatIsLeftToLose() {
        scene.down(Scene.controller(1));
        Ailment told = only(KafkaAilments.CONTROLLERS);
        assertThat(told.text())
                .isEqualTo(
                        "controller-1 does not follow the active controller; if one more is lost, nothing can change any"
                                + " more");
        assertThat(told.remedy())
                .contains("holdfast start orders/controller-1", "holdfast replace orders/controller-1");
    }

    @Test
    void withoutAMajorityNothingCanChange() {
        scene.down(Scene.controller(0));
        scene.down(Scene.controller(1));
        scene.leader = -1;
        Ailment told = only(KafkaAilments.QUORUM);
        assertThat(told.text()).contains("1 of 3 controllers are in touch, and 2 must be");
        assertThat(told.remedy()).contains("holdfast start orders/controller-0, orders/controller-1");
    }

    @Test
    void disksThatFailOrFillUp() {
        disk(0, "I/O error", 0);
        disk(1, "", 12);
        disk(2, "", 3);
        assertThat(ailments()).extracting(Ailment::rule).containsExactly(KafkaAilments.DIRECTORY, KafkaAilments.DISK);
        assertThat(ailments().get(0).text()).contains("broker-0 (/log: I/O error)");
        assertThat(ailments().get(1).text())
                .contains("broker-1 has 12.0 GB of 100.0 GB free (12 %)", "broker-2", "without any room left ends");
    }

    @Test
    void aCordonThatNobodyHereOwesIsToldAndOneThatIsOwedIsNot() {
        config(1, KafkaChores.CORDONED, "*");
        Ailment told = only(KafkaAilments.CORDONED);
        assertThat(told.text()).startsWith("broker-1 takes no new partitions");
        assertThat(told.remedy()).contains("--entity-name 1 --delete-config cordoned.log.dirs");
        scene.debts.add(KafkaChores.cordonDebt(Scene.broker(1), new Sight(scene.view()).details()));
        assertThat(ailments()).isEmpty();
    }

    @Test
    void aLimitOnMovesThatOutlivesThemIsTold() {
        config(2, KafkaChores.BROKER_THROTTLES.get(0), "1000");
        scene.topic("rows", 1, 0, 2);
        assertThat(ailments()).as("of no topic: it limits nothing").isEmpty();
        Topic rows = scene.topics.get("rows");
        scene.topics.put(
                "rows",
                new Topic(
                        "rows",
                        false,
                        1,
                        rows.partitions(),
                        new TreeMap<>(Map.of(KafkaChores.TOPIC_THROTTLES.get(0), "*"))));
        assertThat(only(KafkaAilments.THROTTLED).text()).contains("on broker-2 for topic rows");
        scene.debts.add(KafkaChores.throttleDebt("rebalance", new Sight(scene.view()).details(), List.of()));
        assertThat(ailments()).isEmpty();
    }

    @Test
    void aBrokerThatIsNoNodeOfOursIsTold() {
        scene.brokers.put(7, Scene.registered(7, true, new TreeMap<>()));
        Ailment told = only(KafkaAilments.STRANGER);
        assertThat(told.text()).contains("broker 7 (127.0.0.9:9092, not up)");
        assertThat(told.remedy()).endsWith("holdfast client orders cluster unregister --id 7");
    }

    @Test
    void nothingIsConcludedFromWhatWasNotAnswered() {
        scene.topic("rows", 2, List.of(0, 1, 2), List.of(0));
        config(1, KafkaChores.CORDONED, "*");
        disk(0, "I/O error", 0);
        scene.known = List.of(Part.BROKERS);
        assertThat(ailments()).isEmpty();
    }
}
