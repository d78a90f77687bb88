package dev.holdfast.web.act;

import dev.holdfast.web.Area;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Page;
import dev.holdfast.web.Part;
import java.util.List;

/** What came of it, where that is no plan to follow. */
public record DonePage(Area area, String title, DonePage.Done done) implements Page {

    /** One line, and where to go on. */
    public record Done(String title, String text, String href, String label) {}

    @Override
    public List<Part> parts(Glance glance) {
        return List.of(Part.of("done", "act/done", done));
    }
}
