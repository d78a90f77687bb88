package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.NOW;
import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingBackupsTest {

    private final Scene scene = new Scene(3);

    private List<Stage> backup() {
        return scene.rules.way(RingBackups.backup(scene.view().target(), "/mnt/backups", "monday", NOW), scene.view());
    }

    private static Chore chore(Stage stage) {
        return ((Stage.Do) stage).chore();
    }

    @Test
    void allSnapshotsAreTakenBeforeAnythingIsCopied() {
        List<Stage> way = backup();
        assertThat(way.subList(0, 3))
                .extracting(stage ->
                        chore(stage).node().orElseThrow() + " " + chore(stage).name())
                .containsExactly(node(0) + " snapshot", node(1) + " snapshot", node(2) + " snapshot");
        assertThat(way.subList(3, 9))
                .extracting(stage -> stage instanceof Stage.Pay pay
                        ? "pay " + pay.debtId()
                        : chore(stage).node().orElseThrow() + " " + chore(stage).name())
                .containsExactly(
                        node(0) + " save",
                        "pay snapshot/node-0/holdfast-monday",
                        node(1) + " save",
                        "pay snapshot/node-1/holdfast-monday",
                        node(2) + " save",
                        "pay snapshot/node-2/holdfast-monday");
    }

    @Test
    void aSnapshotIsOwedToBeClearedBeforeItIsTaken() {
        Stage.Do first = (Stage.Do) backup().get(0);
        assertThat(first.debt().orElseThrow().payment())
                .isEqualTo(
                        Chore.on(node(0), CassandraChores.CLEAR_SNAPSHOT).with(CassandraChores.TAG, "holdfast-monday"));
    }

    @Test
    void everyPartOfABackupKnowsWhichNodesBelongToIt() {
        assertThat(chore(backup().get(3)).arguments())
                .containsEntry(RingBackups.NODES, "node-0,node-1,node-2")
                .containsEntry(RingBackups.SOURCE, scene.view().target().name().value())
                .containsEntry(RingBackups.STORE, "/mnt/backups");
    }

    @Test
    void aRestoreMakesTheSchemaOnceAndEachNodeLoadsItsShare() {
        List<Stage> way = scene.rules.way(
                RingBackups.restore(scene.view().target(), "/mnt/backups", "monday", NOW), scene.view());
        assertThat(way)
                .extracting(stage -> chore(stage).node().orElseThrow() + " "
                        + chore(stage).name() + " " + chore(stage).arguments().getOrDefault(RingBackups.PART, "-"))
                .containsExactly(
                        node(0) + " restore-schema -",
                        node(0) + " restore-load 0",
                        node(1) + " restore-load 1",
                        node(2) + " restore-load 2");
    }

    @Test
    void aClusterMayRestoreTheBackupsOfAnother() {
        scene.options(BackupOptions.OWNER, "old-ring");
        Chore restore = RingBackups.restore(scene.view().target(), "/mnt/backups", "monday", NOW);
        assertThat(restore.arguments()).containsEntry(RingBackups.SOURCE, "old-ring");
    }

    @Test
    void aPartIsDoneWhenItsOwnTaskEndedWellAndNotByThatOfAnotherBackup() {
        Chore save = chore(backup().get(3));
        assertThat(scene.rules.isDone(save, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
        scene.ended(0, save.with(RingBackups.NAME, "sunday"), true, NOW);
        assertThat(scene.rules.isDone(save, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
        scene.ended(0, save, false, NOW);
        assertThat(scene.rules.isDone(save, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
        scene.ended(0, save, true, NOW);
        assertThat(scene.rules.isDone(save, scene.view()).isYes()).isTrue();
    }
}
