package dev.holdfast.api;

import io.javalin.http.Context;

/**
 * What browsers are told with every answer: to run and load nothing that is not ours, to show us in no other site's frame, to guess no
 * types, and to tell no other site where we are.
 */
final class SafeHeaders {

    /** Styles may also be attributes: widths of bars come with the page. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private SafeHeaders() {}

    static void set(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Frame-Options", "DENY");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "same-origin");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
    }
}
