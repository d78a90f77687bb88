package dev.holdfast.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes text of parts. Safe for many threads. */
final class Painting {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

    /** A part and its element. */
    record Painted(Part part, String html) {}

    /** A part in its element, which has the part's id. */
    Painted paint(Part part) {
        StringOutput out = new StringOutput(2048);
        templates.render(part.template() + ".jte", Map.of("it", part.it()), out);
        return new Painted(
                part,
                "<div class=\"part\" id=\"" + part.id() + "\">" + out.toString().strip() + "</div>");
    }

    /** All parts; those that are as they were are taken from there. */
    Map<String, Painted> paint(List<Part> parts, Map<String, Painted> before) {
        Map<String, Painted> painted = new LinkedHashMap<>();
        for (Part part : parts) {
            Painted old = before.get(part.id());
            painted.put(part.id(), old != null && old.part().equals(part) ? old : paint(part));
        }
        return painted;
    }

    /** Parts one after the other, those of a group in a box. */
    String join(Iterable<Painted> parts) {
        StringBuilder all = new StringBuilder();
        List<String> open = new ArrayList<>();
        for (Painted painted : parts) {
            String group = painted.part().group();
            if (!open.isEmpty() && !Objects.equals(open.get(0), group)) {
                open.clear();
                all.append("</div>\n");
            }
            if (open.isEmpty() && !group.isEmpty()) {
                open.add(group);
                all.append("<div class=\"group group-").append(group).append("\">\n");
            }
            all.append(painted.html()).append('\n');
        }
        return open.isEmpty() ? all.toString() : all.append("</div>\n").toString();
    }

    /** A document without what only people see who have been let in. */
    String bare(LogIn.Door door) {
        StringOutput out = new StringOutput(4096);
        templates.render("login.jte", door, out);
        return out.toString();
    }

    /** A page as a document that belongs to nobody. */
    String document(Page page, Glance glance, Assets assets) {
        String main = join(paint(page.parts(glance), Map.of()).values());
        String common = join(paint(Common.parts(glance), Map.of()).values());
        return document(new Frame(page.title(), page.area(), "", assets, "", common, "", main));
    }

    /** A whole document. */
    String document(Frame frame) {
        StringOutput out = new StringOutput(16_384);
        templates.render("layout.jte", frame, out);
        return out.toString();
    }
}
