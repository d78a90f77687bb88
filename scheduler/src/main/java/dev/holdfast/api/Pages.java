package dev.holdfast.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;

/** What people look at in a browser, served beside the API on the same address, behind the same guard. */
public interface Pages extends AutoCloseable {

    /**
     * Adds its routes to the server's, before it starts.
     *
     * @param desk where pages ask for what the API's routes do
     * @param visitors what a page's forms must carry; who asks for a page has been let in already
     */
    void serve(RoutesConfig routes, Desk desk, Visitors visitors);

    /** The server answers now, at this address. */
    default void begun(URI server) {}

    /** Tells a person why a request is refused, and nothing else: it may be anybody's. */
    void refuse(Context context, Refused refused);

    /** Answers with the first page, at the address that the API may have for programs: {@code /}. */
    void first(Context context);

    @Override
    void close();
}
