package dev.holdfast.web.act;

import dev.holdfast.api.backups.BackupInfo;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Page;
import dev.holdfast.web.Part;
import java.util.List;

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
    public record Row(BackupInfo info, String href) {}

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
        return List.of(Part.of("backups", "act/backups", backups));
    }
}
