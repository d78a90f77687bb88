package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.Visitors;
import dev.holdfast.api.wire.ProblemInfo;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/** In and out, where the API has a token. Shows nothing of what is inside. */
public final class LogIn {

    static final String IN = "/login";
    static final String OUT = "/logout";

    private static final String NEXT = "next";

    private final Painting painting;
    private final Assets assets;
    private final Visitors visitors;

    LogIn(Painting painting, Assets assets, Visitors visitors) {
        this.painting = painting;
        this.assets = assets;
        this.visitors = visitors;
    }

    /**
     * The door.
     *
     * @param way whether one comes in by it, goes out, stays before it, or asks for what is not behind it
     * @param next where to go then
     */
    public record Door(Assets assets, Way way, String csrf, String next, List<ProblemInfo> problems) {

        public String heading() {
            return switch (way) {
                case IN -> "Log in";
                case OUT -> "Log out";
                case NEITHER -> "Refused";
                case NOWHERE -> "No such page";
            };
        }
    }

    /** What one does at a door. */
    public enum Way {
        IN,
        OUT,
        NEITHER,
        NOWHERE
    }

    void serve(RoutesConfig routes) {
        routes.get(IN, context -> {
            if (!visitors.mustLogIn() || visitors.isLoggedIn(context)) {
                context.redirect(next(context), HttpStatus.SEE_OTHER);
            } else {
                show(context, Way.IN, List.of());
            }
        });
        routes.post(IN, this::logIn);
        routes.get(OUT, context -> show(context, Way.OUT, List.of()));
        routes.post(OUT, context -> {
            visitors.logOut(context);
            context.redirect(IN, HttpStatus.SEE_OTHER);
        });
    }

    private void logIn(Context context) {
        try {
            visitors.logIn(
                    context, Optional.ofNullable(context.formParam("token")).orElse(""));
            context.redirect(next(context), HttpStatus.SEE_OTHER);
        } catch (Refused refused) {
            context.status(refused.status());
            show(context, Way.IN, refused.problems());
        }
    }

    private void show(Context context, Way way, List<ProblemInfo> problems) {
        context.header("Content-Security-Policy", Shown.POLICY);
        context.header("Cache-Control", "no-store");
        context.contentType("text/html; charset=utf-8")
                .result(painting.bare(new Door(assets, way, visitors.formToken(context), next(context), problems)));
    }

    /** A request that is not let in. */
    static void refuse(Context context, Refused refused, Painting painting, Assets assets) {
        context.header("Content-Security-Policy", Shown.POLICY);
        context.status(refused.status());
        Way way = refused.status() == Refused.UNKNOWN ? Way.NOWHERE : Way.NEITHER;
        context.contentType("text/html; charset=utf-8")
                .result(painting.bare(new Door(assets, way, "", "/", refused.problems())));
    }

    /** Only to one of our own pages: another site must not use us as a way to its own. */
    private static String next(Context context) {
        String wanted = Optional.ofNullable(context.formParam(NEXT))
                .or(() -> Optional.ofNullable(context.queryParam(NEXT)))
                .orElse("/");
        return wanted.matches("/([A-Za-z0-9?][A-Za-z0-9/?=&._%:-]*)?") ? wanted : "/";
    }
}
