package dev.holdfast.node.backup;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where in an S3-compatible store backups lie: {@code s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION}.
 *
 * @param prefix of all names, without slashes at its ends; empty for none
 * @param endpoint of the store; buckets are named in paths below it, not in its host name
 * @param region that requests are signed for
 */
public record S3Location(String bucket, String prefix, URI endpoint, String region) {

    public static final String SCHEME = "s3://";

    private static final String FORM = "s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION";
    private static final String ENDPOINT = "endpoint";
    private static final String REGION = "region";
    private static final String USUAL_REGION = "us-east-1";

    /** Whether a location is meant to be in such a store. */
    public static boolean isMeant(String text) {
        return text.startsWith(SCHEME);
    }

    /** @throws IllegalArgumentException saying in one line what is wrong with it */
    public static S3Location parse(String text) {
        if (!isMeant(text)) {
            throw new IllegalArgumentException("'" + text + "' is not of the form " + FORM);
        }
        String rest = text.substring(SCHEME.length());
        int question = rest.indexOf('?');
        Map<String, String> query = query(question < 0 ? "" : rest.substring(question + 1));
        String path = question < 0 ? rest : rest.substring(0, question);
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,62}")) {
            throw new IllegalArgumentException("'" + bucket + "' is no name of a bucket; the form is " + FORM);
        }
        String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("^/+|/+$", "");
        if (!prefix.matches("[A-Za-z0-9/._=-]*") || prefix.contains("//") || prefix.contains("..")) {
            throw new IllegalArgumentException("'" + prefix + "' cannot be a prefix: use letters, digits and slashes");
        }
        String region = query.getOrDefault(REGION, USUAL_REGION);
        if (!region.matches("[A-Za-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("'" + region + "' is no region");
        }
        return new S3Location(
                bucket,
                prefix,
                endpoint(query.getOrDefault(ENDPOINT, "https://s3." + region + ".amazonaws.com")),
                region);
    }

    private static URI endpoint(String text) {
        URI endpoint;
        try {
            endpoint = URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no address of a store", e);
        }
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        // What stands before an @ would be a password in a spec.
        if (!web || endpoint.getHost() == null || endpoint.getRawUserInfo() != null || endpoint.getRawQuery() != null) {
            throw new IllegalArgumentException("the endpoint is no plain address; write it as https://HOST:PORT");
        }
        return endpoint;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty() && equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("'" + pair + "' is not of the form key=value");
            }
        }
        Set<String> strange = new TreeSet<>(values.keySet());
        strange.removeAll(Set.of(ENDPOINT, REGION));
        if (!strange.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + String.join("', '", strange) + "' means nothing here: there are endpoint and region");
        }
        return values;
    }

    /** The key of a name. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }
}
