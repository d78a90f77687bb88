package dev.holdfast.web.act;

import dev.holdfast.web.Area;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Page;
import dev.holdfast.web.Part;
import java.util.List;

/** A form with what it would come to. */
record FormPage(Area area, FormView view) implements Page {

    @Override
    public String title() {
        return view.title();
    }

    @Override
    public List<Part> parts(Glance glance) {
        return List.of(Part.of("form", "act/form", view));
    }
}
