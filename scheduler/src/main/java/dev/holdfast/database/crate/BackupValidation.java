package dev.holdfast.database.crate;

import dev.holdfast.database.BackupSchedule;
import dev.holdfast.database.ClusterView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What is wrong with what a spec says of backups. A value that may be a secret is never repeated. */
final class BackupValidation {

    private static final String OPTIONS = "options.";
    private static final int MOST_KEPT = 1000;

    private final ClusterSpec next;
    private final List<Problem> problems = new ArrayList<>();

    private BackupValidation(ClusterSpec next) {
        this.next = next;
    }

    static List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        BackupValidation validation = new BackupValidation(next);
        validation.check();
        current.ifPresent(view -> validation.change(view.target()));
        return validation.problems;
    }

    private void check() {
        String word = text(CrateOptions.BACKUP_REPOSITORY);
        Optional<RepositoryKind> kind = RepositoryKind.of(word);
        if (!word.isEmpty() && kind.isEmpty()) {
            add(
                    CrateOptions.BACKUP_REPOSITORY,
                    "'" + word + "' is no type of repository",
                    "use one of " + RepositoryKind.words());
        }
        if (word.isEmpty()) {
            needsRepository();
        }
        kind.ifPresent(this::repository);
        schedule();
        number(CrateOptions.BACKUP_KEEP, 1);
        number(CrateOptions.BACKUP_KEEP_DAYS, 0);
        tables();
        String other = text(CrateOptions.BACKUP_OF);
        if (!other.isEmpty() && !ClusterName.isValid(other)) {
            add(
                    CrateOptions.BACKUP_OF,
                    "'" + other + "' cannot be a cluster's name",
                    "write the name of the cluster it was");
        }
    }

    private void needsRepository() {
        for (String option : List.of(
                CrateOptions.BACKUP_LOCATION,
                CrateOptions.BACKUP_SETTINGS,
                CrateOptions.BACKUP_SCHEDULE,
                CrateOptions.BACKUP_OF)) {
            if (!text(option).isEmpty()) {
                add(
                        option,
                        "there is no repository to make backups in",
                        "name its type, options." + CrateOptions.BACKUP_REPOSITORY + ": one of "
                                + RepositoryKind.words());
                return;
            }
        }
    }

    private void repository(RepositoryKind kind) {
        String location = text(CrateOptions.BACKUP_LOCATION);
        if (kind == RepositoryKind.FS && !location.matches("/[A-Za-z0-9_./@+-]*")) {
            add(
                    CrateOptions.BACKUP_LOCATION,
                    location.isEmpty()
                            ? "a repository of type fs needs a directory"
                            : "'" + location + "' is no absolute path of plain characters",
                    "write one that all agents share, such as /mnt/backups; nodes must be able to write to it");
        } else if (kind != RepositoryKind.FS && !location.isEmpty()) {
            add(
                    CrateOptions.BACKUP_LOCATION,
                    "a repository of type " + kind.word() + " is in no directory of the agents",
                    "remove it, or set options." + CrateOptions.BACKUP_REPOSITORY + ": fs");
        }
        SortedMap<String, String> given = BackupWish.given(next);
        for (Map.Entry<String, String> entry : given.entrySet()) {
            setting(kind, entry.getKey(), entry.getValue());
        }
        for (String needed : kind.required()) {
            if (given.getOrDefault(needed, "").isEmpty()) {
                add(
                        CrateOptions.BACKUP_SETTINGS,
                        "a repository of type " + kind.word() + " needs '" + needed + "'",
                        "add " + needed + "="
                                + (kind.isSecret(needed)
                                        ? "${secret:NAME}"
                                        : needed.toUpperCase(java.util.Locale.ROOT)));
            }
        }
    }

    private void setting(RepositoryKind kind, String name, String value) {
        if (!kind.settings().contains(name)) {
            add(
                    CrateOptions.BACKUP_SETTINGS,
                    "a repository of type " + kind.word() + " has no setting '" + name + "' that may be given",
                    "write name=value, with commas between; known are " + String.join(", ", kind.settings()));
        } else if (kind.isSecret(name) && !value.matches("\\$\\{secret:[a-z][a-z0-9-]{0,59}}")) {
            add(
                    CrateOptions.BACKUP_SETTINGS,
                    "'" + name + "' is secret and must not be in a spec",
                    "write " + name
                            + "=${secret:NAME}, and the value into the file secrets/NAME in the scheduler's data directory");
        } else if (!kind.isSecret(name) && !Secret.names(value).isEmpty()) {
            add(
                    CrateOptions.BACKUP_SETTINGS,
                    "'" + name + "' is shown by CrateDB to everybody, and cannot be a secret",
                    "write its value");
        }
    }

    private void schedule() {
        String schedule = text(CrateOptions.BACKUP_SCHEDULE);
        if (!schedule.isEmpty() && BackupSchedule.parse(schedule).isEmpty()) {
            add(
                    CrateOptions.BACKUP_SCHEDULE,
                    "'" + schedule + "' is no schedule",
                    "write " + BackupSchedule.FORMS + ", such as every 6 hours");
        } else if (!schedule.isEmpty() && !text(CrateOptions.BACKUP_OF).isEmpty()) {
            add(
                    CrateOptions.BACKUP_SCHEDULE,
                    "this cluster only reads the backups of " + text(CrateOptions.BACKUP_OF),
                    "remove the schedule, or options." + CrateOptions.BACKUP_OF);
        }
    }

    private void number(String option, int least) {
        String value = text(option);
        boolean fits =
                value.matches("\\d{1,4}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= MOST_KEPT;
        if (!value.isEmpty() && !fits) {
            add(option, "'" + value + "' is no number from " + least + " to " + MOST_KEPT, "write one such as 7");
        }
    }

    private void tables() {
        for (String table : BackupWish.list(text(CrateOptions.BACKUP_TABLES))) {
            if (!isTable(table)) {
                add(
                        CrateOptions.BACKUP_TABLES,
                        "'" + table + "' is no table's name",
                        "write schema and name, with commas between: doc.orders, doc.lines");
            }
        }
    }

    static boolean isTable(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_-]*\\.[A-Za-z_][A-Za-z0-9_-]*");
    }

    /** CrateDB's repository stays what it was made as: another is made by hand, where the old one's backups are known to be safe. */
    private void change(ClusterSpec old) {
        Optional<BackupWish> was = BackupWish.of(old);
        Optional<BackupWish> wish = BackupWish.of(next);
        if (was.isPresent()
                && wish.isPresent()
                && !was.get().type().equals(wish.get().type())) {
            add(
                    CrateOptions.BACKUP_REPOSITORY,
                    "backups are in a repository of type " + was.get().type() + " already",
                    "first take it away: set options." + CrateOptions.BACKUP_REPOSITORY
                            + ": \"\", then holdfast client " + next.name() + " -c \"drop repository "
                            + BackupWish.REPOSITORY + "\", which keeps its files");
        }
    }

    private String text(String option) {
        return CrateOptions.text(next, option);
    }

    private void add(String option, String message, String remedy) {
        problems.add(Problem.of(OPTIONS + option, message, remedy));
    }
}
