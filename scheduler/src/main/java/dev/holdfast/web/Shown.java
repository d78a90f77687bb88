package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.Visitors;
import dev.holdfast.web.Painting.Painted;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;

/** Pages as whole documents, as answers. */
public final class Shown {

    /** Nothing but our own files, no script or style within a page, in nobody's frame. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
            + "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Sources sources;
    private final Painting painting;
    private final Assets assets;
    private final Visitors visitors;

    Shown(Sources sources, Painting painting, Assets assets, Visitors visitors) {
        this.sources = sources;
        this.painting = painting;
        this.assets = assets;
        this.visitors = visitors;
    }

    /** A page that stays as it is, such as a form. */
    public void show(Context context, Page page) {
        show(context, page, "");
    }

    /** In place of a page: why there is none, under the refusal's status. */
    public void show(Context context, Refused refused) {
        context.status(refused.status());
        show(context, new ProblemPage(refused), "");
    }

    /** A page that is kept live under this address. */
    void show(Context context, Page page, String live) {
        Glance glance = Glance.at(sources);
        Map<String, Painted> main = painting.paint(page.parts(glance), Map.of());
        Map<String, Painted> common = painting.paint(Common.parts(glance), Map.of());
        String csrf = visitors.formToken(context);
        context.header("Content-Security-Policy", POLICY);
        context.header("Cache-Control", "no-store");
        context.contentType("text/html; charset=utf-8")
                .result(painting.document(new Frame(
                        page.title(),
                        page.area(),
                        live,
                        assets,
                        csrf,
                        html(common, Common.SIDE),
                        html(common, Common.NOTICES),
                        painting.join(main.values()))));
    }

    /** A part by itself, for a script that puts it into a page. */
    void piece(Context context, Part part) {
        context.header("Cache-Control", "no-store");
        context.contentType("text/html; charset=utf-8")
                .result(painting.paint(part).html());
    }

    private static String html(Map<String, Painted> painted, String id) {
        return Optional.ofNullable(painted.get(id)).map(Painted::html).orElse("");
    }
}
