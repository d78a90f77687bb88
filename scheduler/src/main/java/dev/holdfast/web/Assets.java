package dev.holdfast.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Styles, scripts and fonts: read once, named by what is in them, so that browsers may keep them for ever and an upgraded scheduler
 * is never seen in the old one's clothes.
 */
public final class Assets {

    static final String PREFIX = "/assets/";

    private static final String HOME = "/dev/holdfast/web/";
    private static final int HASH_DIGITS = 12;

    /** Styles in the order in which they win. */
    private static final List<String> STYLES = List.of(
            "tokens",
            "base",
            "layout",
            "forms",
            "components",
            "cards",
            "plan",
            "tables",
            "listed",
            "lists",
            "pages",
            "charts",
            "doing",
            "problems",
            "preview",
            "door",
            "wide");

    private static final List<String> SCRIPTS = List.of("times", "morph", "live", "controls", "logs", "charts");

    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";

    /** A file as it is served. */
    static final class Asset {
        private final String type;
        private final byte[] bytes;
        private final byte[] zipped;

        private Asset(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
            this.zipped = zip(bytes);
        }

        String type() {
            return type;
        }

        boolean isSmallerZipped() {
            return zipped.length < bytes.length;
        }

        InputStream content(boolean asZip) {
            return new ByteArrayInputStream(asZip ? zipped : bytes);
        }
    }

    private final SortedMap<String, Asset> byAddress = new TreeMap<>();
    private final SortedMap<String, String> addresses = new TreeMap<>();

    public Assets() {
        add("inter", "woff2", read(HOME + "fonts/inter.woff2"));
        add("jetbrains-mono", "woff2", read(HOME + "fonts/jetbrains-mono.woff2"));
        add("holdfast", "css", withFonts(joined("css/", STYLES, ".css")));
        add("uplot", "css", read(HOME + "css/uplot.css"));
        add("theme", "js", read(HOME + "js/theme.js"));
        add("holdfast", "js", joined("js/", SCRIPTS, ".js"));
        add("htmx", "js", read(HTMX));
        add("uplot", "js", read(HOME + "js/uplot.js"));
        add("mark", "svg", read(HOME + "mark.svg"));
    }

    /** The address of {@code holdfast.css}. */
    public String address(String name) {
        return Optional.ofNullable(addresses.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no asset " + name));
    }

    Optional<Asset> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /** Another with every change of any of them. */
    public String version() {
        return hash(String.join(" ", Collections.unmodifiableCollection(addresses.values()))
                .getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, String ending, byte[] bytes) {
        String address = PREFIX + name + "." + hash(bytes) + "." + ending;
        String type = switch (ending) {
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "font/woff2";
        };
        byAddress.put(address, new Asset(type, bytes));
        addresses.put(name + "." + ending, address);
    }

    private static byte[] joined(String folder, List<String> names, String ending) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : names) {
            all.writeBytes(read(HOME + folder + name + ending));
        }
        return all.toByteArray();
    }

    /** Styles name fonts by the address that they have here. */
    private byte[] withFonts(byte[] styles) {
        return new String(styles, StandardCharsets.UTF_8)
                .replace("{inter}", address("inter.woff2"))
                .replace("{mono}", address("jetbrains-mono.woff2"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
