package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.crate.Archive.Restore;
import dev.holdfast.database.crate.Archive.Snapshot;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether chores on snapshots reached their purpose. */
final class BackupProofs {

    private final Sight sight;

    BackupProofs(Sight sight) {
        this.sight = sight;
    }

    /** Empty if it is no such chore. */
    Optional<Proof> of(Chore chore) {
        return switch (chore.name()) {
            case BackupChores.REPOSITORY -> Optional.of(repository());
            case BackupChores.BACKUP -> Optional.of(backup(chore));
            case BackupChores.DROP -> Optional.of(dropped(chore));
            case BackupChores.RESTORE -> Optional.of(restored(chore));
            default -> Optional.empty();
        };
    }

    private Optional<Archive> archive() {
        return sight.ruled(Part.ARCHIVE).map(CrateDetails::archive);
    }

    private Proof repository() {
        Optional<Archive> archive = archive();
        if (archive.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return archive.get().repository(BackupWish.REPOSITORY).isPresent()
                ? Proof.yes("the repository is there")
                : Proof.no("there is no repository '" + BackupWish.REPOSITORY + "' yet");
    }

    private Proof backup(Chore chore) {
        Optional<Archive> archive = archive();
        if (archive.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String name = chore.arguments().getOrDefault(BackupChores.SNAPSHOT, "");
        Optional<Snapshot> found = archive.get().snapshot(BackupWish.REPOSITORY, name);
        if (found.isEmpty()) {
            return Proof.no(name + " is not begun yet");
        }
        Snapshot snapshot = found.get();
        if (snapshot.isRunning()) {
            long seconds =
                    Duration.between(snapshot.startedAt(), sight.view().now()).toSeconds();
            // It goes on by itself: nothing is gained by asking for it once more.
            return Proof.unknown(name + " is being made, " + Names.count(snapshot.shards(), "shard") + ", for "
                    + Math.max(0, seconds) + " s");
        }
        return snapshot.isGood()
                ? Proof.yes(name + " is made, " + Names.count(snapshot.shards(), "shard"))
                : Proof.never(Backups.failure(snapshot));
    }

    private Proof dropped(Chore chore) {
        Optional<Archive> archive = archive();
        if (archive.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        List<String> left = CrateChores.names(chore.arguments().getOrDefault(BackupChores.SNAPSHOTS, "")).stream()
                .filter(name ->
                        archive.get().snapshot(BackupWish.REPOSITORY, name).isPresent())
                .toList();
        return left.isEmpty() ? Proof.yes("they are dropped") : Proof.no(Names.few(left) + " are still there");
    }

    /** A restore that is over is forgotten by CrateDB: then what is there tells. */
    private Proof restored(Chore chore) {
        Optional<CrateDetails> known = sight.ruled(Part.ARCHIVE, Part.TABLES, Part.SHARDS, Part.UNASSIGNED);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String repository = chore.arguments().getOrDefault(BackupChores.IN, BackupWish.REPOSITORY);
        String name = chore.arguments().getOrDefault(BackupChores.SNAPSHOT, "");
        Optional<Restore> running = known.get().archive().restores().stream()
                .filter(one ->
                        one.repository().equals(repository) && one.snapshot().equals(name) && one.isRunning())
                .findFirst();
        if (running.isPresent()) {
            return Proof.unknown(progress(running.get()));
        }
        List<String> expected = CrateChores.names(chore.arguments().getOrDefault(BackupChores.EXPECTED, ""));
        List<String> missing = expected.stream()
                .filter(table -> !known.get().tables().containsKey(table))
                .toList();
        if (!missing.isEmpty()) {
            return Proof.no(Names.tables(missing) + " not restored yet");
        }
        Copies copies = Copies.of(sight, known.get());
        TreeSet<String> lost = new TreeSet<>(copies.lost());
        lost.retainAll(expected);
        if (!lost.isEmpty()) {
            return Proof.never("shards of " + Names.tables(lost) + " could not be restored from " + repository + "."
                    + name + "; what was restored is there: drop it before another try");
        }
        TreeSet<String> coming = new TreeSet<>(copies.unserved());
        coming.retainAll(expected);
        return coming.isEmpty()
                ? Proof.yes(Names.count(expected.size(), "table") + " restored")
                : Proof.unknown("shards of " + Names.tables(coming) + " are being restored");
    }

    private static String progress(Restore restore) {
        return restore.done() + " of " + Names.count(restore.shards(), "shard") + " restored"
                + (restore.failed() > 0 ? ", " + restore.failed() + " failed" : "");
    }
}
