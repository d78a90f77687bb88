package dev.holdfast.cli;

import dev.holdfast.api.backups.BackupAsks;
import dev.holdfast.api.backups.RestoreInfo;
import dev.holdfast.api.backups.RestoreInfo.RestoredInfo;
import dev.holdfast.api.backups.TableInfo;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PlanInfo;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A backup restored for a trial: into a cluster of its own, which only reads the repository, is counted, and is destroyed again whatever
 * came of it.
 */
final class Trial {

    private static final Duration REPOSITORY = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ApiClient api;
    private final Output output;
    private final Follow follow;
    private final String cluster;
    private final String backup;
    private final PrintWriter lines;

    Trial(ApiClient api, Output output, Follow follow, String cluster, String backup) {
        this.api = api;
        this.output = output;
        this.follow = follow;
        this.cluster = cluster;
        this.backup = backup;
        this.lines = output.isForPeople() ? output.out() : output.err();
    }

    /** What came of it, table by table. */
    record Report(
            String backup,
            boolean good,
            int shardsExpected,
            int shardsFound,
            List<TableInfo> tables,
            List<String> missing) {}

    int run(int nodes) {
        refuseLeftover();
        OutcomeInfo made = api.post(
                RestoreCommand.path(cluster, backup) + "/scratch", new BackupAsks.Scratch(nodes), OutcomeInfo.class);
        String scratch = cluster + "-verify";
        say("makes cluster " + scratch + " for the trial");
        Report report;
        try {
            stay(made.plan(), scratch);
            RestoreInfo preview = awaitRepository(scratch);
            say("restores " + preview.tables().size() + " tables, " + preview.shards() + " shards");
            RestoreInfo restored =
                    api.post(RestoreCommand.path(scratch, backup) + "/restore", everything(), RestoreInfo.class);
            stay(restored.plan(), scratch);
            report = report(scratch, preview);
        } finally {
            destroy(scratch);
        }
        output.emit(report, out -> print(report, out));
        return report.good() ? Exit.DONE : Exit.CONFLICT;
    }

    /** A trial that was killed could not clear up, and whether another goes on right now cannot be told. */
    private void refuseLeftover() {
        String scratch = cluster + "-verify";
        boolean there = api.list("/v1/clusters", ClusterInfo.class).stream()
                .anyMatch(known -> known.name().equals(scratch));
        if (there) {
            throw new Failure(
                    Exit.CONFLICT,
                    "cluster " + scratch + " is there: another trial is under way, or one was killed before its end",
                    "if none is: holdfast uninstall " + scratch + " --confirm " + scratch + ", then try again");
        }
    }

    private static BackupAsks.Restore everything() {
        return new BackupAsks.Restore("", List.of(), List.of(), "", false);
    }

    private void stay(Optional<PlanInfo> plan, String scratch) {
        plan.ifPresent(begun -> follow.stay(begun.number(), scratch, api, lines));
    }

    /** The scratch cluster makes the repository by itself, soon after it is up. */
    private RestoreInfo awaitRepository(String scratch) {
        Instant start = Instant.now();
        while (true) {
            try {
                return api.post(
                        RestoreCommand.path(scratch, backup) + "/restore?preview=true",
                        everything(),
                        RestoreInfo.class);
            } catch (Failure e) {
                boolean notYet = e.exitCode() == Exit.UNKNOWN || e.exitCode() == Exit.UNAVAILABLE;
                if (!notYet || Duration.between(start, Instant.now()).compareTo(REPOSITORY) > 0) {
                    throw e;
                }
                Follow.pause(LOOK);
            }
        }
    }

    private Report report(String scratch, RestoreInfo preview) {
        List<TableInfo> there = api.list("/v1/clusters/" + ApiClient.segment(scratch) + "/tables", TableInfo.class);
        SortedMap<String, TableInfo> found = new TreeMap<>();
        there.forEach(table -> found.put(table.name(), table));
        int shards = there.stream().mapToInt(TableInfo::shards).sum();
        // A partitioned table without partitions has no shards, and is in no list of them.
        List<String> missing = preview.tables().stream()
                .filter(table -> !table.partitioned())
                .map(RestoredInfo::restoredAs)
                .filter(table -> !found.containsKey(table))
                .toList();
        boolean good = shards == preview.shards();
        return new Report(backup, good, preview.shards(), shards, there, good ? List.of() : missing);
    }

    private void print(Report report, PrintWriter out) {
        Table table = new Table("TABLE", "SHARDS", "ROWS");
        report.tables()
                .forEach(one -> table.row(one.name(), Integer.toString(one.shards()), Long.toString(one.rows())));
        table.print(out);
        out.println(
                report.good()
                        ? report.backup() + " can be restored: all " + report.shardsFound() + " of its shards were"
                        : report.backup() + " cannot be restored whole: " + report.shardsFound() + " of its "
                                + report.shardsExpected() + " shards were"
                                + (report.missing().isEmpty()
                                        ? ""
                                        : "; missing " + String.join(", ", report.missing())));
    }

    private void destroy(String scratch) {
        say("destroys " + scratch);
        try {
            OutcomeInfo gone = api.post(
                    "/v1/clusters/" + ApiClient.segment(scratch) + "/uninstall",
                    new Asks.Uninstall(scratch),
                    OutcomeInfo.class);
            stay(gone.plan(), scratch);
        } catch (Failure e) {
            lines.println("could not destroy it: " + e.getMessage() + "; holdfast uninstall " + scratch + " does");
            lines.flush();
        }
    }

    private void say(String text) {
        lines.println(text);
        lines.flush();
    }
}
