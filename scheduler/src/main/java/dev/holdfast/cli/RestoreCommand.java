package dev.holdfast.cli;

import dev.holdfast.api.backups.BackupAsks;
import dev.holdfast.api.backups.RestoreInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Restore a backup, or tables of it, or try whether it could be.",
            "What is restored must not be there: nothing is written over. (Cassandra: always all of it.)",
            "With --verify it is restored into a cluster made for that alone, counted, and that cluster destroyed again."
        })
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "BACKUP", description = "A backup, as `holdfast backups` lists them.")
    private String backup = "";

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this table, as in doc.orders; may be given more than once.")
    private List<String> tables = List.of();

    @Option(
            names = "--partition",
            paramLabel = "COLUMN=VALUE",
            description = "Only this partition of the one table; once for each column it is partitioned by.")
    private List<String> partition = List.of();

    @Option(names = "--rename-schema", paramLabel = "SCHEMA", description = "Restore into this schema instead.")
    private String schema = "";

    @Option(
            names = "--everything",
            description = "Also users, privileges, views and settings, which become those of then.")
    private boolean everything;

    @Option(names = "--repository", paramLabel = "R", description = "A repository of yours that it is in.")
    private String repository = "";

    @Option(names = "--preview", description = "Say what would be restored, and do nothing.")
    private boolean preview;

    @Option(names = "--verify", description = "Restore it into a cluster made for that alone, and count what is there.")
    private boolean verify;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "With --verify: nodes of that cluster; otherwise as many as the cluster has.")
    private int nodes;

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        if (verify) {
            boolean chosen = !tables.isEmpty() || !schema.isEmpty() || everything || !repository.isEmpty() || preview;
            if (chosen) {
                throw new Failure(
                        Exit.USAGE, "--verify restores all of a backup of the cluster's own", "leave out the rest");
            }
            return new Trial(api, output, follow, name, backup).run(nodes);
        }
        BackupAsks.Restore ask = new BackupAsks.Restore(repository, tables, partition, schema, everything);
        RestoreInfo info = api.post(path(name, backup) + "/restore" + Verb.preview(preview), ask, RestoreInfo.class);
        if (preview) {
            output.emit(info, out -> print(info, out));
            return Exit.DONE;
        }
        return follow.tell(
                new OutcomeInfo(info.outcome(), info.text(), info.plan(), Optional.empty()), name, api, output);
    }

    static String path(String cluster, String backup) {
        return new Target(cluster, "").path() + "/backups/" + ApiClient.segment(backup);
    }

    private static void print(RestoreInfo info, PrintWriter out) {
        out.println(info.text() + (info.shards() > 0 ? "; the whole snapshot has " + info.shards() + " shards" : ""));
        if (!info.tables().isEmpty()) {
            Table table = new Table("TABLE", "RESTORED AS", "");
            info.tables()
                    .forEach(one -> table.row(one.name(), one.restoredAs(), one.partitioned() ? "partitioned" : ""));
            table.print(out);
        }
        info.notes().forEach(note -> out.println("  note: " + note));
    }
}
