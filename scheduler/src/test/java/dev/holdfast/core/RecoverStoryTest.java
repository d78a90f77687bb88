package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a cluster begins anew at a person's word, whoever dies on the way. */
final class RecoverStoryTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    /** Boundaries between two commits or effects that are left out: they recur in every stage. */
    private static final int A_PRIME = 3;

    private static final Debt VOTE =
            new Debt("vote/data-0", "begins anew from data-0", Chore.on(Story.data(0), "settle"));

    @TempDir
    private Path directory;

    private static Salvage fromTheFirst(ClusterView view) {
        return new Salvage.Possible(
                Story.data(0),
                VOTE,
                List.of(
                        new Stage.On(Story.data(1), new Stage.Stop()),
                        new Stage.On(Story.data(2), new Stage.Stop()),
                        new Stage.Stop(),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Pay(VOTE.id())),
                List.of(Story.data(1)),
                List.of(Story.data(2)),
                List.of("what only data-2 had is gone"));
    }

    private static Command.Recover recover(String confirmation, boolean preview, NodeId... lost) {
        return new Command.Recover(Story.ORDERS, Optional.empty(), List.of(lost), confirmation, preview);
    }

    private Story lost() {
        Story story = Story.ready(directory, 5, 3);
        story.toy.rules.salvage = RecoverStoryTest::fromTheFirst;
        return story;
    }

    @Test
    void it_is_refused_where_the_package_says_so_or_a_node_is_unknown_or_the_name_is_not_written() {
        Story story = Story.ready(directory, 5, 3);
        story.refused(recover("orders", false), Answer.Kind.CONFLICT, "nothing is lost");
        story.toy.rules.salvage = RecoverStoryTest::fromTheFirst;
        story.refused(recover("orders", false, Story.data(9)), Answer.Kind.UNKNOWN, "data-9");
        story.refused(
                recover("orders", false, new NodeId(new ClusterName("other"), "data", 0)),
                Answer.Kind.UNKNOWN,
                "other/data-0");
        story.refused(recover("order", false), Answer.Kind.INVALID, "holdfast recover orders --confirm orders");
        story.refused(recover("", false), Answer.Kind.INVALID, "--preview");
        story.line("expect order", () -> Order.expect(story));
        assertThat(story.cluster().debts()).isEmpty();
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 1);
    }

    @Test
    void a_plan_under_way_gives_way_and_the_target_stays() {
        Story story = lost();
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(1))));
        story.accepted(recover("orders", false));
        assertThat(story.plan().title()).isEqualTo("recover from data-0");
        assertThat(story.plan().notes()).contains("what only data-2 had is gone");
        story.until("all ready", LONG, story::isReady);
        assertThat(story.plan().status()).isEqualTo(Plan.Status.DONE);
        assertThat(story.cluster().debts()).isEmpty();
        assertThat(story.node(Story.data(0)).generation()).isEqualTo(1);
        assertThat(story.node(Story.data(1)).generation()).isEqualTo(1);
        assertThat(story.node(Story.data(2)).generation())
                .as("the lost one has a new disk")
                .isEqualTo(2);
    }

    @Test
    void it_survives_a_crash_anywhere() {
        int crash = 1;
        for (boolean came = true; came; crash += A_PRIME) {
            Story story = lost();
            story.crashAfter(crash);
            story.insist(recover("orders", false));
            story.until("all ready", LONG, story::isReady);
            came = !story.isCrashStillToCome();
            assertThat(story.cluster().debts()).isEmpty();
            assertThat(story.node(Story.data(0)).generation()).isEqualTo(1);
            assertThat(story.node(Story.data(1)).generation()).isEqualTo(1);
            assertThat(story.node(Story.data(2)).generation()).isEqualTo(2);
        }
        assertThat(crash).isGreaterThan(30);
    }
}
