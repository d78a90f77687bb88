package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program: {@code BackupTool save|schema|load --KEY VALUE…}. Exit code 0: done. 1: it failed and may go well another time. 2: it is
 * refused, and why and what to do is the result.
 *
 * <pre>
 * save    --store DIR --cluster NAME --backup NAME --node NODE --nodes NODE,NODE… --data DIR --snapshot TAG --cql ADDRESS:PORT --at TIME
 * schema  --store DIR --cluster NAME --backup NAME --cql ADDRESS:PORT
 * load    --store DIR --cluster NAME --backup NAME --cql ADDRESS:PORT --storage-port PORT --config FILE --scratch DIR --part N --of N
 * </pre>
 */
public final class BackupTool {

    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private BackupTool() {}

    /** See the class. */
    public static void main(String[] arguments) {
        Report report = new Report(System.out);
        System.exit(run(arguments, report));
    }

    static int run(String[] arguments, Report report) {
        try {
            report.result(perform(arguments, report));
            return 0;
        } catch (RefusedException e) {
            report.result(e.getMessage() + "; " + e.remedy());
            return REFUSED;
        } catch (IOException | RuntimeException e) {
            report.result(e.getClass().getSimpleName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static String perform(String[] arguments, Report report) throws IOException, RefusedException {
        Options options = Options.of(arguments);
        Path root = Path.of(options.get("store"));
        if (!root.isAbsolute()) {
            throw new RefusedException(
                    "'" + root + "' is not a whole path",
                    "name a directory that every agent has mounted, as /mnt/backups");
        }
        Backup backup = new Backup(new DirectoryStore(root), options.get("cluster"), options.get("backup"));
        return switch (options.verb()) {
            case "save" -> save(options, backup, report);
            case "schema" -> {
                try (Ring ring = new Ring(options.get("cql"))) {
                    yield new Restore(backup, report).schema(ring);
                }
            }
            case "load" ->
                new Restore(backup, report)
                        .load(
                                Integer.parseInt(options.get("part")),
                                Integer.parseInt(options.get("of")),
                                Path.of(options.get("scratch")).toAbsolutePath(),
                                new Loader(
                                        report,
                                        options.get("cql"),
                                        options.get("storage-port"),
                                        options.get("config")));
            default -> throw new RefusedException("'" + options.verb() + "' is unknown", "save, schema or load");
        };
    }

    private static String save(Options options, Backup backup, Report report) throws IOException, RefusedException {
        Schema schema;
        try (Ring ring = new Ring(options.get("cql"))) {
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
