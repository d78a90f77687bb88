package dev.holdfast.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files in which secrets are missing: addresses {@code holdfast:PATH} are the file at that path with the values of environment variables in place of
 * {@code ${HOLDFAST_SECRET_…}}, as inner part of a JSON text. So a database that reads its configuration from an address gets secrets
 * which no file has.
 */
final class SecretFiles implements URLStreamHandlerFactory {

    private static final String PROTOCOL = "holdfast";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(HOLDFAST_SECRET_[A-Z0-9_]+)}");

    private final Map<String, String> environment;

    SecretFiles(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Null for all others, which Java then knows itself. */
    @Override
    @SuppressWarnings("NullAway")
    public URLStreamHandler createURLStreamHandler(String protocol) {
        return PROTOCOL.equals(protocol) ? new Handler() : null;
    }

    /** The text with values; a variable that is missing stays as it is, and the database will say so. */
    String filled(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = environment.get(matcher.group(1));
            matcher.appendReplacement(
                    filled, Matcher.quoteReplacement(value == null ? matcher.group() : escaped(value)));
        }
        return matcher.appendTail(filled).toString();
    }

    private static String escaped(String value) {
        String quoted = new JsonLine().add("", value).end();
        return quoted.substring("{\"\":\"".length(), quoted.length() - "\"}".length());
    }

    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL address) {
            return new URLConnection(address) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    String text = Files.readString(Path.of(url.getPath()));
                    return new ByteArrayInputStream(filled(text).getBytes(StandardCharsets.UTF_8));
                }
            };
        }

        @Override
        protected URLConnection openConnection(URL address, Proxy proxy) {
            return openConnection(address);
        }
    }
}
