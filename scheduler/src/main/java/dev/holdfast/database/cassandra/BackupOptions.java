package dev.holdfast.database.cassandra;

import dev.holdfast.database.BackupSchedule;
import dev.holdfast.database.ClusterView;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.node.backup.S3Location;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a spec says of a ring's backups: where they lie, who may go there, who logs in, when they are made and how many are kept. */
public final class BackupOptions {

    public static final String LOCATION = "backup-location";
    static final String OWNER = "backup-of";
    static final String SCHEDULE = "backup-schedule";
    static final String KEEP = "backup-keep";
    static final String KEEP_DAYS = "backup-keep-days";
    public static final String ACCESS_KEY = "backup-access-key";
    public static final String SECRET_KEY = "backup-secret-key";
    public static final String TOKEN = "backup-session-token";
    static final String USER = CassandraAccess.OLD_USER;
    static final String PASSWORD = CassandraAccess.OLD_PASSWORD;

    private static final int USUAL_KEEP = 7;

    /** Which variable of a chore's process has which option. */
    private static final SortedMap<String, String> VARIABLES = new TreeMap<>(Map.of(
            ACCESS_KEY, "HOLDFAST_S3_ACCESS_KEY",
            SECRET_KEY, "HOLDFAST_S3_SECRET_KEY",
            TOKEN, "HOLDFAST_S3_SESSION_TOKEN"));

    private BackupOptions() {}

    private static String text(ClusterSpec target, String option) {
        return target.options().getOrDefault(option, "").strip();
    }

    /** Where backups of the cluster lie; empty if its spec does not say. */
    public static Optional<String> location(ClusterSpec target) {
        return Optional.of(text(target, LOCATION)).filter(value -> !value.isEmpty());
    }

    /** Whose backups it restores: its own, or those of another cluster. */
    public static String owner(ClusterSpec target) {
        String other = text(target, OWNER);
        return other.isEmpty() ? target.name().value() : other;
    }

    static boolean isOfAnother(ClusterSpec target) {
        return !owner(target).equals(target.name().value());
    }

    static Optional<BackupSchedule> schedule(ClusterSpec target) {
        return BackupSchedule.parse(text(target, SCHEDULE));
    }

    /** Whether old ones are cleared away. */
    public static boolean clearsUp(ClusterSpec target) {
        return !text(target, SCHEDULE).isEmpty()
                || !text(target, KEEP).isEmpty()
                || !text(target, KEEP_DAYS).isEmpty();
    }

    static int keep(ClusterSpec target) {
        return number(target, KEEP, USUAL_KEEP);
    }

    /** 0 for any age. */
    static int keepDays(ClusterSpec target) {
        return number(target, KEEP_DAYS, 0);
    }

    private static int number(ClusterSpec target, String option, int usual) {
        String text = text(target, option);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : usual;
    }

    /** The name of the secret that an option holds; empty if it holds none. */
    public static Optional<String> secret(ClusterSpec target, String option) {
        return Secret.names(text(target, option)).stream().findFirst();
    }

    /** What a chore that goes to the store, or logs in, must have in its environment; values are put there when it is launched. */
    static List<TaskSpec.Variable> environment(ClusterSpec target) {
        List<TaskSpec.Variable> environment = new ArrayList<>();
        VARIABLES.forEach((option, variable) ->
                secret(target, option).ifPresent(name -> environment.add(new TaskSpec.Variable(variable, name, true))));
        CassandraAccess.passwordSecret(target)
                .ifPresent(name -> environment.add(new TaskSpec.Variable("HOLDFAST_CQL_PASSWORD", name, true)));
        CassandraAccess.user(target)
                .ifPresent(user -> environment.add(new TaskSpec.Variable("HOLDFAST_CQL_USER", user, false)));
        return environment;
    }

    static List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        List<Problem> problems = new ArrayList<>();
        location(next).ifPresent(place -> location(next, place, problems));
        VARIABLES.keySet().forEach(option -> secret(next, option, problems));
        secret(next, PASSWORD, problems);
        together(next, USER, PASSWORD, problems);
        together(next, PASSWORD, USER, problems);
        schedule(next, problems);
        number(next, KEEP, 1, problems);
        number(next, KEEP_DAYS, 0, problems);
        return problems;
    }

    private static void location(ClusterSpec next, String place, List<Problem> problems) {
        if (!S3Location.isMeant(place)) {
            if (!place.startsWith("/")) {
                problems.add(problem(
                        LOCATION,
                        "'" + place + "' is no absolute path",
                        "name a directory that every agent has mounted, as in /mnt/backups, or s3://BUCKET/PREFIX"));
            }
            return;
        }
        try {
            S3Location.parse(place);
        } catch (IllegalArgumentException e) {
            problems.add(problem(
                    LOCATION,
                    String.valueOf(e.getMessage()),
                    "write s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION"));
        }
        for (String key : List.of(ACCESS_KEY, SECRET_KEY)) {
            if (text(next, key).isEmpty()) {
                problems.add(problem(
                        key, "a store needs a key", "write ${secret:NAME}, and the key into the file secrets/NAME"));
            }
        }
    }

    private static void secret(ClusterSpec next, String option, List<Problem> problems) {
        String value = text(next, option);
        if (!value.isEmpty() && !value.matches("\\$\\{secret:[^{}]+}")) {
            problems.add(
                    problem(
                            option,
                            "it must be a secret and nothing else",
                            "write ${secret:NAME}, and the value into the file secrets/NAME in the scheduler's data directory"));
        }
    }

    private static void together(ClusterSpec next, String one, String other, List<Problem> problems) {
        if (!text(next, one).isEmpty() && text(next, other).isEmpty()) {
            problems.add(problem(other, "it goes with " + one, "give both, or neither"));
        }
    }

    private static void schedule(ClusterSpec next, List<Problem> problems) {
        String text = text(next, SCHEDULE);
        if (text.isEmpty()) {
            return;
        }
        if (schedule(next).isEmpty()) {
            problems.add(problem(
                    SCHEDULE,
                    "'" + text + "' is no schedule",
                    "write " + BackupSchedule.FORMS + ", such as daily at 02:30"));
        }
        if (isOfAnother(next)) {
            problems.add(problem(
                    SCHEDULE, "the cluster only reads the backups of " + owner(next), "leave it out, or " + OWNER));
        } else if (location(next).isEmpty()) {
            problems.add(problem(LOCATION, "backups need a place", "name a directory, or s3://BUCKET/PREFIX"));
        }
    }

    private static void number(ClusterSpec next, String option, int least, List<Problem> problems) {
        String text = text(next, option);
        if (!text.isEmpty() && (!text.matches("\\d{1,4}") || Integer.parseInt(text) < least)) {
            problems.add(problem(option, "'" + text + "' is no number from " + least + " to 9999", "write one"));
        }
    }

    private static Problem problem(String option, String message, String remedy) {
        return Problem.of("options." + option, message, remedy);
    }
}
