package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that answers what the test says, in order. */
class S3StoreTest {

    @TempDir
    private Path directory = Path.of("");

    /** An answer of the store. */
    private record Says(int status, String body) {}

    private final Deque<Says> answers = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server = create();

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Says says = answers.isEmpty() ? new Says(500, "") : answers.remove();
        exchange.getResponseHeaders().set("ETag", "\"tag" + asked.size() + "\"");
        byte[] body = says.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(says.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private S3Store store(long partBytes) {
        S3Location location = S3Location.parse("s3://bucket/pre?endpoint=http://127.0.0.1:"
                + server.getAddress().getPort());
        S3Requests requests =
                new S3Requests(location, new S3Keys("id", "key", ""), Clock.systemUTC(), Duration.ofMillis(1));
        return new S3Store(location, requests, partBytes);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file"), text);
    }

    private void says(int status, String body) {
        answers.add(new Says(status, body));
    }

    @Test
    void what_the_store_cannot_do_now_is_tried_again() throws Exception {
        says(503, "<Error><Code>SlowDown</Code></Error>");
        says(400, "<Error><Code>RequestTimeout</Code></Error>");
        says(200, "");
        store(100).put(file("rows"), Checksum.of("rows".getBytes(StandardCharsets.UTF_8)), "a/b");
        assertThat(asked).containsExactly("PUT /bucket/pre/a/b", "PUT /bucket/pre/a/b", "PUT /bucket/pre/a/b");
        assertThat(bodies).containsOnly("rows");
    }

    @Test
    void it_is_not_tried_for_ever() {
        assertThatThrownBy(() -> store(100).write("a", "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in 6 tries: HTTP 500");
        assertThat(asked).hasSize(6);
    }

    @Test
    void what_it_refuses_is_refused_at_once_without_the_key() {
        says(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>");
        assertThatThrownBy(() -> store(100).read("a"))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("refuses GET bucket/pre/a: HTTP 403 SignatureDoesNotMatch no")
                .extracting(e -> ((RefusedException) e).remedy())
                .asString()
                .startsWith("see that the keys are right");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_missing_bucket_is_no_missing_backup() {
        says(404, "<Error><Code>NoSuchBucket</Code></Error>");
        assertThatThrownBy(() -> store(100).read("a")).hasMessageStartingWith("there is no bucket 'bucket'");
    }

    @Test
    void a_name_that_is_not_there_is_empty() throws Exception {
        says(404, "<Error><Code>NoSuchKey</Code></Error>");
        assertThat(store(100).read("a")).isEmpty();
        says(404, "");
        assertThat(store(100).size("a")).isEqualTo(-1);
    }

    @Test
    void a_large_file_goes_in_parts_and_remains_of_an_earlier_try_are_dropped() throws Exception {
        says(
                200,
                "<R xmlns='s3'><Upload><Key>pre/a</Key><UploadId>old</UploadId></Upload>"
                        + "<Upload><Key>pre/ab</Key><UploadId>another's</UploadId></Upload></R>");
        says(204, "");
        says(200, "<R><UploadId>new</UploadId></R>");
        says(200, "");
        says(500, "");
        says(200, "");
        says(200, "");
        says(200, "<Done/>");
        store(4).put(file("0123456789"), "whole", "a");
        assertThat(asked)
                .containsExactly(
                        "GET /bucket?prefix=pre%2Fa&uploads=",
                        "DELETE /bucket/pre/a?uploadId=old",
                        "POST /bucket/pre/a?uploads=",
                        "PUT /bucket/pre/a?partNumber=1&uploadId=new",
                        "PUT /bucket/pre/a?partNumber=2&uploadId=new",
                        "PUT /bucket/pre/a?partNumber=2&uploadId=new",
                        "PUT /bucket/pre/a?partNumber=3&uploadId=new",
                        "POST /bucket/pre/a?uploadId=new");
        assertThat(bodies.subList(3, 7)).containsExactly("0123", "4567", "4567", "89");
        assertThat(bodies.get(7)).contains("<PartNumber>2</PartNumber><ETag>\"tag6\"</ETag>");
    }

    @Test
    void parts_that_cannot_be_put_together_are_given_up_and_dropped() {
        says(200, "<R/>");
        says(200, "<R><UploadId>new</UploadId></R>");
        says(200, "");
        says(200, "");
        says(200, "<Error><Code>InvalidPart</Code><Message>one is gone</Message></Error>");
        says(204, "");
        assertThatThrownBy(() -> store(4).put(file("01234567"), "whole", "a")).hasMessageContaining("one is gone");
        assertThat(asked).last().isEqualTo("DELETE /bucket/pre/a?uploadId=new");
    }

    @Test
    void a_list_goes_over_all_pages() throws Exception {
        says(
                200,
                "<L><CommonPrefixes><Prefix>pre/r/b/</Prefix></CommonPrefixes><NextContinuationToken>t 1</NextContinuationToken></L>");
        says(200, "<L><Prefix>pre/r/</Prefix><CommonPrefixes><Prefix>pre/r/a/</Prefix></CommonPrefixes></L>");
        assertThat(store(4).below("r")).containsExactly("a", "b");
        assertThat(asked).last().asString().contains("continuation-token=t%201");
    }

    @Test
    void keys_that_did_not_come_are_told_with_the_remedy() {
        List<String> said = new ArrayList<>();
        assertThatThrownBy(() -> Stores.open("s3://bucket", Map.of()))
                .isInstanceOf(RefusedException.class)
                .extracting(e -> ((RefusedException) e).remedy())
                .asString()
                .contains("backup-secret-key=${secret:NAME}");
        assertThat(said).isEmpty();
        assertThat(new S3Keys("id", "key", "token")).hasToString("***");
    }
}
