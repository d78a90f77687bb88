package dev.holdfast.web;

import dev.holdfast.api.Refused;
import java.util.List;

/** In place of a page that cannot be shown. */
final class ProblemPage implements Page {

    private final Refused refused;

    ProblemPage(Refused refused) {
        this.refused = refused;
    }

    @Override
    public String title() {
        return "Not found";
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        return List.of(Problem.part(refused));
    }
}
