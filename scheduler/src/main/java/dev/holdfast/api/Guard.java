package dev.holdfast.api;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets nobody in who should not be.
 *
 * <p>With a token, requests must carry it. Without one the API is on loopback, and what must be kept out are pages in
 * this machine's browsers: those that reach us under a name of their own (DNS rebinding) show by the Host header,
 * those of other sites by Origin.
 */
final class Guard {

    private static final String BEARER = "Bearer ";

    /** What supervises a scheduler asks there, and has no token. */
    private static final String HEALTH = "/health";

    private final Optional<String> token;
    private final String host;

    Guard(Optional<String> token, String host) {
        this.token = token;
        this.host = host;
    }

    /** Throws {@link Refused} for a request that must not be answered. */
    void check(Context context) {
        boolean open = context.path().equals(HEALTH);
        if (token.isPresent() && !open) {
            checkToken(token.get(), header(context, "Authorization"));
        } else if (token.isEmpty()) {
            checkHost(header(context, "Host"));
        }
        checkOrigin(header(context, "Origin"), header(context, "Host"));
    }

    private static void checkToken(String expected, String authorization) {
        String given = authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
        boolean same = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        if (!same) {
            throw Refused.because(
                    Refused.UNAUTHORISED,
                    given.isEmpty() ? "this API wants a token" : "the token is not the right one",
                    "give --api-token-file FILE with the file the scheduler was started with");
        }
    }

    private void checkHost(String header) {
        String name = withoutPort(header).toLowerCase(Locale.ROOT);
        boolean known = name.equals("localhost")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || name.equals("[::1]")
                || name.equals(host.toLowerCase(Locale.ROOT));
        if (!known) {
            throw Refused.because(
                    Refused.FORBIDDEN,
                    "this API is for this machine only and does not answer as '" + name + "'",
                    "use http://127.0.0.1:PORT, or start with an address and a token");
        }
    }

    private static void checkOrigin(String origin, String host) {
        if (!origin.isEmpty() && !origin.endsWith("://" + host)) {
            throw Refused.because(Refused.FORBIDDEN, "pages of " + origin + " may not use this API", "");
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static String header(Context context, String name) {
        return Optional.ofNullable(context.header(name)).orElse("");
    }
}
