package dev.holdfast.database.crate.sql;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** When the certificates end that were shown to us, by who showed them last. Safe for many threads. */
public final class Endings {

    private final ConcurrentMap<String, Instant> all = new ConcurrentHashMap<>();

    /** The first of a chain to end ends it. */
    void shown(String host, int port, Certificate[] chain) {
        Arrays.stream(chain)
                .filter(X509Certificate.class::isInstance)
                .map(one -> ((X509Certificate) one).getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .ifPresent(end -> all.put(host + ":" + port, end));
    }

    /** Empty while none was shown. */
    Optional<Instant> of(String host, int port) {
        return Optional.ofNullable(all.get(host + ":" + port));
    }
}
