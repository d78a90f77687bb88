package dev.holdfast.cli;

import dev.holdfast.api.backups.BackupAsks;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = "Make a backup now (CrateDB: a snapshot; Cassandra: of each node).")
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = "--name",
            paramLabel = "S",
            description =
                    "Name of the backup. One with a name of yours is kept until you drop it; others are made up, and kept as the spec says.")
    private String backup = "";

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this table, as in doc.orders; may be given more than once.")
    private List<String> tables = List.of();

    @Override
    public Integer call() {
        return follow.send(Verb.of(name, "backups", new BackupAsks.Backup(backup, tables)), remote, output);
    }
}
