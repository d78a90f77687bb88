package dev.holdfast.node.backup;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as S3 wants it: AWS Signature Version 4, described in the "Amazon S3 API Reference, Authenticating Requests:
 * Using the Authorization Header".
 *
 * <ol>
 *   <li>The request in one agreed form: method, path, query sorted, the headers that count, and the SHA-256 of the body.
 *   <li>Of that a SHA-256, together with the time and what it is valid for: day, region, service.
 *   <li>That is signed with a key that is made of the secret one, for that day, region and service only.
 * </ol>
 */
final class S3Signature {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "s3";
    private static final String END = "aws4_request";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY_LENGTH = 8;

    private final S3Keys keys;
    private final String region;

    S3Signature(S3Keys keys, String region) {
        this.keys = keys;
        this.region = region;
    }

    /**
     * The headers that a request needs beside its own.
     *
     * @param address whole, encoded as {@link #encode} does
     * @param query not encoded
     * @param bodySha256 in hex
     */
    SortedMap<String, String> headers(
            String method, URI address, SortedMap<String, String> query, String bodySha256, Instant now) {
        String time = TIME.format(now);
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("host", address.getRawAuthority());
        signed.put("x-amz-content-sha256", bodySha256);
        signed.put("x-amz-date", time);
        if (!keys.token().isEmpty()) {
            signed.put("x-amz-security-token", keys.token());
        }
        SortedMap<String, String> headers = new TreeMap<>(signed);
        headers.remove("host"); // the client puts it there itself
        headers.put("authorization", authorization(method, address.getRawPath(), query, signed, bodySha256, time));
        return headers;
    }

    String authorization(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            String bodySha256,
            String time) {
        StringBuilder form = new StringBuilder();
        form.append(method)
                .append('\n')
                .append(path)
                .append('\n')
                .append(text(query))
                .append('\n');
        headers.forEach((name, value) ->
                form.append(name).append(':').append(value.strip()).append('\n'));
        String names = String.join(";", headers.keySet());
        form.append('\n').append(names).append('\n').append(bodySha256);
        String day = time.substring(0, DAY_LENGTH);
        String scope = day + "/" + region + "/" + SERVICE + "/" + END;
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + Checksum.of(bytes(form.toString()));
        byte[] key = bytes("AWS4" + keys.secretKey());
        for (String part : new String[] {day, region, SERVICE, END}) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + keys.accessKey() + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                + HexFormat.of().formatHex(hmac(key, toSign));
    }

    /** A query as it is sent and signed. */
    static String text(SortedMap<String, String> query) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : query.entrySet()) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(encode(entry.getKey(), false))
                    .append('=')
                    .append(encode(entry.getValue(), false));
        }
        return text.toString();
    }

    /** All but letters, digits and {@code -._~} in hex, as S3 reckons; slashes are kept where they part a path. */
    static String encode(String text, boolean isPath) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : bytes(text)) {
            char letter = (char) (one & 0xff);
            boolean plain = letter < 0x80 && (Character.isLetterOrDigit(letter) || "-._~".indexOf(letter) >= 0);
            if (plain || (isPath && letter == '/')) {
                encoded.append(letter);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", one & 0xff));
            }
        }
        return encoded.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
