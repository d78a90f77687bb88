package dev.holdfast.cli;

import dev.holdfast.api.backups.BackupInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "backups", description = "List a cluster's backups, newest first.")
final class BackupsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        List<BackupInfo> backups = remote.client().list(new Target(name, "").path() + "/backups", BackupInfo.class);
        output.emit(backups, out -> {
            if (backups.isEmpty()) {
                out.println("there are no backups of " + name);
                return;
            }
            Table table =
                    new Table("BACKUP", "STATE", "STARTED (UTC)", "TOOK", "CONTENT", "REPOSITORY", "KEPT", "PROBLEM");
            backups.forEach(backup -> table.row(
                    backup.name(),
                    backup.state(),
                    backup.startedAt().map(BackupsCommand::minute).orElse(""),
                    took(backup),
                    backup.content(),
                    backup.repository() + " (" + backup.type() + ")",
                    backup.scheduled() ? "by the spec" : "until dropped",
                    backup.problem()));
            table.print(out);
        });
        return Exit.DONE;
    }

    private static String minute(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }

    private static String took(BackupInfo backup) {
        Optional<Instant> end = backup.finishedAt();
        if (backup.startedAt().isEmpty() || end.isEmpty()) {
            return "";
        }
        return Duration.between(backup.startedAt().get(), end.get()).toMillis() / 1000.0 + " s";
    }
}
