package dev.holdfast.api;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;

/**
 * People with browsers: who they are to us, and what their forms must carry.
 *
 * <p>Where the API has a token they log in with it and get a session. Where it has none everybody on this machine may come, and a
 * visitor is only a random name, so that a form can be told from one that another site made up.
 */
public final class Visitors {

    /** Of forms. */
    public static final String FIELD = "csrf";

    /** Of requests that scripts of our pages make. */
    public static final String HEADER = "X-CSRF-Token";

    private static final String SESSION = "holdfast-session";
    private static final String VISITOR = "holdfast-visitor";

    private final Optional<String> token;
    private final Sessions sessions;
    private final Tries tries;

    Visitors(Optional<String> token, Clock clock) {
        this.token = token;
        this.sessions = new Sessions(token, clock);
        this.tries = new Tries(clock);
    }

    /** Whether one has to log in. */
    public boolean mustLogIn() {
        return token.isPresent();
    }

    /** Whether this one has. */
    public boolean isLoggedIn(Context context) {
        return session(context).isPresent();
    }

    private Optional<Sessions.Session> session(Context context) {
        return token.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(context.cookie(SESSION)).flatMap(sessions::find);
    }

    /** What forms of a page for this visitor carry as {@link #FIELD}; a new visitor gets a name with it. */
    public String formToken(Context context) {
        return sessions.formToken(known(context).orElseGet(() -> newcomer(context)));
    }

    /** The same name for all forms of one answer. */
    private String newcomer(Context context) {
        if (context.attribute(VISITOR) instanceof String named) {
            return named;
        }
        String name = sessions.name();
        context.attribute(VISITOR, name);
        give(context, VISITOR, name, -1);
        return name;
    }

    /** Whether a request carries what our own page gave this visitor. */
    boolean isOwnForm(Context context) {
        String given = Optional.ofNullable(context.header(HEADER)).orElseGet(() -> formField(context));
        return known(context).filter(name -> sessions.isFormToken(given, name)).isPresent();
    }

    private static String formField(Context context) {
        String type = Optional.ofNullable(context.contentType()).orElse("");
        return type.startsWith("application/x-www-form-urlencoded")
                ? Optional.ofNullable(context.formParam(FIELD)).orElse("")
                : "";
    }

    private Optional<String> known(Context context) {
        return session(context)
                .map(Sessions.Session::name)
                .or(() -> Optional.ofNullable(context.cookie(VISITOR)).filter(Sessions::isName));
    }

    /** Lets a visitor in who shows the token, or throws {@link Refused}. */
    public void logIn(Context context, String shown) {
        String address = String.valueOf(context.req().getRemoteAddr());
        if (!tries.mayTry(address)) {
            throw Refused.because(
                    Refused.TOO_MANY, "too many wrong tokens were tried", "wait a minute, then try again");
        }
        if (token.isEmpty() || !isToken(shown)) {
            tries.failed(address);
            throw Refused.because(
                    Refused.UNAUTHORISED,
                    shown.isBlank() ? "no token was given" : "that is not the token",
                    "it is the first line of the file that the scheduler was given as --api-token-file");
        }
        give(context, SESSION, sessions.open(), (int) Sessions.LONGEST.toSeconds());
    }

    /** The session ends, here and in the browser. */
    public void logOut(Context context) {
        session(context).ifPresent(sessions::end);
        give(context, SESSION, "", 0);
    }

    boolean isToken(String shown) {
        return token.filter(expected -> MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), shown.strip().getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private static void give(Context context, String name, String value, int seconds) {
        boolean secure = context.req().isSecure() || "https".equals(context.header("X-Forwarded-Proto"));
        context.cookie(new Cookie(name, value, "/", seconds, secure, true, null, SameSite.STRICT));
    }
}
