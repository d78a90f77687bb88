package dev.holdfast.node.backup;

import com.datastax.driver.core.exceptions.AuthenticationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program: {@code BackupTool save|schema|load --KEY VALUE…}. Exit code 0: done. 1: it failed and may go well another time. 2: it is
 * refused, and why and what to do is the result.
 *
 * <pre>
 * save    --store STORE --cluster NAME --backup NAME --node NODE --nodes NODE,NODE… --data DIR --snapshot TAG --cql ADDRESS:PORT --at TIME
 * schema  --store STORE --cluster NAME --backup NAME --cql ADDRESS:PORT
 * load    --store STORE --cluster NAME --backup NAME --cql ADDRESS:PORT --storage-port PORT --config FILE --scratch DIR --node NODE --part N --of N
 * prune   --store STORE --cluster NAME --own PREFIX --keep N --keep-days N --at TIME
 * </pre>
 *
 * <p>A store is a directory or {@code s3://…}. Keys of a store, user and password come as variables of the process.
 */
public final class BackupTool {

    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    /** How a result begins that trying again would not change. */
    private static final String REFUSAL = "refused: ";

    private BackupTool() {}

    /** See the class. */
    public static void main(String[] arguments) {
        Report report = new Report(System.out);
        System.exit(run(arguments, System.getenv(), report));
    }

    static int run(String[] arguments, Map<String, String> environment, Report report) {
        try {
            report.result(perform(arguments, environment, report));
            return 0;
        } catch (RefusedException e) {
            report.result(REFUSAL + e.getMessage() + "; " + e.remedy());
            return REFUSED;
        } catch (AuthenticationException e) {
            report.result(
                    REFUSAL + e.getMessage() + "; name a superuser: backup-user=USER backup-password=${secret:NAME}");
            return REFUSED;
        } catch (IOException | RuntimeException e) {
            report.result(e.getClass().getSimpleName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static String perform(String[] arguments, Map<String, String> environment, Report report)
            throws IOException, RefusedException {
        Options options = Options.of(arguments);
        Store store = Stores.open(options.get("store"), environment);
        if (options.verb().equals("prune")) {
            return new Prune(store, options.get("cluster"), report)
                    .run(
                            options.get("own"),
                            options.number("keep"),
                            options.number("keep-days"),
                            Instant.parse(options.get("at")));
        }
        Backup backup = new Backup(store, options.get("cluster"), options.get("backup"));
        CqlDoor door = CqlDoor.of(options.get("cql"), environment);
        return switch (options.verb()) {
            case "save" -> save(options, backup, door, report);
            case "schema" -> {
                try (Ring ring = new Ring(door)) {
                    yield new Restore(backup, report).schema(ring);
                }
            }
            case "load" ->
                new Restore(backup, report)
                        .load(
                                options.get("node"),
                                options.number("part"),
                                options.number("of"),
                                Path.of(options.get("scratch")).toAbsolutePath(),
                                new Loader(report, door, options.get("storage-port"), options.get("config")));
            default -> throw new RefusedException("'" + options.verb() + "' is unknown", "save, schema, load or prune");
        };
    }

    private static String save(Options options, Backup backup, CqlDoor door, Report report)
            throws IOException, RefusedException {
        Schema schema;
        try (Ring ring = new Ring(door)) {
            schema = ring.schema();
        }
        TreeMap<String, String> facts = new TreeMap<>(Map.of(
                "cluster",
                options.get("cluster"),
                "node",
                options.get("node"),
                Manifest.NODES,
                options.get("nodes"),
                "at",
                options.get("at")));
        return new Save(backup, report)
                .run(options.get("node"), Path.of(options.get("data")), options.get("snapshot"), schema, facts);
    }
}
