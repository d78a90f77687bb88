package dev.holdfast.web;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Desk;
import dev.holdfast.api.Pages;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Visitors;
import dev.holdfast.engine.Leadership;
import dev.holdfast.web.act.Actions;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;

/** All pages at their addresses. */
public final class Web implements Pages {

    /** For ever, as far as browsers are concerned: another content has another name. */
    private static final String KEEP = "public, max-age=31536000, immutable";

    private static final String NODE = "/clusters/{cluster}/nodes/{node}";

    private final Sources sources;
    private final Assets assets = new Assets();
    private final Painting painting = new Painting();
    private final Streams streams;
    private final LiveStream live;
    private final WarmUp warmUp;
    private Optional<Shown> first = Optional.empty();

    public Web(Sources sources) {
        this.sources = sources;
        this.streams = new Streams(sources, painting);
        this.live = new LiveStream(streams, assets.version());
        this.warmUp = new WarmUp(sources, painting, assets);
    }

    /** The face of a scheduler. */
    public static Web of(Backend backend, Leadership leadership) {
        return new Web(new BackendSources(backend, leadership));
    }

    @Override
    public void serve(RoutesConfig routes, Desk desk, Visitors visitors) {
        Shown shown = new Shown(sources, painting, assets, visitors);
        first = Optional.of(shown);
        new Actions(sources, desk, shown, visitors).serve(routes);
        new LogIn(painting, assets, visitors).serve(routes);
        Addresses.PATTERNS.forEach(pattern -> routes.get(pattern, context -> page(context, shown)));
        routes.get(NODE + "/logs", context -> log(context, shown));
        routes.get(NODE + "/logs/more", this::more);
        routes.get("/live", this::stream);
        routes.get(Assets.PREFIX + "{name}", this::asset);
        routes.get("/favicon.ico", context -> context.redirect(assets.address("mark.svg")));
    }

    @Override
    public void begun(URI server) {
        warmUp.begin(server);
    }

    @Override
    public void first(Context context) {
        page(context, first.orElseThrow());
    }

    @Override
    public void refuse(Context context, Refused refused) {
        LogIn.refuse(context, refused, painting, assets);
    }

    private void page(Context context, Shown shown) {
        String query = Optional.ofNullable(context.queryString()).orElse("");
        try {
            Page page = Addresses.page(context.path(), query)
                    .orElseThrow(() -> Refused.because(
                            Refused.UNKNOWN, "there is no page " + context.path(), "the first page leads everywhere"));
            shown.show(context, page, context.path() + (query.isEmpty() ? "" : "?" + query));
        } catch (Refused refused) {
            shown.show(context, refused);
        }
    }

    /** A log as a page; or, for a script that puts it into one, only its end. */
    private void log(Context context, Shown shown) {
        try {
            LogPage log = wanted(context);
            boolean alone = context.header("HX-Request") == null;
            LogPage.Tail tail = log.read(Glance.at(sources), alone);
            if (alone) {
                shown.show(context, new LogPage.AsPage(log, tail));
            } else {
                shown.piece(context, Part.of("tail", "node/tail", tail));
            }
        } catch (Refused refused) {
            shown.show(context, refused);
        }
    }

    /** What a log has grown by, and in a header where to go on. */
    private void more(Context context) {
        String place = Optional.ofNullable(context.queryParam("from")).orElse("");
        LogPage.More more = wanted(context).more(Glance.at(sources), place);
        context.header("Cache-Control", "no-store").header("Holdfast-Next", more.next());
        context.contentType("text/plain; charset=utf-8").result(more.text());
    }

    private static LogPage wanted(Context context) {
        return LogPage.of(
                context.pathParam("cluster"),
                context.pathParam("node"),
                Optional.ofNullable(context.queryParam("launch")).orElse(""),
                Optional.ofNullable(context.queryParam("file")).orElse("stdout"));
    }

    private void stream(Context context) {
        String address = Optional.ofNullable(context.queryParam("page")).orElse("/");
        int query = address.indexOf('?');
        String path = query < 0 ? address : address.substring(0, query);
        Page page = Addresses.page(path, query < 0 ? "" : address.substring(query + 1))
                .orElseThrow(() -> Refused.because(Refused.UNKNOWN, "there is no page " + address, ""));
        live.open(context, address, page);
    }

    private void asset(Context context) {
        Assets.Asset asset = assets.at(context.path())
                .orElseThrow(() -> Refused.because(Refused.UNKNOWN, "there is no file " + context.path(), ""));
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Cache-Control", KEEP);
        context.contentType(asset.type());
        boolean mayZip = Optional.ofNullable(context.header("Accept-Encoding"))
                .filter(encodings -> encodings.contains("gzip"))
                .isPresent();
        boolean zipped = mayZip && asset.isSmallerZipped();
        if (zipped) {
            context.header("Content-Encoding", "gzip").header("Vary", "Accept-Encoding");
        }
        context.result(asset.content(zipped));
    }

    @Override
    public void close() {
        warmUp.close();
        live.close();
        streams.close();
    }
}
