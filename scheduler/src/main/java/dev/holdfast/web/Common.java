package dev.holdfast.web;

import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import java.util.List;
import java.util.Optional;

/** What is on every page. */
public final class Common {

    static final String SIDE = "side";
    static final String NOTICES = "notices";

    private Common() {}

    /** Clusters in the navigation. */
    public record Side(List<SideCluster> clusters) {}

    /** A cluster in the navigation. */
    public record SideCluster(String name, String health) {}

    /** What stands above everything: nobody should have to look for it. */
    public record Notices(Optional<View.Frozen> frozen, View.Master master, Glance.Leading leading) {}

    static List<Part> parts(Glance glance) {
        return List.of(side(glance.view().clusters()), notices(glance));
    }

    private static Part side(List<ClusterPicture> clusters) {
        return Part.of(
                SIDE,
                "parts/side",
                new Side(clusters.stream()
                        .map(cluster -> new SideCluster(cluster.name(), Words.health(cluster)))
                        .toList()));
    }

    private static Part notices(Glance glance) {
        View view = glance.view();
        return Part.of(NOTICES, "parts/notices", new Notices(view.frozen(), view.master(), glance.leading()));
    }
}
