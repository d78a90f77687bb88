package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of the Amazon S3 API Reference. */
class S3SignatureTest {

    private static final String EMPTY = Checksum.of(new byte[0]);
    private static final String TIME = "20130524T000000Z";

    private final S3Signature signature = new S3Signature(
            new S3Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""), "us-east-1");

    private static TreeMap<String, String> headers(String sha256) {
        return new TreeMap<>(
                Map.of("host", "examplebucket.s3.amazonaws.com", "x-amz-content-sha256", sha256, "x-amz-date", TIME));
    }

    @Test
    void a_part_of_an_object_is_asked_for_as_amazon_shows() {
        TreeMap<String, String> headers = headers(EMPTY);
        headers.put("range", "bytes=0-9");
        assertThat(signature.authorization("GET", "/test.txt", new TreeMap<>(), headers, EMPTY, TIME))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void an_object_is_put_as_amazon_shows() {
        String body = Checksum.of("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8));
        TreeMap<String, String> headers = headers(body);
        headers.put("date", "Fri, 24 May 2013 00:00:00 GMT");
        headers.put("x-amz-storage-class", "REDUCED_REDUNDANCY");
        assertThat(signature.authorization(
                        "PUT", S3Signature.encode("/test$file.text", true), new TreeMap<>(), headers, body, TIME))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void objects_are_listed_as_amazon_shows() {
        TreeMap<String, String> query = new TreeMap<>(Map.of("max-keys", "2", "prefix", "J"));
        assertThat(signature.authorization("GET", "/", query, headers(EMPTY), EMPTY, TIME))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void names_are_encoded_byte_by_byte() {
        assertThat(S3Signature.encode("a b/ü~+", true)).isEqualTo("a%20b/%C3%BC~%2B");
        assertThat(S3Signature.encode("a/b", false)).isEqualTo("a%2Fb");
    }
}
