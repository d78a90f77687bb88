package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.GB;
import static dev.holdfast.database.cassandra.Scene.NOW;
import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CassandraAilmentsTest {

    private final Scene scene = new Scene(3);

    private List<Ailment> ailments() {
        return scene.rules.ailments(scene.view());
    }

    private Ailment only(String rule) {
        List<Ailment> all = ailments();
        assertThat(all).extracting(Ailment::rule).containsExactly(rule);
        return all.get(0);
    }

    @Test
    void aRingThatIsWellHasNone() {
        assertThat(ailments()).isEmpty();
    }

    @Test
    void oneThatIsDownIsNamedWithWhatToDo() {
        scene.down(1).downFor = Duration.ofMinutes(20);
        Ailment ailment = only("node-down");
        assertThat(ailment.text()).isEqualTo("node-1 is down since 20 minutes");
        assertThat(ailment.remedy())
                .isEqualTo("holdfast start ring/node-1; if its disk is lost: holdfast replace ring/node-1");
    }

    @Test
    void oneDownForLongerThanHintsAreKeptIsSaidToNeedARepair() {
        scene.down(1).downFor = Duration.ofHours(5);
        assertThat(only("node-down").text())
                .isEqualTo(
                        "node-1 is down since 5 hours; others no longer keep what it misses, so it is repaired once it"
                                + " is back");
    }

    @Test
    void oneThatRunsButIsNotSeenIsToldApart() {
        scene.at(0).seesDown.add(1);
        scene.at(2).seesDown.add(1);
        assertThat(only("node-down").text()).contains("in the eyes of others, though its process runs");
    }

    @Test
    void nodesThatDisagreeOnTheSchemaAreSaidSo() {
        scene.at(2).schema = "s2";
        assertThat(only("schema").text()).startsWith("the nodes have 2 versions of the schema");
    }

    @Test
    void aJoinIsOnlyStuckWhenNoDataIsOnItsWayForLong() {
        scene.joining(3).startedAt = NOW.minus(Duration.ofMinutes(40));
        scene.at(3).streams.add(new Stream("Bootstrap", "127.0.0.10", GB, 3 * GB));
        assertThat(ailments()).isEmpty();
        scene.at(3).streams.clear();
        assertThat(only("joining").text()).isEqualTo("node-3 joins since 40 minutes, and no data is on its way to it");
    }

    @Test
    void aDiskThatFillsUpIsNamedBeforeItIsTooLate() {
        scene.at(0).disk = new Disk(15 * GB, 100 * GB);
        assertThat(only("disk").text()).isEqualTo("node-0 has 15.0 GB of 100.0 GB free (15 %)");
        scene.at(0).disk = new Disk(5 * GB, 100 * GB);
        assertThat(only("disk").text()).contains("too little to compact");
    }

    @Test
    void whatIsLeftOverOfLeavingIsNamed() {
        scene.at(2).standing = Standing.LEAVING;
        assertThat(only("leaving").text()).isEqualTo("node-2 leaves by the word of others, but not by its own");
        scene.at(2).standing = Standing.NORMAL;
        scene.left(2);
        assertThat(only("has-left").remedy()).contains("holdfast replace ring/node-2");
    }

    @Test
    void oneThatIsDrainedServesNobody() {
        scene.at(1).mode = Mode.DRAINED;
        scene.at(1).seenUp = true;
        assertThat(only("drained").remedy()).startsWith("holdfast restart ring/node-1");
    }

    @Test
    void oneInTheRingThatDoesNotAnswerClients() {
        scene.at(1).cql = false;
        assertThat(only("clients").text()).isEqualTo("node-1 is in the ring, but does not serve clients");
    }

    @Test
    void aMemberThatIsNoneOfOurs() {
        One other = new One(7);
        other.answers = false;
        scene.ones.put(7, other);
        scene.notes();
        // Forgotten by Holdfast, but not by the ring.
        assertThat(CassandraAilments.of(without(7))).extracting(Ailment::rule).containsExactly("stranger");
    }

    private dev.holdfast.database.ClusterView without(int index) {
        dev.holdfast.database.ClusterView view = scene.view();
        java.util.TreeMap<dev.holdfast.model.NodeId, dev.holdfast.database.NodeView> nodes =
                new java.util.TreeMap<>(view.nodes());
        nodes.remove(node(index));
        return new dev.holdfast.database.ClusterView(
                view.target(), nodes, view.identity(), view.observation(), List.of(), true, view.now());
    }

    @Test
    void racksThatAreUneven() {
        Scene ring = new Scene(6);
        ring.racks("a", "a", "a", "b", "b", "b");
        assertThat(ring.rules.ailments(ring.view())).isEmpty();
        ring.racks("a", "a", "a", "a", "b", "b");
        assertThat(ring.rules.ailments(ring.view()))
                .singleElement()
                .satisfies(ailment ->
                        assertThat(ailment.text()).startsWith("racks are uneven: 4 nodes on a, 2 nodes on b"));
    }

    @Test
    void oneNotRepairedForTenDays() {
        scene.at(1).joinedAt = NOW.minus(Duration.ofDays(11));
        assertThat(only("repair").text())
                .isEqualTo("node-1 was not repaired for more than 10 days: deleted rows may come" + " back");
        scene.ended(1, CassandraChores.repair(node(1)), true, NOW.minus(Duration.ofDays(1)));
        scene.notes();
        assertThat(ailments()).isEmpty();
    }

    @Test
    void silenceIsSaidAndNothingConcludedFromIt() {
        scene.answered = false;
        assertThat(only("answer").text()).endsWith("connection refused");
    }
}
