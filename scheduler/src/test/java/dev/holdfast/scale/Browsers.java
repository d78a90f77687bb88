package dev.holdfast.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Browsers, as far as a server can tell, in a process of their own: {@code Browsers URI STREAMS VISITORS CLUSTERS}. Each stream stays at the
 * first page; each visitor opens one page after the other, listens to its stream for a moment, and goes. Commands on standard input:
 * {@code begin} counts from nothing, {@code tell} tells; it ends with its input.
 */
final class Browsers {

    private static final Pattern MARK = Pattern.compile("change (\\d+) of the bench");
    private static final int LINES_OF_A_VISIT = 40;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final AtomicLong parts = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong visits = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private Browsers(URI server) {
        this.server = server;
    }

    /** What a database says of itself with the change of this number. */
    static String mark(int number) {
        return "change " + number + " of the bench";
    }

    /** The number in it; -1 if there is none. */
    static int number(String text) {
        Matcher matcher = MARK.matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    public static void main(String[] arguments) throws Exception {
        Browsers browsers = new Browsers(URI.create(arguments[0]));
        int streams = Integer.parseInt(arguments[1]);
        CountDownLatch open = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            begin("stream-" + i, () -> browsers.look("/", open, Long.MAX_VALUE));
        }
        if (!open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not all streams opened");
        }
        List<String> clusters = List.of(arguments[3].split(",", -1));
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            int first = i;
            begin("visitor-" + i, () -> browsers.visit(clusters, first));
        }
        System.out.println("open");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(line.equals("begin") ? browsers.anew() : browsers.told());
        }
        Runtime.getRuntime().halt(0);
    }

    private static void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private String anew() {
        List.of(parts, marks, bytes, visits).forEach(count -> count.set(0));
        return "counting";
    }

    private String told() {
        return String.format(
                Locale.ROOT, "%d %d %d %d %d", parts.get(), marks.get(), bytes.get(), visits.get(), failures.get());
    }

    /** Listens for so many lines. */
    private void look(String page, CountDownLatch open, long lines) {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/live?page=" + page)).build();
        boolean opened = false;
        try (InputStream body = http.send(request, BodyHandlers.ofInputStream()).body();
                BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            for (long read = 0; line != null && read < lines; read++) {
                if (!opened && line.startsWith("event: page")) {
                    opened = true;
                    open.countDown();
                }
                count(line);
                line = reader.readLine();
            }
        } catch (IOException e) {
            failures.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(String line) {
        bytes.addAndGet(line.length() + 1L);
        if (line.startsWith("event: part")) {
            parts.incrementAndGet();
        }
        if (number(line) >= 0) {
            marks.incrementAndGet();
        }
    }

    private void visit(List<String> clusters, int first) {
        for (int i = first; !Thread.currentThread().isInterrupted(); i++) {
            String cluster = "/clusters/" + clusters.get(i % clusters.size());
            String page = List.of("/", cluster, "/agents", cluster + "/configuration", "/offers", "/events")
                    .get(i % 6);
            try {
                http.send(HttpRequest.newBuilder(server.resolve(page)).build(), BodyHandlers.ofByteArray());
            } catch (IOException e) {
                failures.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
            look(page, new CountDownLatch(1), LINES_OF_A_VISIT);
            visits.incrementAndGet();
        }
    }
}
