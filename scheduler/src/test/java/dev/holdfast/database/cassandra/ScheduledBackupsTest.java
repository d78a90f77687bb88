package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.NOW;
import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduledBackupsTest {

    private final Scene scene = new Scene(3);

    ScheduledBackupsTest() {
        scene.keyspace("shop", 3);
        scene.options(
                "backup-location", "/mnt/backups",
                "backup-schedule", "every 6 hours",
                "backup-keep", "2",
                "repair-every", "never");
    }

    private Optional<Upkeep> due() {
        return scene.rules.upkeep(scene.view()).stream()
                .filter(one -> one.kind().equals("backup"))
                .findFirst();
    }

    private Chore save(int index, String name, Instant at) {
        Chore whole = RingBackups.backup(scene.target, "/mnt/backups", name, at);
        return new Chore(RingBackups.SAVE, Optional.of(node(index)), whole.arguments())
                .with(RingBackups.NODES, "node-0,node-1,node-2");
    }

    private void saved(int index, String name, Instant at, boolean ok) {
        scene.ended(index, save(index, name, at), ok, at);
    }

    @Test
    void the_first_is_made_at_once_with_a_name_that_says_when() {
        Upkeep upkeep = due().orElseThrow();
        assertThat(upkeep.title()).isEqualTo("backup holdfast-ring-20261121t120000z");
        assertThat(upkeep.chore().arguments()).containsEntry(RingBackups.STORE, "/mnt/backups");
    }

    @Test
    void the_next_comes_when_it_is_time_and_whoever_made_the_last() {
        for (int i = 0; i < 3; i++) {
            saved(i, "by-hand", NOW, true);
        }
        assertThat(due()).isEmpty();
        scene.later(Duration.ofHours(5));
        assertThat(due()).isEmpty();
        scene.later(Duration.ofHours(1));
        assertThat(due()).isPresent();
    }

    @Test
    void one_that_not_all_nodes_put_is_none() {
        saved(0, "first", NOW, true);
        saved(1, "first", NOW, true);
        saved(2, "older", NOW.minus(Duration.ofHours(1)), true);
        assertThat(due()).isPresent();
    }

    @Test
    void one_that_failed_is_tried_again_later_and_not_at_every_look() {
        saved(0, "first", NOW, true);
        saved(1, "first", NOW, false);
        Upkeep first = due().orElseThrow();
        assertThat(first.apart()).isEqualTo(Duration.ofMinutes(15));
        assertThat(due().orElseThrow().cause()).isEqualTo(first.cause());
        saved(1, "second", NOW.plusSeconds(900), false);
        assertThat(due().orElseThrow().cause()).isNotEqualTo(first.cause());
    }

    @Test
    void none_is_made_while_a_node_is_down_and_that_is_told_after_an_hour() {
        for (int i = 0; i < 3; i++) {
            saved(i, "first", NOW, true);
        }
        scene.down(1);
        scene.later(Duration.ofHours(6).plusMinutes(59));
        assertThat(due()).isEmpty();
        assertThat(ailments()).isEmpty();
        scene.later(Duration.ofMinutes(2));
        assertThat(ailments())
                .singleElement()
                .extracting(Ailment::text)
                .asString()
                .contains("the last backup was begun at 2026-11-21 12:00 UTC", "due since 2026-11-21 18:00 UTC");
    }

    private List<Ailment> ailments() {
        return scene.rules.ailments(scene.view()).stream()
                .filter(one -> one.rule().equals("backup"))
                .toList();
    }

    @Test
    void old_ones_are_cleared_away_last_of_all_and_only_where_the_spec_says_so() {
        List<Stage> way = due().orElseThrow().way();
        Chore last = ((Stage.Do) way.get(way.size() - 1)).chore();
        assertThat(last.name()).isEqualTo(RingBackups.PRUNE);
        assertThat(last.arguments())
                .containsEntry("keep", "2")
                .containsEntry("keep-days", "0")
                .containsEntry("own", "holdfast-ring-");
        scene.options("backup-location", "/mnt/backups");
        assertThat(scene.rules.way(RingBackups.backup(scene.target, "/mnt/backups", "x", NOW), scene.view()))
                .noneMatch(stage ->
                        stage instanceof Stage.Do one && one.chore().name().equals(RingBackups.PRUNE));
    }

    @Test
    void without_a_schedule_or_where_it_only_reads_none_is_made() {
        scene.options("backup-location", "/mnt/backups");
        assertThat(due()).isEmpty();
        scene.options("backup-location", "/mnt/backups", "backup-schedule", "every 6 hours", "backup-of", "old");
        assertThat(due()).isEmpty();
    }

    @Test
    void what_the_tool_refuses_is_refused_for_good_and_what_failed_is_tried_again() {
        Chore schema = new Chore(
                RingBackups.RESTORE_SCHEMA,
                Optional.of(node(0)),
                RingBackups.restore(scene.target, "/mnt/backups", "monday", NOW).arguments());
        end(
                schema,
                "TASK_FAILED: exit code 2; it said: refused: the table shop.orders is there and holds rows; drop it");
        Proof proof = scene.rules.isDone(schema, scene.view());
        assertThat(proof.answer()).isEqualTo(Proof.Answer.NEVER);
        assertThat(proof.text()).isEqualTo("refused: the table shop.orders is there and holds rows; drop it");
        end(schema, "TASK_FAILED: exit code 1; it said: IOException: broken pipe");
        assertThat(scene.rules.isDone(schema, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
    }

    private void end(Chore chore, String text) {
        scene.at(0).ended.put(chore.name(), new ChoreEnd(chore, false, text, NOW, NOW, 1));
    }

    @Test
    void nodetool_is_asked_once_and_a_failure_ends_it() {
        Chore ask = CassandraChores.nodetool(node(0), List.of("status"), NOW);
        assertThat(scene.rules.way(ask, scene.view())).containsExactly(new Stage.Do(ask, Optional.empty()));
        assertThat(scene.rules.isDone(ask, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
        end(ask, "exit code 1");
        assertThat(scene.rules.isDone(ask, scene.view()).answer()).isEqualTo(Proof.Answer.NEVER);
        scene.ended(0, ask, true, NOW);
        assertThat(scene.rules.isDone(ask, scene.view()).isYes()).isTrue();
        Chore again = CassandraChores.nodetool(node(0), List.of("status"), NOW.plusSeconds(1));
        assertThat(scene.rules.isDone(again, scene.view()).isYes()).isFalse();
    }

    @Test
    void nodetool_runs_beside_the_node_with_its_words_and_the_nodes_own_management() {
        Chore ask = CassandraChores.nodetool(node(1), List.of("tablestats", "it's"), NOW);
        assertThat(new BesideLaunch("script")
                        .of(ask, scene.view())
                        .orElseThrow()
                        .command())
                .isEqualTo("exec sh chore/chore.sh '-h' '127.0.0.11' '-p' '7199' 'tablestats' 'it'\\''s'");
    }

    @Test
    void what_goes_behind_our_back_is_refused_with_the_command_that_does_it() {
        for (String verb : List.of("decommission", "drain", "removenode", "assassinate", "stopdaemon", "move", "sjk")) {
            assertThat(NodetoolWords.problem(List.of(verb)).orElseThrow().message())
                    .contains(verb);
        }
        assertThat(NodetoolWords.problem(List.of("stopdaemon")).orElseThrow().remedy())
                .contains("holdfast stop NAME/NODE");
        assertThat(NodetoolWords.problem(List.of("-h", "other", "status"))).isPresent();
        assertThat(NodetoolWords.problem(List.of("status", "a\nb"))).isPresent();
        assertThat(NodetoolWords.problem(List.of("tablestats", "shop"))).isEmpty();
    }
}
