package dev.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Hides what the scheduler knows to be secret in bytes that people will see: every byte of it becomes an asterisk, so that offsets stay
 * right. What is shorter than a few letters is not hidden, for it would be found everywhere.
 */
public final class SecretMask {

    /** Shorter values are no secrets worth the name, and occur by chance. */
    private static final int SHORTEST = 6;

    /** Of a value of several lines (a key), each line is hidden that is so long. */
    private static final int SHORTEST_LINE = 16;

    private static final long NANOS_TO_READ_AGAIN = Duration.ofSeconds(5).toNanos();
    private static final byte STAR = '*';

    private final Path directory;
    private final List<String> more;
    private List<byte[]> known = List.of();
    private long readAt = System.nanoTime() - NANOS_TO_READ_AGAIN;

    /**
     * @param directory in which each file is a secret
     * @param more that are in no file there: the API's token
     */
    public SecretMask(Path directory, List<String> more) {
        this.directory = directory;
        this.more = List.copyOf(more);
    }

    /** One that hides nothing. */
    public static SecretMask none() {
        return new SecretMask(Path.of("/nonexistent"), List.of());
    }

    /** So many bytes around a part must be known so that a secret on its edge is found. */
    int reach() {
        return secrets().stream().mapToInt(secret -> secret.length - 1).max().orElse(0);
    }

    /** Hides in place. */
    public void hide(byte[] bytes) {
        for (byte[] secret : secrets()) {
            for (int at = find(bytes, secret, 0); at >= 0; at = find(bytes, secret, at + secret.length)) {
                Arrays.fill(bytes, at, at + secret.length, STAR);
            }
        }
    }

    public String hide(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hide(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int at = from; at <= in.length - what.length; at++) {
            if (in[at] == what[0] && Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private synchronized List<byte[]> secrets() {
        if (System.nanoTime() - readAt >= NANOS_TO_READ_AGAIN) {
            known = Stream.concat(values(), more.stream())
                    .flatMap(SecretMask::parts)
                    .distinct()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .sorted(Comparator.comparingInt((byte[] secret) -> secret.length)
                            .reversed())
                    .toList();
            readAt = System.nanoTime();
        }
        return known;
    }

    private static Stream<String> parts(String value) {
        List<String> lines =
                value.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.size() == 1
                ? lines.stream().filter(line -> line.length() >= SHORTEST)
                : lines.stream().filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"));
    }

    private Stream<String> values() {
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().flatMap(SecretMask::value).toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static Stream<String> value(Path file) {
        try {
            return Stream.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Stream.empty(); // who cannot read it cannot give it away either
        }
    }
}
