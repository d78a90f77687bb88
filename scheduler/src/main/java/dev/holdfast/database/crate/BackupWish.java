package dev.holdfast.database.crate;

import dev.holdfast.database.BackupSchedule;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a spec says of a cluster's backups.
 *
 * @param type of the repository, as CrateDB names it
 * @param settings of the repository, with references in place of secrets
 * @param secrets which of them CrateDB does not show
 * @param schedule when backups are made by themselves; empty for never
 * @param keep so many of those that no person named
 * @param keepDays and no older ones than that; 0 for any age
 * @param tables to back up; empty for all
 * @param owner whose backups they are: the cluster itself, or another one's that it only reads
 */
public record BackupWish(
        String type,
        SortedMap<String, String> settings,
        List<String> secrets,
        Optional<BackupSchedule> schedule,
        int keep,
        int keepDays,
        List<String> tables,
        String owner) {

    /** What CrateDB knows our repository by. */
    public static final String REPOSITORY = "holdfast";

    static final int USUAL_KEEP = 7;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'").withZone(ZoneOffset.UTC);

    public BackupWish {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        secrets = List.copyOf(secrets);
        tables = List.copyOf(tables);
    }

    /** Empty if the cluster has no backups, or says nothing sensible of them. */
    public static Optional<BackupWish> of(ClusterSpec target) {
        return RepositoryKind.of(CrateOptions.text(target, CrateOptions.BACKUP_REPOSITORY))
                .map(kind -> of(target, kind));
    }

    private static BackupWish of(ClusterSpec target, RepositoryKind kind) {
        String other = CrateOptions.text(target, CrateOptions.BACKUP_OF);
        String owner = other.isEmpty() ? target.name().value() : other;
        TreeMap<String, String> settings = new TreeMap<>(given(target));
        // Two clusters that write to one place would destroy each other's backups: each has its own below it.
        if (kind == RepositoryKind.FS) {
            String location = CrateOptions.text(target, CrateOptions.BACKUP_LOCATION);
            settings.put(RepositoryKind.LOCATION, location + (location.endsWith("/") ? "" : "/") + owner);
        } else {
            String base = settings.getOrDefault(RepositoryKind.BASE_PATH, "");
            settings.put(RepositoryKind.BASE_PATH, base.isEmpty() ? owner : base.replaceFirst("/+$", "") + "/" + owner);
        }
        if (!other.isEmpty() && kind.canBeReadOnly()) {
            settings.put(RepositoryKind.READ_ONLY, "true");
        }
        return new BackupWish(
                kind.word(),
                settings,
                settings.keySet().stream().filter(kind::isSecret).toList(),
                BackupSchedule.parse(CrateOptions.text(target, CrateOptions.BACKUP_SCHEDULE)),
                number(target, CrateOptions.BACKUP_KEEP, USUAL_KEEP),
                number(target, CrateOptions.BACKUP_KEEP_DAYS, 0),
                list(CrateOptions.text(target, CrateOptions.BACKUP_TABLES)),
                owner);
    }

    /** Whether it only reads what another cluster wrote. */
    public boolean isOfAnother(ClusterSpec target) {
        return !owner.equals(target.name().value());
    }

    /** The repository's settings as the user wrote them: {@code bucket=b, region=eu-west-1}. */
    static SortedMap<String, String> given(ClusterSpec target) {
        TreeMap<String, String> given = new TreeMap<>();
        for (String part :
                CrateOptions.text(target, CrateOptions.BACKUP_SETTINGS).split("[,;\\n]", -1)) {
            int equals = part.indexOf('=');
            if (!part.isBlank()) {
                given.put(
                        (equals < 0 ? part : part.substring(0, equals)).strip(),
                        equals < 0 ? "" : part.substring(equals + 1).strip());
            }
        }
        return given;
    }

    private static int number(ClusterSpec target, String option, int usual) {
        String text = CrateOptions.text(target, option);
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : usual;
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** A name that is a cluster's own, and says when. CrateDB takes lower case only. */
    public static String name(String cluster, Instant now) {
        return REPOSITORY + "-" + cluster + "-" + TIME.format(now);
    }

    /** Whether a snapshot has such a name: only those are ever dropped by themselves. */
    public boolean isOurs(String snapshot) {
        return Pattern.matches(Pattern.quote(REPOSITORY + "-" + owner) + "-\\d{8}t\\d{6}z", snapshot);
    }
}
