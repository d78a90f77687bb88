package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Chore;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.database.crate.BackupWish;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Snapshots begun, dropped and restored. None is waited for: that may take hours, and is seen by looking. A snapshot has its name from the
 * start, so one that is there already was begun by this chore before.
 */
final class SnapshotWork {

    private static final int SAME_NAME = 4096;
    private static final int NO_SUCH_SNAPSHOT = 4048;
    private static final int TABLE_EXISTS = 4093;

    private static final String FIND = "select state from sys.snapshots where repository = ? and name = ?";

    private SnapshotWork() {}

    static String begin(Session session, Chore chore) throws ChoreFailedException {
        String name = need(chore, BackupChores.SNAPSHOT);
        List<Answer.Row> there = session.run(FIND, BackupWish.REPOSITORY, name).rows();
        if (!there.isEmpty()) {
            return name + " is " + there.get(0).text(0);
        }
        List<String> tables = list(chore, BackupChores.TABLES);
        String what = tables.isEmpty()
                ? "all"
                : tables.stream().map(SqlNames::table).collect(Collectors.joining(", ", "table ", ""));
        Answer answer = session.ask("create snapshot " + SqlNames.name(BackupWish.REPOSITORY) + "."
                + SqlNames.name(name) + " " + what + " with (wait_for_completion = false)");
        if (answer instanceof Answer.Refused refused && refused.code() == SAME_NAME) {
            return name + " was begun already";
        }
        throwProblem(answer);
        return name + " is being made";
    }

    /** One that is gone is dropped. */
    static String drop(Session session, Chore chore) throws ChoreFailedException {
        List<String> names = list(chore, BackupChores.SNAPSHOTS);
        for (String name : names) {
            Answer answer =
                    session.ask("drop snapshot " + SqlNames.name(BackupWish.REPOSITORY) + "." + SqlNames.name(name));
            boolean gone = answer instanceof Answer.Refused refused && refused.code() == NO_SUCH_SNAPSHOT;
            if (!gone) {
                throwProblem(answer);
            }
        }
        return names.size() + " dropped";
    }

    static String restore(Session session, Chore chore) throws ChoreFailedException {
        String snapshot = SqlNames.name(chore.arguments().getOrDefault(BackupChores.IN, BackupWish.REPOSITORY)) + "."
                + SqlNames.name(need(chore, BackupChores.SNAPSHOT));
        Answer answer = session.ask("restore snapshot " + snapshot + " " + what(chore) + with(chore));
        if (answer instanceof Answer.Refused refused && refused.code() == TABLE_EXISTS && isAllThere(session, chore)) {
            // They were not there when this was asked for: an earlier performance of it began to restore them.
            return "it was begun already";
        }
        throwProblem(answer);
        return "it is being restored";
    }

    private static String what(Chore chore) {
        if (chore.arguments().containsKey(BackupChores.WHOLE)) {
            return "all";
        }
        List<String> tables = list(chore, BackupChores.TABLES);
        if (tables.isEmpty()) {
            return "tables";
        }
        String partition = list(chore, BackupChores.PARTITION).stream()
                .map(SnapshotWork::value)
                .collect(Collectors.joining(", "));
        String suffix = partition.isEmpty() ? "" : " partition (" + partition + ")";
        return tables.stream()
                .map(table -> SqlNames.table(table) + suffix)
                .collect(Collectors.joining(", ", "table ", ""));
    }

    /** {@code day=2026-01-01} as SQL. */
    private static String value(String column) {
        int equals = column.indexOf('=');
        String name = equals < 0 ? column : column.substring(0, equals).strip();
        String value = equals < 0 ? "" : column.substring(equals + 1).strip();
        return SqlNames.name(name) + " = " + SqlNames.text(value);
    }

    private static String with(Chore chore) {
        String schema = chore.arguments().getOrDefault(BackupChores.SCHEMA, "");
        return " with (wait_for_completion = false"
                + (schema.isEmpty() ? "" : ", schema_rename_replacement = " + SqlNames.text(schema)) + ")";
    }

    private static boolean isAllThere(Session session, Chore chore) throws ChoreFailedException {
        return SnapshotContent.tables(session).containsAll(list(chore, BackupChores.EXPECTED));
    }

    private static void throwProblem(Answer answer) throws ChoreFailedException {
        if (answer.problem().isPresent()) {
            throw new ChoreFailedException(answer.problem().get());
        }
    }

    private static String need(Chore chore, String argument) throws ChoreFailedException {
        String value = chore.arguments().getOrDefault(argument, "");
        if (value.isEmpty()) {
            throw new ChoreFailedException("it needs '" + argument + "'");
        }
        return value;
    }

    private static List<String> list(Chore chore, String argument) {
        return Arrays.stream(chore.arguments().getOrDefault(argument, "").split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
