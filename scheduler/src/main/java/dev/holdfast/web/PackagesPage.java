package dev.holdfast.web;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;

/** Databases that can be run. */
public record PackagesPage() implements Page {

    /** How many. */
    public record Summary(int packages) {}

    /** One, with the clusters that run it. */
    public record Box(Descriptor descriptor, List<String> clusters) {

        /** Settings that Holdfast gives by itself, of all groups. */
        public List<String> identity() {
            return descriptor.groups().values().stream()
                    .flatMap(group -> group.protectedSettings().stream())
                    .distinct()
                    .toList();
        }
    }

    @Override
    public String title() {
        return "Packages";
    }

    @Override
    public Area area() {
        return Area.PACKAGES;
    }

    @Override
    public List<Part> parts(Glance glance) {
        List<Part> parts = new ArrayList<>();
        List<Descriptor> all = glance.sources().packages();
        parts.add(Part.of("summary", "packages/summary", new Summary(all.size())));
        for (Descriptor descriptor : all) {
            parts.add(Part.of(
                    "package-" + descriptor.name(),
                    "packages/box",
                    new Box(
                            descriptor,
                            glance.view().clusters().stream()
                                    .filter(cluster -> cluster.packageName().equals(descriptor.name()))
                                    .map(ClusterPicture::name)
                                    .toList())));
        }
        return parts;
    }
}
