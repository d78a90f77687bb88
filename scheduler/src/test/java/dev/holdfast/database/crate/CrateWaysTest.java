package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static dev.holdfast.database.crate.Scene.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import dev.holdfast.model.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrateWaysTest {

    private final Scene scene = new Scene(0, 3);

    private List<Stage> way(Action action, NodeId node) {
        return scene.rules.stages(action, node, scene.view());
    }

    private List<String> words(Action action, NodeId node) {
        return way(action, node).stream().map(CrateWaysTest::word).toList();
    }

    private static String word(Stage stage) {
        if (stage instanceof Stage.Do chore) {
            String owing = chore.debt().map(debt -> " owing " + debt.id()).orElse("");
            return "do " + chore.chore().name() + owing;
        } else if (stage instanceof Stage.Pay pay) {
            return "pay " + pay.debtId();
        } else if (stage instanceof Stage.Prove prove) {
            return "prove " + prove.claim() + " x" + prove.times() + " else " + prove.otherwise();
        } else if (stage instanceof Stage.Await await) {
            return "await " + await.claim();
        } else if (stage instanceof Stage.On other) {
            return other.node().shortName() + ": " + word(other.stage());
        } else if (stage instanceof Stage.Owe owe) {
            return "owe " + owe.debtId();
        } else if (stage instanceof Stage.Gate gate) {
            return "gate " + gate.action().name().toLowerCase(Locale.ROOT);
        }
        return stage.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Test
    void a_restart_keeps_replicas_where_they_are_and_pays_before_its_gate_what_an_earlier_one_left() {
        assertThat(words(Action.RESTART, data(1)))
                .containsExactly(
                        "reserve",
                        "pay allocation",
                        "gate restart",
                        "do allocation-primaries owing allocation",
                        "stop",
                        "start",
                        "ready",
                        "pay allocation",
                        "await recovered");
    }

    @Test
    void what_the_user_had_for_allocation_is_restored_and_the_default_is_not_written_down() {
        assertThat(allocationPayment().arguments()).isEmpty();
        scene.settings.put("cluster.routing.allocation.enable", "all");
        assertThat(allocationPayment().arguments()).isEmpty();
        scene.settings.put("cluster.routing.allocation.enable", "new_primaries");
        assertThat(allocationPayment().arguments()).containsEntry("had", "new_primaries");
    }

    @Test
    void what_an_earlier_restart_set_and_has_not_paid_yet_is_not_taken_for_the_users() {
        scene.settings.put("cluster.routing.allocation.enable", "primaries");
        assertThat(allocationPayment().arguments()).containsEntry("had", "primaries");
        scene.debts.add(new Debt("allocation", "", CrateChores.ofCluster("allocation-restore")));
        assertThat(allocationPayment().arguments()).isEmpty();
        scene.debts.clear();
        Chore restoring = CrateChores.ofCluster("allocation-restore").with("had", "new_primaries");
        scene.debts.add(new Debt("allocation", "", restoring));
        assertThat(allocationPayment().arguments()).containsEntry("had", "new_primaries");
    }

    private Chore allocationPayment() {
        return ((Stage.Do) way(Action.RESTART, data(1)).get(3))
                .debt()
                .orElseThrow()
                .payment();
    }

    @Test
    void where_there_is_nobody_to_copy_to_or_no_master_to_ask_a_restart_sets_nothing() {
        Scene one = new Scene(0, 1);
        assertThat(one.rules.stages(Action.RESTART, data(0), one.view()).stream()
                        .map(CrateWaysTest::word))
                .doesNotContain("do allocation-primaries owing allocation");
        Scene masters = new Scene(3, 2);
        assertThat(masters.rules.stages(Action.RESTART, master(1), masters.view()).stream()
                        .map(CrateWaysTest::word))
                .doesNotContain("do allocation-primaries owing allocation")
                .containsSubsequence("gate restart", "stop", "start", "ready");
        scene.answered = false;
        assertThat(words(Action.RESTART, data(1))).doesNotContain("do allocation-primaries owing allocation");
    }

    @Test
    void a_node_is_removed_excluded_proved_empty_stopped_and_proved_gone_before_its_exclude_is_taken_out() {
        scene.count("data", 2);
        assertThat(words(Action.REMOVE, data(2)))
                .containsExactly(
                        "gate remove",
                        "start",
                        "ready",
                        "do exclude owing exclude/data-2",
                        "prove empty x2 else 3",
                        "stop",
                        "prove gone x2 else 1",
                        "pay exclude/data-2",
                        "release",
                        "forget");
        scene.down(data(2));
        assertThat(words(Action.REMOVE, data(2)))
                .startsWith("gate remove", "do exclude owing exclude/data-2", "prove empty x2 else 1", "stop");
    }

    @Test
    void a_name_the_user_excluded_stays_excluded_and_our_own_is_taken_out() {
        scene.count("data", 2);
        assertThat(excludePayment().arguments()).isEmpty();
        scene.settings.put(CrateChores.EXCLUDE_NAME, "other-9,data-2");
        assertThat(excludePayment().arguments()).containsEntry("had", "yes");
        scene.debts.add(CrateChores.excludeDebt(data(2), new Sight(scene.unseen())));
        assertThat(excludePayment().arguments()).isEmpty();
    }

    private Chore excludePayment() {
        return ((Stage.Do) way(Action.REMOVE, data(2)).get(3))
                .debt()
                .orElseThrow()
                .payment();
    }

    @Test
    void a_dedicated_master_is_removed_without_draining() {
        Scene five = new Scene(5, 2);
        five.count("master", 3);
        assertThat(five.rules.stages(Action.REMOVE, master(4), five.view()).stream()
                        .map(CrateWaysTest::word))
                .containsExactly("gate remove", "stop", "prove gone x2 else -1", "release", "forget");
    }

    @Test
    void a_running_node_is_stopped_behind_a_gate_before_it_can_be_replaced() {
        assertThat(words(Action.REPLACE, data(1)))
                .containsExactly(
                        "gate stop",
                        "stop",
                        "gate replace",
                        "prove spare-copies x2 else -1",
                        "renew",
                        "reserve",
                        "start",
                        "ready",
                        "await recovered");
        scene.down(data(1));
        assertThat(words(Action.REPLACE, data(1))).startsWith("gate replace", "stop", "prove spare-copies x2 else -1");
        Scene one = new Scene(0, 1);
        assertThat(one.rules.stages(Action.REPLACE, data(0), one.view()).stream()
                        .map(CrateWaysTest::word))
                .startsWith("gate replace");
    }

    @Test
    void restarts_begin_with_what_is_not_ready_and_end_with_the_elected_master() {
        scene.master = Optional.of("data-0");
        assertThat(ordered(Action.RESTART, data(0), data(1), data(2))).containsExactly(data(1), data(2), data(0));
        scene.health.put(data(2), new dev.holdfast.database.Observation.NodeHealth(false, true, "starting", 1));
        assertThat(ordered(Action.RESTART, data(0), data(1), data(2))).containsExactly(data(2), data(1), data(0));
        assertThat(ordered(Action.REMOVE, data(0), data(1), data(2))).containsExactly(data(2), data(1), data(0));
        assertThat(ordered(Action.STOP, data(0), data(1), data(2))).containsExactly(data(1), data(2), data(0));
    }

    @Test
    void masters_start_first_and_stop_last() {
        Scene five = new Scene(3, 2);
        assertThat(Stream.of(data(0), master(2), master(0))
                        .sorted(Comparator.comparingInt(node -> five.rules.rank(Action.START, node, five.view())))
                        .toList())
                .containsExactly(master(0), master(2), data(0));
        assertThat(Stream.of(master(0), master(2), data(1))
                        .sorted(Comparator.comparingInt(node -> five.rules.rank(Action.STOP, node, five.view())))
                        .toList())
                .containsExactly(data(1), master(2), master(0));
    }

    private List<NodeId> ordered(Action action, NodeId... nodes) {
        return Stream.of(nodes)
                .sorted(Comparator.comparingInt(node -> scene.rules.rank(action, node, scene.view())))
                .toList();
    }

    @Test
    void a_majority_of_the_first_masters_may_start_at_once() {
        Scene many = new Scene(0, 15);
        many.everReady = false;
        assertThat(many.rules.startsAtOnce("data", many.view())).isEqualTo(8);
        many.everReady = true;
        assertThat(many.rules.startsAtOnce("data", many.view())).isEqualTo(CrateOrder.STARTING_ON_ONE_MACHINE);
    }

    @Test
    void after_a_resize_the_check_of_the_number_of_nodes_is_acknowledged() {
        assertThat(scene.rules.finishing(scene.view(), List.of())).isEmpty();
        assertThat(scene.rules.finishing(scene.view(), List.of(data(2))).stream()
                        .map(Chore::name))
                .containsExactly("acknowledge-checks");
        scene.count("data", 2);
        assertThat(scene.rules.finishing(scene.view(), List.of()).stream().map(Chore::name))
                .containsExactly("acknowledge-checks");
        scene.everReady = false;
        assertThat(scene.rules.finishing(scene.view(), List.of(data(2)))).isEmpty();
    }

    @Test
    void what_failed_too_often_is_tried_again_once() {
        scene.unassigned.add(new Unassigned(
                "doc.orders", "", 0, false, "", List.of("shard has exceeded the maximum number of retries [5]")));
        assertThat(scene.rules.finishing(scene.view(), List.of()).stream().map(Chore::name))
                .containsExactly("retry-failed");
    }

    @Test
    void chores_are_done_when_crate_says_so_and_unknown_while_it_does_not() {
        Chore exclude = CrateChores.exclude(data(2));
        scene.table("doc.orders", "1", 3 * GB, data(0), data(2));
        assertThat(scene.rules.isDone(exclude, scene.view()).text()).contains("not excluded");
        scene.settings.put(CrateChores.EXCLUDE_NAME, "other, data-2");
        assertThat(scene.rules.isDone(exclude, scene.view()).text()).contains("1 shard, 3.0 GB, left on data-2");
        scene.shards.removeIf(shard -> shard.node().equals("data-2"));
        assertThat(scene.rules.isDone(exclude, scene.view()).isYes()).isTrue();
        Chore unexclude = Chore.on(data(2), CrateChores.UNEXCLUDE);
        assertThat(scene.rules.isDone(unexclude, scene.view()).isYes()).isFalse();
        assertThat(scene.rules
                        .isDone(unexclude.with("had", "yes"), scene.view())
                        .isYes())
                .isTrue();
        scene.settings.put(CrateChores.EXCLUDE_NAME, "other");
        assertThat(scene.rules.isDone(unexclude, scene.view()).isYes()).isTrue();
        Chore restore = CrateChores.ofCluster(CrateChores.ALLOCATION_RESTORE);
        scene.settings.put(CrateChores.ALLOCATION, "primaries");
        assertThat(scene.rules.isDone(restore, scene.view()).isYes()).isFalse();
        assertThat(scene.rules
                        .isDone(CrateChores.allocationPrimaries(), scene.view())
                        .isYes())
                .isTrue();
        scene.settings.put(CrateChores.ALLOCATION, "all");
        assertThat(scene.rules.isDone(restore, scene.view()).isYes()).isTrue();
        Chore acknowledge = CrateChores.ofCluster(CrateChores.ACKNOWLEDGE_CHECKS);
        scene.checks.add(new Check("data-1", 1, 2, "expected", false));
        assertThat(scene.rules.isDone(acknowledge, scene.view()).isYes()).isFalse();
        scene.known.remove(Part.CHECKS);
        scene.known.remove(Part.SETTINGS);
        for (Chore chore : List.of(exclude, unexclude, restore, acknowledge)) {
            assertThat(scene.rules.isDone(chore, scene.view()).answer().name()).isEqualTo("UNKNOWN");
        }
    }
}
