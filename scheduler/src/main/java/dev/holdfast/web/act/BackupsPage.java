package dev.holdfast.web.act;

import dev.holdfast.api.backups.BackupInfo;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.ClusterPage;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Page;
import dev.holdfast.web.Part;
import java.util.List;
import java.util.Locale;

/** A cluster's backups. */
public record BackupsPage(BackupsPage.Backups backups) implements Page {

    /**
     * What there is.
     *
     * @param problems why that is not known
     * @param create address of the form for another one; empty where none can be made
     */
    public record Backups(String cluster, String database, List<Row> rows, List<ProblemInfo> problems, String create) {}

    /** A backup and its address, below which are the forms about it. */
    public record Row(BackupInfo info, String href) {

        /** Whether there is something in it that can be brought back. */
        public boolean isWhole() {
            return info.state().equals("SUCCESS");
        }

        public String word() {
            return switch (info.state()) {
                case "SUCCESS" -> "complete";
                case "IN_PROGRESS" -> "under way";
                default -> info.state().toLowerCase(Locale.ROOT);
            };
        }

        public String tone() {
            return isWhole() ? "good" : info.state().equals("IN_PROGRESS") ? "busy" : "bad";
        }
    }

    @Override
    public String title() {
        return "Backups of " + backups.cluster();
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        return List.of(
                ClusterPage.head(glance.cluster(backups.cluster()), "backups"),
                Part.of("backups", "act/backups", backups));
    }
}
