package dev.holdfast.database.crate;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.crate.Archive.Snapshot;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which backups are due, and which are no longer needed.
 *
 * <ol>
 *   <li>When the last one was is asked of the database itself, so that nothing has to be remembered. Only a snapshot of our own naming that
 *       CrateDB calls SUCCESS counts as one; while one is being made none is due.
 *   <li>One is not begun while a primary is missing, which would leave out its rows, nor beside another snapshot or a restore.
 *   <li>A repository that is not there is made first.
 *   <li>What failed is tried again, a quarter of an hour apart.
 *   <li>Dropped are only those of our own naming in our own repository: the oldest beyond the number and the days to keep, and failed
 *       ones that a good one has followed; never the last good one.
 * </ol>
 */
final class Backups {

    static final String KIND = "backup";
    private static final String REPOSITORY = "backup-repository";
    private static final String RETENTION = "backup-retention";
    private static final Duration AGAIN = Duration.ofMinutes(15);
    private static final Duration APART = Duration.ofMinutes(1);

    /** More are not dropped at once: each takes CrateDB a while. */
    private static final int DROPS_AT_ONCE = 10;

    /** So long one may be late, in the middle of a plan for example, before that is a fault. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Sight sight;
    private final BackupWish wish;
    private final Instant now;
    private final Archive archive;
    private final List<Snapshot> ours;

    private Backups(Sight sight, BackupWish wish, Archive archive) {
        this.sight = sight;
        this.wish = wish;
        this.now = sight.view().now();
        this.archive = archive;
        this.ours = archive.repository(BackupWish.REPOSITORY).stream()
                .flatMap(known -> known.snapshots().stream())
                .filter(snapshot -> wish.isOurs(snapshot.name()))
                .sorted(Comparator.comparing(Snapshot::startedAt))
                .toList();
    }

    /** Empty where a cluster has no backups, or nothing is known of them now. */
    static Optional<Backups> of(Sight sight) {
        return BackupWish.of(sight.view().target())
                .flatMap(wish -> sight.ruled(Part.ARCHIVE).map(known -> new Backups(sight, wish, known.archive())));
    }

    List<Upkeep> upkeep() {
        List<Upkeep> all = new ArrayList<>();
        if (archive.isBusy() || sight.isUnopened()) {
            return all;
        }
        if (archive.repository(BackupWish.REPOSITORY).isEmpty()) {
            // At once, not with the first backup: what is wrong with it is seen while somebody looks.
            all.add(new Upkeep(
                    REPOSITORY,
                    wish.type() + " " + wish.settings(),
                    APART,
                    BackupChores.repository(),
                    "make the repository for backups",
                    List.of()));
        }
        if (wish.isOfAnother(sight.view().target())) {
            return all;
        }
        dueSince()
                .filter(since -> !now.isBefore(since) && isWhole())
                .map(this::backup)
                .ifPresent(all::add);
        List<String> surplus = surplus();
        if (!surplus.isEmpty()) {
            all.add(new Upkeep(
                    RETENTION,
                    String.join(",", surplus),
                    APART,
                    BackupChores.drop(surplus),
                    "drop " + Names.count(surplus.size(), "backup") + " of before",
                    List.of()));
        }
        return all;
    }

    private Upkeep backup(Instant since) {
        Chore chore = BackupChores.backup(BackupWish.name(wish.owner(), now), wish.tables());
        String cause = since + " after " + last().map(Snapshot::name).orElse("none") + ", "
                + failedSince().size() + " failed";
        Duration apart = failedSince().isEmpty() ? APART : AGAIN;
        return new Upkeep(KIND, cause, apart, chore, "backup", List.of());
    }

    /** The last good one. */
    private Optional<Snapshot> last() {
        return ours.stream().filter(Snapshot::isGood).reduce((one, other) -> other);
    }

    private List<Snapshot> failedSince() {
        Instant good = last().map(Snapshot::startedAt).orElse(Instant.MIN);
        return ours.stream()
                .filter(snapshot -> !snapshot.isGood()
                        && !snapshot.isRunning()
                        && snapshot.startedAt().isAfter(good))
                .toList();
    }

    /** Since when one is due, or from when on. */
    private Optional<Instant> dueSince() {
        return wish.schedule().map(when -> when.dueSince(last().map(Snapshot::startedAt), now));
    }

    private boolean isWhole() {
        return sight.ruled(Part.HEALTH)
                .flatMap(CrateDetails::health)
                .filter(health -> health.missing() == 0 && !sight.isUnopened())
                .isPresent();
    }

    /** Oldest first. */
    private List<String> surplus() {
        List<Snapshot> good = ours.stream().filter(Snapshot::isGood).toList();
        if (good.isEmpty()) {
            return List.of();
        }
        Snapshot newest = good.get(good.size() - 1);
        List<String> surplus = new ArrayList<>();
        for (Snapshot snapshot : ours) {
            boolean failed = !snapshot.isGood()
                    && !snapshot.isRunning()
                    && snapshot.startedAt().isBefore(newest.startedAt());
            boolean tooMany = snapshot.isGood() && good.indexOf(snapshot) < good.size() - Math.max(1, wish.keep());
            boolean tooOld = snapshot.isGood()
                    && wish.keepDays() > 0
                    && snapshot.startedAt().isBefore(now.minus(Duration.ofDays(wish.keepDays())));
            if (failed || ((tooMany || tooOld) && !snapshot.equals(newest))) {
                surplus.add(snapshot.name());
            }
        }
        return surplus.stream().limit(DROPS_AT_ONCE).toList();
    }

    /** That one is late, with what is known of why. */
    Optional<Ailment> ailment() {
        Optional<Instant> since = dueSince().filter(due -> now.isAfter(due.plus(LATE)));
        boolean running = ours.stream().anyMatch(Snapshot::isRunning)
                || wish.isOfAnother(sight.view().target());
        List<Snapshot> failed = failedSince();
        if (running || (since.isEmpty() && failed.isEmpty())) {
            return Optional.empty();
        }
        String kept = last().map(good -> "the last good backup is of " + MINUTE.format(good.startedAt()))
                .orElse("there is no good backup yet");
        String why = failed.isEmpty()
                ? isWhole() ? "" : "; none is made while a primary shard is missing"
                : "; " + failure(failed.get(failed.size() - 1));
        String late =
                since.map(due -> ", one is due since " + MINUTE.format(due)).orElse("");
        return Optional.of(new Ailment(
                KIND,
                kept + late + why,
                "it is tried again by itself; holdfast backup "
                        + sight.view().target().name() + " makes one now"));
    }

    static String failure(Snapshot snapshot) {
        return snapshot.name() + " is " + snapshot.state()
                + (snapshot.failures() > 0
                        ? ", " + Names.count(snapshot.failures(), "shard") + " failed: " + snapshot.failure()
                        : "")
                + ", so it is no backup";
    }
}
