package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import java.util.List;
import org.junit.jupiter.api.Test;

class BringUpTest {

    private final Scene scene = empty(3);

    private static Scene empty(int count) {
        Scene scene = new Scene(count);
        scene.everReady = false;
        scene.identity.clear();
        for (int i = 0; i < count; i++) {
            scene.placed(i);
        }
        return scene;
    }

    /** It became a member. */
    private void member(int index) {
        One one = scene.joining(index);
        one.mode = Mode.NORMAL;
        one.standing = Standing.NORMAL;
        one.cql = true;
        scene.notes();
    }

    @Test
    void theFirstSeedBeginsTheRingAndTheOthersWaitForIt() {
        assertThat(scene.allows(Action.START, 0)).isEmpty();
        assertThat(scene.allows(Action.START, 1))
                .containsExactly(Blocker.waitFor("start-order", "node-0 joins first: nodes join one at a time"));
        assertThat(scene.shut(Action.START, 2)).containsExactly("start-order");
        assertThat(Seeds.addresses(node(0), scene.view())).containsExactly("127.0.0.10");
    }

    @Test
    void whereTheFirstSeedHasNoPlaceNobodyElseBeginsARing() {
        scene.ones.remove(0);
        assertThat(scene.shut(Action.START, 1)).containsExactly("start-order");
    }

    @Test
    void theNextJoinsOnlyWhenTheOneBeforeIsAMember() {
        member(0);
        assertThat(scene.allows(Action.START, 1)).isEmpty();
        scene.joining(1);
        assertThat(scene.shut(Action.START, 2)).containsExactly("start-order");
        member(1);
        assertThat(scene.allows(Action.START, 2)).isEmpty();
    }

    @Test
    void onesThatJoinAreNeverToldThatTheyAreSeedsThemselves() {
        member(0);
        assertThat(Seeds.addresses(node(1), scene.view())).containsExactly("127.0.0.10");
        member(1);
        assertThat(Seeds.addresses(node(1), scene.view())).containsExactly("127.0.0.10", "127.0.0.11");
        assertThat(Seeds.addresses(node(2), scene.view())).containsExactly("127.0.0.10", "127.0.0.11");
    }

    @Test
    void whereNoSeedRunsAnotherMemberIsToldInstead() {
        Scene ring = new Scene(4);
        ring.down(0);
        ring.down(1);
        assertThat(Seeds.addresses(node(3), ring.view())).contains("127.0.0.12");
    }

    @Test
    void nobodyJoinsWhileAMemberIsDown() {
        member(0);
        member(1);
        scene.down(1);
        assertThat(scene.allows(Action.START, 2))
                .containsExactly(Blocker.waitFor(
                        "others-down", "node-1 is down, and every member takes part when the ring changes"));
    }

    @Test
    void nobodyJoinsWhileMembersDisagreeOnTheSchemaOrRunTwoReleases() {
        member(0);
        member(1);
        scene.at(1).schema = "s2";
        assertThat(scene.shut(Action.START, 2)).containsExactly("schema");
        scene.at(1).schema = "s1";
        scene.at(1).release = "5.0.8";
        assertThat(scene.shut(Action.START, 2)).containsExactly("one-version");
    }

    @Test
    void membersThatAreDownMayAllStartAtOnce() {
        Scene ring = new Scene(3);
        ring.down(0);
        ring.down(1);
        ring.down(2);
        ring.answered = false;
        for (int i = 0; i < 3; i++) {
            assertThat(ring.allows(Action.START, i)).isEmpty();
        }
        assertThat(ring.rules.startsAtOnce("node", ring.view())).isGreaterThan(1);
        ring.count(4);
        assertThat(ring.rules.startsAtOnce("node", ring.view())).isEqualTo(1);
    }

    @Test
    void oneThatGotTheVolumeOfAMemberBackComesUpBeforeOthersJoin() {
        Scene ring = new Scene(3);
        ring.down(2).incarnation = 0;
        ring.identity.remove(Membership.key(node(2))); // the state is an older copy
        ring.count(5);
        ring.placed(3).hostId = "";
        assertThat(ring.shut(Action.START, 3)).isNotEmpty();
        assertThat(ring.allows(Action.START, 2)).isEmpty();
        assertThat(ring.rules.rank(Action.START, node(2), ring.view()))
                .isLessThan(ring.rules.rank(Action.START, node(3), ring.view()));
        ring.options("seeds", "node-3");
        assertThat(ring.rules.rank(Action.START, node(2), ring.view()))
                .isLessThan(ring.rules.rank(Action.START, node(3), ring.view()));
    }

    @Test
    void oneThatCrashesInTheMidstOfJoiningHoldsBackTheOthersUntilItIsAMember() {
        member(0);
        One one = scene.joining(1);
        one.processUp = false;
        one.answers = false;
        one.seenUp = false;
        assertThat(scene.shut(Action.START, 2)).contains("start-order");
        assertThat(scene.shut(Action.START, 1)).doesNotContain("start-order");
    }

    @Test
    void namedSeedsComeFirst() {
        scene.options("seeds", "node-2");
        assertThat(scene.allows(Action.START, 2)).isEmpty();
        assertThat(scene.shut(Action.START, 0)).containsExactly("start-order");
    }

    @Test
    void aNodeThatJoinsTellsHowFarItIs() {
        member(0);
        scene.joining(1).streams.add(new Stream("Bootstrap", "127.0.0.10", 1_200_000_000L, 4_000_000_000L));
        assertThat(scene.view()
                        .observation()
                        .map(seen -> seen.nodes().get(node(1)))
                        .map(NodeHealth::text))
                .contains("joins the ring: 1.2 GB of 4.0 GB streamed, with 1 node");
    }

    @Test
    void readyIsOneThatAllOthersSeeUpAndThatAnswersQueries() {
        Scene ring = new Scene(3);
        assertThat(ready(ring)).containsExactly(true, true, true);
        ring.at(1).cql = false;
        assertThat(ready(ring)).containsExactly(true, false, true);
        ring.at(1).cql = true;
        ring.at(0).seesDown.add(1);
        assertThat(ready(ring)).containsExactly(true, false, true);
    }

    @Test
    void oneThatWasJustStartedAndSeesNobodyYetDoesNotMakeTheOthersUnready() {
        Scene ring = new Scene(3);
        ring.at(2).seesDown.addAll(List.of(0, 1));
        ring.at(2).seenUp = false;
        assertThat(ready(ring)).containsExactly(true, true, false);
    }

    @Test
    void oneWithAnotherSchemaThanMostIsNotReady() {
        Scene ring = new Scene(3);
        ring.at(1).schema = "s2";
        assertThat(ready(ring)).containsExactly(true, false, true);
    }

    private static List<Boolean> ready(Scene scene) {
        return scene.view().observation().orElseThrow().nodes().values().stream()
                .map(health -> health.ready())
                .toList();
    }
}
