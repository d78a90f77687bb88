package dev.holdfast.node.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bucket of an S3-compatible store. What is put there carries its SHA-256, which the store checks; large files go in parts, of which each
 * does so, and have their name only when all parts are there.
 */
final class S3Store implements Store {

    /** Larger files go in parts of this many bytes, or more where there would be too many. */
    static final long PART = 64L << 20;

    private static final int MOST_PARTS = 10_000;
    private static final int OK = 200;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final S3Location location;
    private final S3Requests requests;
    private final long partBytes;

    S3Store(S3Location location, S3Keys keys) {
        this(location, new S3Requests(location, keys, Clock.systemUTC(), FIRST_PAUSE), PART);
    }

    S3Store(S3Location location, S3Requests requests, long partBytes) {
        this.location = location;
        this.requests = requests;
        this.partBytes = partBytes;
    }

    @Override
    public Optional<String> read(String name) throws IOException, RefusedException {
        HttpResponse<String> answer = requests.send("GET", key(name), none(), S3Requests.Body.none());
        if (answer.statusCode() == S3Requests.NOT_FOUND) {
            checkBucket(answer.body());
            return Optional.empty();
        }
        return Optional.of(answer.body());
    }

    /** A bucket that is missing is no backup that is missing. */
    private void checkBucket(String answer) throws RefusedException {
        if (S3Xml.text(answer, "Code").filter("NoSuchBucket"::equals).isPresent()) {
            throw new RefusedException(
                    "there is no bucket '" + location.bucket() + "' at " + location.endpoint(),
                    "create it, or name another in backup-location");
        }
    }

    @Override
    public void write(String name, String text) throws IOException, RefusedException {
        stored(name, requests.send("PUT", key(name), none(), S3Requests.Body.of(text)));
    }

    private void stored(String name, HttpResponse<String> answer) throws IOException, RefusedException {
        checkBucket(answer.body());
        if (answer.statusCode() != OK) {
            throw new IOException(name + " was not stored: HTTP " + answer.statusCode());
        }
    }

    @Override
    public long size(String name) throws IOException, RefusedException {
        HttpResponse<Void> answer = requests.send(
                "HEAD", key(name), none(), S3Requests.Body.none(), HttpResponse.BodyHandlers.discarding());
        return answer.statusCode() == S3Requests.NOT_FOUND
                ? -1
                : answer.headers().firstValueAsLong("content-length").orElse(-1);
    }

    @Override
    public void put(Path file, String sha256, String name) throws IOException, RefusedException {
        long bytes = Files.size(file);
        if (bytes <= partBytes) {
            stored(name, requests.send("PUT", key(name), none(), slice(file, 0, bytes, sha256)));
            return;
        }
        dropUnfinished(name);
        String upload = S3Xml.text(
                        requests.send("POST", key(name), query("uploads", ""), S3Requests.Body.none())
                                .body(),
                        "UploadId")
                .orElseThrow(() -> new IOException("the store did not begin an upload in parts of " + name));
        try {
            putParts(file, bytes, name, upload);
        } catch (IOException | RefusedException | RuntimeException e) {
            abort(key(name), upload, e);
            throw e;
        }
    }

