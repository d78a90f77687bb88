package dev.holdfast.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Proves on an agent that names are resolved there to where nodes are, by the resolver that a database's own Java uses. Called as
 * {@code NamesProof AGENT NAME=ADDRESS…}. Writes one JSON line, {@code {"result":"…"}}. Exit codes: 0 all names have the very addresses, 1
 * not, 2 called wrongly.
 *
 * <p>What is answered wrongly is asked again twice, since a node may just have moved. No name after the first three that fail is asked
 * for, and none after a minute: a resolver that does not answer takes its time for each.
 */
public final class NamesProof {

    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 1500;
    private static final int SHOWN = 3;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    /** What answers. */
    interface Resolver {
        InetAddress[] ask(String name) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final long pauseMillis;

    NamesProof(Resolver resolver, long pauseMillis) {
        this.resolver = resolver;
        this.pauseMillis = pauseMillis;
    }

    /** See the class. */
    public static void main(String[] arguments) throws InterruptedException {
        // What is asked again shall be answered anew.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Map<String, String> wanted = new LinkedHashMap<>();
        boolean wrong = arguments.length < 2;
        for (int i = 1; i < arguments.length; i++) {
            int equal = arguments[i].indexOf('=');
            wrong |= equal < 1;
            wanted.put(arguments[i].substring(0, Math.max(equal, 0)), arguments[i].substring(equal + 1));
        }
        Progress progress = new Progress(System.out);
        if (wrong) {
            progress.result("called wrongly: AGENT NAME=ADDRESS…");
            System.exit(2);
        }
        long begun = System.nanoTime();
        List<String> failures = new NamesProof(InetAddress::getAllByName, PAUSE_MILLIS).failures(wanted);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        progress.result(
                failures.isEmpty()
                        ? "on agent " + arguments[0] + " " + wanted.size()
                                + " names have the addresses of their nodes (" + millis + " ms)"
                        : "on agent " + arguments[0] + " " + String.join("; ", failures) + asked());
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    /** What each name that failed was answered; empty if all have the very addresses. */
    List<String> failures(Map<String, String> wanted) throws InterruptedException {
        long begun = System.nanoTime();
        List<String> failures = new ArrayList<>();
        int asked = 0;
        for (Map.Entry<String, String> one : wanted.entrySet()) {
            if (failures.size() >= SHOWN || System.nanoTime() - begun > LONGEST_NANOS) {
                failures.add(wanted.size() - asked + " more were not asked for");
                break;
            }
            // Whoever answered the first wrongly three times was given time enough.
            String failure = failure(one.getKey(), one.getValue(), failures.isEmpty() ? TRIES : 1);
            asked++;
            if (!failure.isEmpty()) {
                failures.add(failure);
            }
        }
        return failures;
    }

    private String failure(String name, String address, int tries) throws InterruptedException {
        String failure = "";
        for (int attempt = 0; attempt < tries; attempt++) {
            if (attempt > 0) {
                Thread.sleep(pauseMillis);
            }
            failure = failure(name, address);
            if (failure.isEmpty()) {
                break;
            }
        }
        return failure;
    }

    private String failure(String name, String address) {
        TreeSet<String> found = new TreeSet<>();
        try {
            for (InetAddress one : resolver.ask(name)) {
                found.add(one.getHostAddress());
            }
            // A literal; no resolver is asked for it.
            String wanted = InetAddress.getByName(address).getHostAddress();
            return found.equals(new TreeSet<>(List.of(wanted)))
                    ? ""
                    : name + " is answered with " + String.join(", ", found) + ", not " + wanted;
        } catch (UnknownHostException e) {
            return name + " is not resolved (its node is at " + address + ")";
        }
    }

    /** Whom this machine asks, as far as that is written where it usually is. */
    private static String asked() {
        try (Stream<String> lines = Files.lines(RESOLVER, StandardCharsets.UTF_8)) {
            List<String> servers = lines.map(line -> line.trim().split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                    .map(words -> words[1])
                    .toList();
            return servers.isEmpty() ? "" : "; its resolver asks " + String.join(", ", servers);
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
