package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.discovery.Names.Known;
import dev.holdfast.discovery.Names.Standing;
import dev.holdfast.discovery.Names.Unknown;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a scheduler tells names, and for how long they may be kept. */
class NamesTest {

    private Standing standing = Standing.LEADS;
    private long nanos = 1_000_000_000L;
    private final Names names = new Names(Scene.SETTINGS, () -> standing, () -> nanos, () -> 100);
    private final Scene scene = Scene.orders();

    private void after(Duration time) {
        nanos += time.toNanos();
    }

    private String why() {
        assertThat(names.now()).isInstanceOf(Unknown.class);
        return names.silence().orElseThrow();
    }

    private long ttl() {
        assertThat(names.now()).isInstanceOf(Known.class);
        return ((Known) names.now()).ttlSeconds();
    }

    @Test
    void nothingIsToldBeforeTheFirstView() {
        assertThat(why()).contains("just begun");
        names.see(scene.view().withTurn(0));
        assertThat(why()).contains("just begun");
    }

    @Test
    void aLeaderTellsWhatItSeesOnceItIsSubscribed() {
        names.see(scene.master("not connected yet", false).view());
        assertThat(why()).contains("not subscribed yet");
        names.see(scene.master("10.0.0.1:5050", true).view());
        assertThat(ttl()).isEqualTo(5);
        names.see(scene.master("gone", false).view());
        assertThat(ttl()).as("a silent master takes nothing away").isEqualTo(5);
        after(Duration.ofHours(1));
        assertThat(ttl()).isEqualTo(5);
    }

    @Test
    void whereNoMesosAnswersTheStoredStateIsToldAfterAWhile() {
        names.see(scene.master("refused", false).view());
        after(Names.FIRST_SUBSCRIPTION.minusSeconds(1));
        assertThat(why()).contains("not subscribed");
        after(Duration.ofSeconds(1));
        assertThat(ttl()).isEqualTo(5);
    }

    @Test
    void whatChangesIsInTheNextAnswer() {
        names.see(scene.view());
        assertThat(names.of("orders")).extracting(Listed::name).contains("broker-2.orders.holdfast.mesos");
        names.see(scene.without("orders", 2).view());
        assertThat(names.of("orders")).extracting(Listed::name).doesNotContain("broker-2.orders.holdfast.mesos");
    }

    @Test
    void anOlderViewChangesNothing() {
        dev.holdfast.core.View old = scene.view();
        names.see(scene.without("orders", 2).view());
        names.see(old);
        assertThat(names.of("orders")).extracting(Listed::name).doesNotContain("broker-2.orders.holdfast.mesos");
    }

    @Test
    void oneThatStandsByTellsWhatItIsShownForAsLongAsThatIsFresh() {
        standing = Standing.STANDS_BY;
        assertThat(why()).contains("nothing is heard yet");
        names.see(scene.view());
        assertThat(ttl()).isEqualTo(4);
        after(Duration.ofSeconds(2));
        assertThat(ttl())
                .as("nobody keeps it longer than the leader's own answer")
                .isEqualTo(2);
        after(Duration.ofSeconds(4));
        assertThat(ttl()).isZero();
        after(Duration.ofSeconds(3));
        assertThat(why()).contains("nothing is heard any more");
        names.see(scene.view());
        assertThat(ttl()).isEqualTo(4);
    }

    @Test
    void oneThatTakesOverTellsNothingOfItsOwnBeforeItIsSubscribed() {
        standing = Standing.STANDS_BY;
        names.see(scene.view());
        standing = Standing.LEADS;
        assertThat(why()).as("that was the other's view").contains("just begun");
        names.see(scene.master("not yet", false).view());
        assertThat(why()).contains("not subscribed");
        names.see(scene.master("10.0.0.1:5050", true).view());
        assertThat(ttl()).isEqualTo(5);
    }

    @Test
    void oneThatHasStoppedTellsNothing() {
        names.see(scene.view());
        standing = Standing.STOPPED;
        assertThat(why()).contains("has stopped");
        assertThat(names.of("orders")).isEmpty();
    }
}
