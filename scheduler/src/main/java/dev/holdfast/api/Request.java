package dev.holdfast.api;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a call comes from: over HTTP, or from a page of ours. */
sealed interface Request {

    /** Who asks, by their own word or by where they come from. */
    String asker();

    String path(String name);

    Optional<String> query(String name);

    String contentType();

    int port();

    /** The {@code host:port} it was sent to, as who asks calls it. */
    String host();

    String body();

    record OverHttp(Context context) implements Request {

        private static final int LONGEST_USER = 60;

        @Override
        public String asker() {
            String user = Optional.ofNullable(context.header(Call.USER_HEADER))
                    .orElse("")
                    .replaceAll("[^\\p{Alnum}@._ ()-]", "");
            return user.isBlank()
                    ? "API, " + context.req().getRemoteAddr()
                    : user.substring(0, Math.min(user.length(), LONGEST_USER));
        }

        @Override
        public String path(String name) {
            return context.pathParam(name);
        }

        @Override
        public Optional<String> query(String name) {
            return Optional.ofNullable(context.queryParam(name));
        }

        @Override
        public String contentType() {
            return Optional.ofNullable(context.contentType()).orElse("");
        }

        @Override
        public int port() {
            return context.req().getLocalPort();
        }

        @Override
        public String host() {
            return Optional.ofNullable(context.host()).orElse("");
        }

        @Override
        public String body() {
            return context.body();
        }
    }

    /** @param path parts by their names in the route */
    record FromPage(Map<String, String> path, Map<String, String> query, String body) implements Request {

        public FromPage {
            path = new TreeMap<>(path);
            query = new TreeMap<>(query);
        }

        @Override
        public String asker() {
            return "the pages";
        }

        @Override
        public String path(String name) {
            return Optional.ofNullable(path.get(name))
                    .orElseThrow(() -> new IllegalArgumentException("the route has no '" + name + "'"));
        }

        @Override
        public Optional<String> query(String name) {
            return Optional.ofNullable(query.get(name));
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public String host() {
            return "";
        }
    }
}
