package dev.holdfast.node.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Clears old backups away.
 *
 * <ol>
 *   <li>Only those with a made-up name of the cluster's own: what a person named stays until a person deletes it.
 *   <li>Only behind one that is whole: the newest whole one always stays, and so does everything newer.
 *   <li>Of the whole ones so many stay as are to be kept, and none that is older than the days to keep. What was not finished, and is older than
 *       the newest whole one, goes too.
 *   <li>Of each, what makes it count goes first, so that nothing half deleted looks whole.
 * </ol>
 */
final class Prune {

    private final Store store;
    private final String cluster;
    private final Report report;

    Prune(Store store, String cluster, Report report) {
        this.store = store;
        this.cluster = cluster;
        this.report = report;
    }

    /**
     * @param own how made-up names begin
     * @param keep so many whole ones, at least 1
     * @param keepDays 0 for any age
     * @return a line about what was done
     */
    String run(String own, int keep, int keepDays, Instant now) throws IOException, RefusedException {
        Pattern ours = Pattern.compile(Pattern.quote(own) + "\\d{8}t\\d{6}z");
        List<Archive.Entry> all = new Archive(store).of(cluster);
        List<String> old = old(
                all.stream()
                        .filter(entry -> ours.matcher(entry.name()).matches())
                        .toList(),
                all.stream()
                        .filter(Archive.Entry::isWhole)
                        .findFirst()
                        .flatMap(Archive.Entry::at)
                        .orElse(Instant.MIN),
                Math.max(1, keep),
                keepDays == 0 ? Instant.MIN : now.minus(Duration.ofDays(keepDays)));
        for (String name : old) {
            report.progress("deletes " + name);
            Backup backup = new Backup(store, cluster, name);
            for (String node : store.below(cluster + "/" + name)) {
                store.delete(backup.part(node) + "/" + Manifest.NAME);
            }
            store.delete(cluster + "/" + name);
        }
        return old.isEmpty() ? "nothing is old enough" : "deleted " + String.join(", ", old);
    }

    /** @param entries newest first */
    private static List<String> old(List<Archive.Entry> entries, Instant newestWhole, int keep, Instant oldest) {
        List<String> old = new ArrayList<>();
        int kept = 0;
        for (Archive.Entry entry : entries) {
            Instant at = entry.at().orElse(Instant.EPOCH);
            boolean isNewest = !at.isBefore(newestWhole);
            if (isNewest || (entry.isWhole() && kept < keep && !at.isBefore(oldest))) {
                kept += entry.isWhole() ? 1 : 0;
            } else if (at.isBefore(newestWhole)) {
                old.add(entry.name());
            }
        }
        return old;
    }
}
