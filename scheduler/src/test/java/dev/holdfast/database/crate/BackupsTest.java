package dev.holdfast.database.crate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.crate.Archive.Repository;
import dev.holdfast.database.crate.Archive.Restore;
import dev.holdfast.database.crate.Archive.Snapshot;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups that are due, and those no longer needed. It is 12:00 UTC. */
final class BackupsTest {

    private static final Instant NOON = Scene.NOW;

    private final Scene scene = new Scene(0, 3);

    @BeforeEach
    void everySixHours() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.options("backup-repository", "fs", "backup-location", "/mnt/backups", "backup-schedule", "every 6 hours");
        kept();
    }

    private static Instant ago(Duration time) {
        return NOON.minus(time);
    }

    private static Instant hoursAgo(long hours) {
        return ago(Duration.ofHours(hours));
    }

    private static Snapshot made(Instant begun, String state) {
        return new Snapshot(
                BackupWish.name("shop", begun),
                state,
                begun,
                state.equals("IN_PROGRESS") ? Instant.EPOCH : begun.plusSeconds(30),
                6,
                state.equals("PARTIAL") ? 2 : 0,
                state.equals("PARTIAL") ? "node left" : "");
    }

    private static Snapshot good(long hoursAgo) {
        return made(hoursAgo(hoursAgo), "SUCCESS");
    }

    private void kept(Snapshot... snapshots) {
        scene.archive = new Archive(
                new TreeMap<>(Map.of(BackupWish.REPOSITORY, new Repository("fs", new TreeMap<>(), List.of(snapshots)))),
                List.of());
    }

    private List<Upkeep> upkeep() {
        return scene.rules.upkeep(scene.view());
    }

    private List<String> chores() {
        return upkeep().stream().map(one -> one.chore().name()).toList();
    }

    private Upkeep only() {
        assertThat(upkeep()).hasSize(1);
        return upkeep().get(0);
    }

    private Optional<Ailment> ailment() {
        return scene.rules.ailments(scene.view()).stream()
                .filter(one -> one.rule().equals("backup"))
                .findFirst();
    }

    @Test
    void the_first_is_due_at_once_and_named_after_cluster_and_time() {
        Upkeep backup = only();
        assertThat(backup.chore().name()).isEqualTo(BackupChores.BACKUP);
        assertThat(backup.chore().arguments()).containsEntry("snapshot", "holdfast-shop-20261121t120000z");
    }

    @Test
    void the_next_is_due_so_long_after_the_last_good_one_was_begun() {
        kept(made(ago(Duration.ofMinutes(359)), "SUCCESS"));
        assertThat(upkeep()).isEmpty();
        kept(made(hoursAgo(6), "SUCCESS"));
        assertThat(chores()).containsExactly(BackupChores.BACKUP);
    }

    @Test
    void daily_means_once_after_that_time_of_the_day() {
        scene.options("backup-schedule", "daily at 02:30");
        kept(made(Instant.parse("2026-11-21T02:29:00Z"), "SUCCESS"));
        assertThat(chores()).containsExactly(BackupChores.BACKUP);
        kept(made(Instant.parse("2026-11-21T02:30:05Z"), "SUCCESS"));
        assertThat(upkeep()).isEmpty();
        scene.now = Instant.parse("2026-11-22T02:29:59Z");
        assertThat(upkeep()).isEmpty();
        scene.now = Instant.parse("2026-11-22T02:30:00Z");
        assertThat(chores()).containsExactly(BackupChores.BACKUP);
    }

    @Test
    void without_a_schedule_none_is_made() {
        scene.options("backup-schedule", "");
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void none_is_begun_beside_another_or_a_restore() {
        kept(good(7), made(ago(Duration.ofMinutes(1)), "IN_PROGRESS"));
        assertThat(upkeep()).isEmpty();
        kept(good(7));
        scene.archive = new Archive(
                scene.archive.repositories(), List.of(new Restore(BackupWish.REPOSITORY, "x", "STARTED", 4, 1, 0)));
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void none_is_begun_while_a_primary_is_missing_and_that_is_told() {
        scene.table("doc.single", "0", Scene.GB, Scene.data(2));
        scene.down(Scene.data(2));
        kept(good(9));
        assertThat(chores()).doesNotContain(BackupChores.BACKUP);
        assertThat(ailment().orElseThrow().text())
                .contains("the last good backup is of 2026-11-21 03:00 UTC")
                .contains("one is due since 2026-11-21 09:00 UTC")
                .contains("primary shard is missing");
    }

    @Test
    void nothing_is_concluded_from_what_was_not_answered() {
        scene.known.remove(CrateDetails.Part.ARCHIVE);
        assertThat(upkeep()).isEmpty();
        scene.known.add(CrateDetails.Part.ARCHIVE);
        scene.master = Optional.empty();
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void a_repository_that_is_not_there_is_made_first() {
        scene.archive = Archive.NONE;
        scene.options("backup-schedule", "");
        assertThat(chores()).containsExactly(BackupChores.REPOSITORY);
        scene.options("backup-of", "other");
        assertThat(chores()).containsExactly(BackupChores.REPOSITORY);
    }

    @Test
    void who_only_reads_anothers_backups_makes_and_drops_none() {
        scene.options("backup-of", "other", "backup-schedule", "", "backup-keep", "1");
        kept(good(1), good(2), good(3));
        assertThat(upkeep()).isEmpty();
        assertThat(ailment()).isEmpty();
    }

    @Test
    void what_failed_is_a_new_cause_and_no_backup() {
        kept(good(7));
        String before = only().cause();
        kept(good(7), made(hoursAgo(1), "PARTIAL"));
        assertThat(only().cause()).isNotEqualTo(before);
        assertThat(only().chore().name()).isEqualTo(BackupChores.BACKUP);
        assertThat(ailment().orElseThrow().text())
                .contains("the last good backup is of 2026-11-21 05:00 UTC")
                .contains("PARTIAL, 2 shards failed: node left, so it is no backup");
    }

    @Test
    void the_cause_is_the_same_from_look_to_look() {
        scene.options("backup-schedule", "every 6 hours");
        String first = only().cause();
        scene.now = NOON.plusSeconds(20);
        assertThat(only().cause()).isEqualTo(first);
        kept(good(7));
        String later = only().cause();
        scene.now = NOON.plusSeconds(40);
        assertThat(only().cause()).isEqualTo(later);
    }

    @Test
    void beyond_the_number_the_oldest_are_dropped() {
        scene.options("backup-keep", "2");
        kept(good(20), good(15), good(10), good(5));
        Upkeep drop = only();
        assertThat(drop.chore().arguments())
                .containsEntry(
                        "snapshots",
                        BackupWish.name("shop", hoursAgo(20)) + "," + BackupWish.name("shop", hoursAgo(15)));
    }

    @Test
    void beyond_the_days_they_are_dropped_but_for_the_last_good_one() {
        scene.options("backup-keep-days", "2", "backup-schedule", "");
        kept(good(100), good(60), made(hoursAgo(55), "PARTIAL"));
        assertThat(only().chore().arguments()).containsEntry("snapshots", BackupWish.name("shop", hoursAgo(100)));
    }

    @Test
    void failed_ones_are_dropped_once_a_good_one_has_followed() {
        kept(made(hoursAgo(4), "FAILED"));
        assertThat(chores()).doesNotContain(BackupChores.DROP);
        kept(made(hoursAgo(4), "FAILED"), good(3));
        assertThat(only().chore().arguments()).containsEntry("snapshots", BackupWish.name("shop", hoursAgo(4)));
    }

    @Test
    void what_people_or_other_clusters_named_is_never_dropped() {
        scene.options("backup-keep", "1");
        List<Snapshot> all = new ArrayList<>();
        for (String name : List.of(
                "before-the-upgrade",
                "holdfast-shop2-20201121t120000z",
                "holdfast-shop-x-20201121t120000z",
                "holdfast-shop")) {
            all.add(new Snapshot(name, "SUCCESS", hoursAgo(1000), hoursAgo(999), 1, 0, ""));
        }
        all.add(good(2));
        all.add(good(1));
        kept(all.toArray(Snapshot[]::new));
        assertThat(only().chore().arguments()).containsEntry("snapshots", BackupWish.name("shop", hoursAgo(2)));
    }

    @Test
    void what_is_in_another_repository_is_neither_counted_nor_dropped() {
        scene.archive = new Archive(
                new TreeMap<>(Map.of(
                        "theirs",
                        new Repository("fs", new TreeMap<>(), List.of(good(1), good(2))),
                        BackupWish.REPOSITORY,
                        new Repository("fs", new TreeMap<>(), List.of()))),
                List.of());
        assertThat(chores()).containsExactly(BackupChores.BACKUP);
    }

    @Test
    void a_backup_is_done_only_when_crate_calls_it_so() {
        String name = BackupWish.name("shop", NOON);
        assertThat(done(name).answer()).isEqualTo(Proof.Answer.NO);
        kept(made(NOON, "IN_PROGRESS"));
        assertThat(done(name).answer()).isEqualTo(Proof.Answer.UNKNOWN);
        assertThat(done(name).text()).contains("6 shards");
        kept(made(NOON, "SUCCESS"));
        assertThat(done(name).isYes()).isTrue();
        kept(made(NOON, "PARTIAL"));
        assertThat(done(name).answer()).isEqualTo(Proof.Answer.NEVER);
        scene.known.remove(CrateDetails.Part.ARCHIVE);
        assertThat(done(name).answer()).isEqualTo(Proof.Answer.UNKNOWN);
    }

    private Proof done(String name) {
        return scene.rules.isDone(BackupChores.backup(name, List.of()), scene.view());
    }

    @Test
    void dropped_are_those_that_are_not_listed_any_more() {
        kept(good(5), good(3));
        assertThat(scene.rules
                        .isDone(BackupChores.drop(List.of(BackupWish.name("shop", hoursAgo(5)))), scene.view())
                        .answer())
                .isEqualTo(Proof.Answer.NO);
        assertThat(scene.rules
                        .isDone(BackupChores.drop(List.of(BackupWish.name("shop", hoursAgo(6)))), scene.view())
                        .isYes())
                .isTrue();
    }

    @Test
    void a_restore_is_done_when_every_shard_of_its_tables_serves() {
        TreeMap<String, String> arguments = new TreeMap<>(Map.of(
                BackupChores.SNAPSHOT, "s", BackupChores.IN, "r", BackupChores.EXPECTED, "doc.orders,doc.lines"));
        assertThat(scene.rules
                        .isDone(BackupChores.restore(arguments), scene.view())
                        .answer())
                .isEqualTo(Proof.Answer.NO);
        scene.table("doc.lines", "0", Scene.GB, Scene.data(2));
        assertThat(scene.rules
                        .isDone(BackupChores.restore(arguments), scene.view())
                        .isYes())
                .isTrue();
        scene.archive = new Archive(new TreeMap<>(), List.of(new Restore("r", "s", "STARTED", 4, 1, 0)));
        Proof under = scene.rules.isDone(BackupChores.restore(arguments), scene.view());
        assertThat(under.answer()).isEqualTo(Proof.Answer.UNKNOWN);
        assertThat(under.text()).isEqualTo("1 of 4 shards restored");
    }

    @Test
    void a_shard_that_could_not_be_restored_ends_the_restore() {
        scene.table("doc.lines", "0", Scene.GB, Scene.data(2));
        scene.shards.removeIf(shard -> shard.table().equals("doc.lines"));
        scene.shards.add(Scene.shard("doc.lines", 0, true, "UNASSIGNED", "", 0));
        scene.unassigned.add(new Unassigned("doc.lines", "", 0, true, "failed to restore", List.of()));
        TreeMap<String, String> arguments =
                new TreeMap<>(Map.of(BackupChores.SNAPSHOT, "s", BackupChores.EXPECTED, "doc.lines"));
        Proof proof = scene.rules.isDone(BackupChores.restore(arguments), scene.view());
        assertThat(proof.answer()).isEqualTo(Proof.Answer.NEVER);
        assertThat(proof.text()).contains("doc.lines").contains("drop it");
    }
}