    private void putParts(Path file, long bytes, String name, String upload) throws IOException, RefusedException {
        long size = Math.max(partBytes, (bytes + MOST_PARTS - 1) / MOST_PARTS);
        StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
        int number = 1;
        for (long from = 0; from < bytes; from += size) {
            long length = Math.min(size, bytes - from);
            SortedMap<String, String> query = query("partNumber", Integer.toString(number));
            query.put("uploadId", upload);
            HttpResponse<String> answer =
                    requests.send("PUT", key(name), query, slice(file, from, length, Checksum.of(file, from, length)));
            String tag = answer.headers()
                    .firstValue("etag")
                    .orElseThrow(() -> new IOException("the store did not take a part of " + name));
            parts.append("<Part><PartNumber>")
                    .append(number)
                    .append("</PartNumber><ETag>")
                    .append(tag.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</ETag></Part>");
            number++;
        }
        parts.append("</CompleteMultipartUpload>");
        HttpResponse<String> answer =
                requests.send("POST", key(name), query("uploadId", upload), S3Requests.Body.of(parts.toString()));
        // This one answer may be 200 and a fault all the same.
        if (answer.statusCode() != OK || S3Xml.text(answer.body(), "Code").isPresent()) {
            throw new IOException("the store did not put the parts of " + name + " together: "
                    + S3Xml.text(answer.body(), "Message").orElse("HTTP " + answer.statusCode()));
        }
    }

    /** Parts of an earlier try that was killed take space that nobody sees. */
    private void dropUnfinished(String name) throws IOException, RefusedException {
        SortedMap<String, String> query = query("uploads", "");
        query.put("prefix", key(name));
        String found = requests.send("GET", "", query, S3Requests.Body.none()).body();
        List<String> keys = S3Xml.inside(found, "Key", "Upload");
        List<String> uploads = S3Xml.inside(found, "UploadId", "Upload");
        for (int i = 0; i < Math.min(keys.size(), uploads.size()); i++) {
            if (keys.get(i).equals(key(name))) {
                requests.send("DELETE", key(name), query("uploadId", uploads.get(i)), S3Requests.Body.none());
            }
        }
    }

    private void abort(String key, String upload, Exception cause) {
        try {
            requests.send("DELETE", key, query("uploadId", upload), S3Requests.Body.none());
        } catch (IOException | RefusedException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void get(String name, Path file) throws IOException, RefusedException {
        HttpResponse<Path> answer = requests.send(
                "GET",
                key(name),
                none(),
                S3Requests.Body.none(),
                HttpResponse.BodyHandlers.ofFile(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING));
        if (answer.statusCode() != OK) {
            Files.deleteIfExists(file);
            throw new IOException(name + " is not there any more: HTTP " + answer.statusCode());
        }
    }

    @Override
    public List<String> below(String name) throws IOException, RefusedException {
        String prefix = key(name) + "/";
        return list(prefix, "/", "Prefix", "CommonPrefixes").stream()
                .map(found -> found.substring(prefix.length(), found.length() - 1))
                .sorted()
                .toList();
    }

    @Override
    public void delete(String name) throws IOException, RefusedException {
        for (String key : list(key(name) + "/", "", "Key", "Contents")) {
            requests.send("DELETE", key, none(), S3Requests.Body.none());
        }
        requests.send("DELETE", key(name), none(), S3Requests.Body.none());
    }

    private List<String> list(String prefix, String delimiter, String element, String parent)
            throws IOException, RefusedException {
        List<String> all = new ArrayList<>();
        String next = "";
        do {
            SortedMap<String, String> query = query("list-type", "2");
            query.put("prefix", prefix);
            if (!delimiter.isEmpty()) {
                query.put("delimiter", delimiter);
            }
            if (!next.isEmpty()) {
                query.put("continuation-token", next);
            }
            String page =
                    requests.send("GET", "", query, S3Requests.Body.none()).body();
            checkBucket(page);
            all.addAll(S3Xml.inside(page, element, parent));
            next = S3Xml.text(page, "NextContinuationToken").orElse("");
        } while (!next.isEmpty());
        return all;
    }

    private String key(String name) {
        return location.key(name);
    }

    private static SortedMap<String, String> none() {
        return new TreeMap<>();
    }

    private static SortedMap<String, String> query(String key, String value) {
        return new TreeMap<>(Map.of(key, value));
    }

    /** A piece of a file, read anew each time it is sent. */
    private static S3Requests.Body slice(Path file, long from, long length, String sha256) {
        if (length == 0) {
            return S3Requests.Body.none(); // a publisher must not promise nothing
        }
        HttpRequest.BodyPublisher piece = HttpRequest.BodyPublishers.ofInputStream(() -> {
            try {
                return new Slice(Files.newInputStream(file), from, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new S3Requests.Body(HttpRequest.BodyPublishers.fromPublisher(piece, length), sha256);
    }
}
