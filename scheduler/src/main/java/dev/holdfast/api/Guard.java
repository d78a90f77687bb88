package dev.holdfast.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets nobody in who should not be.
 *
 * <ol>
 *   <li>A request that carries the API token is a program's, or a person's who knows it: no page of another site can make one.
 *   <li>All others may come from a browser, whatever page it shows, and on loopback too. They must reach us by a name that is ours, and must
 *       not tell of another site, be it by Origin or by Sec-Fetch-Site. Going to one of our pages by a link from elsewhere is no harm.
 *   <li>Where there is a token, they must have logged in. Only the log-in page and what it looks like is for everyone.
 *   <li>What changes something and is asked for by a page's form, or by someone who is known only by a cookie, must carry what
 *       our own page gave its form. Programs on loopback, which have neither cookie nor form, send JSON to the API as ever.
 * </ol>
 */
final class Guard {

    /** Where one logs in, and what is served to everyone because that page needs it. */
    static final String LOGIN = "/login";

    static final String ASSETS = "/assets/";

    /** Marathon and load balancers look here, and have no token. */
    private static final String HEALTH = "/health";

    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final List<String> NO_OTHER_SITE = List.of("", "same-origin", "none");

    private final Visitors visitors;
    private final KnownHosts hosts;
    private final Set<String> api;

    /** @param api first parts of the paths that are the API's; all others are pages */
    Guard(Visitors visitors, KnownHosts hosts, Set<String> api) {
        this.visitors = visitors;
        this.hosts = hosts;
        this.api = Set.copyOf(api);
    }

    /** Who wants to see a page must log in first. */
    static final class LogIn extends RuntimeException {

        private static final long serialVersionUID = 1;

        LogIn() {
            super("log in first", null, false, false);
        }
    }

    /** Throws {@link Refused}, or {@link LogIn}, for a request that must not be answered. */
    void check(Context context) {
        String given = bearer(context);
        if (visitors.mustLogIn() && !given.isEmpty()) {
            checkToken(given);
            checkOrigin(header(context, "Origin"), header(context, "Host"));
            return;
        }
        if (!visitors.mustLogIn() || !context.path().equals(HEALTH)) {
            checkHost(context);
        }
        checkSite(context);
        boolean safe = SAFE.contains(context.req().getMethod());
        String path = context.path();
        boolean open = path.equals(LOGIN) || path.startsWith(ASSETS) || (safe && path.equals(HEALTH));
        if (visitors.mustLogIn() && !visitors.isLoggedIn(context) && !open) {
            throw unknown(context, safe);
        }
        boolean needsForm = !safe && (visitors.mustLogIn() || !isApi(context));
        if (needsForm && !visitors.isOwnForm(context)) {
            throw Refused.because(
                    Refused.FORBIDDEN,
                    "this form is none of ours, or its page is out of date",
                    "load the page again and repeat what you did there");
        }
    }

    boolean isApi(Context context) {
        return isApi(context.path());
    }

    /** Programs read answers of these paths, people those of others. */
    boolean isApi(String path) {
        int end = path.indexOf('/', 1);
        return api.contains(end < 0 ? path : path.substring(0, end));
    }

    private RuntimeException unknown(Context context, boolean safe) {
        if (safe && !isApi(context)) {
            return new LogIn();
        }
        return Refused.because(
                Refused.UNAUTHORISED,
                "this API wants a token",
                "give --api-token-file FILE with the file the scheduler was started with, or log in at " + LOGIN);
    }

    private void checkToken(String given) {
        if (!visitors.isToken(given)) {
            throw Refused.because(
                    Refused.UNAUTHORISED,
                    "the token is not the right one",
                    "give --api-token-file FILE with the file the scheduler was started with");
        }
    }

    private void checkHost(Context context) {
        String host = header(context, "Host");
        if (!hosts.knows(host, String.valueOf(context.req().getLocalAddr()))) {
            throw Refused.because(
                    Refused.FORBIDDEN,
                    "this scheduler does not answer as '" + KnownHosts.withoutPort(host) + "'",
                    "use its address, as in http://127.0.0.1:PORT, or start it with --allowed-host and that name");
        }
    }

    private static void checkSite(Context context) {
        checkOrigin(header(context, "Origin"), header(context, "Host"));
        boolean follows = SAFE.contains(context.req().getMethod())
                && header(context, "Sec-Fetch-Mode").equals("navigate")
                && header(context, "Sec-Fetch-Dest").equals("document");
        if (!follows && !NO_OTHER_SITE.contains(header(context, "Sec-Fetch-Site"))) {
            throw Refused.because(
                    Refused.FORBIDDEN,
                    "a page of another site made this request",
                    "open the scheduler's own page and do it there");
        }
    }

    private static void checkOrigin(String origin, String host) {
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw Refused.because(
                    Refused.FORBIDDEN,
                    "pages of " + origin + " may not use this scheduler",
                    "open the scheduler's own page and do it there");
        }
    }

    private static String bearer(Context context) {
        String authorization = header(context, "Authorization");
        return authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    private static String header(Context context, String name) {
        return Optional.ofNullable(context.header(name)).orElse("");
    }
}
