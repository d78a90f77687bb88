package dev.holdfast.discovery;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What names are made of.
 *
 * @param domain that all of them end in, as in {@code mesos}
 * @param framework its label, or labels, in them
 * @param ttl how long an answer may be kept by who asked
 * @param rule for what Mesos-DNS makes labels of
 */
public record NamesSettings(String domain, String framework, Duration ttl, LabelRule rule) {

    public static final String USUAL_DOMAIN = "mesos";
    public static final Duration USUAL_TTL = Duration.ofSeconds(5);
    static final Duration LONGEST_TTL = Duration.ofHours(1);

    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,100}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final String NAMELESS = "holdfast";

    /** What is wrong with a domain, if something is. */
    public static Optional<String> complaint(String domain, Duration ttl) {
        if (!DOMAIN.matcher(withoutDot(domain)).matches()) {
            return Optional.of("'" + domain + "' is no domain");
        }
        if (ttl.isNegative() || ttl.compareTo(LONGEST_TTL) > 0) {
            return Optional.of("answers cannot be kept for " + ttl.toSeconds() + " s");
        }
        return Optional.empty();
    }

    /** @param frameworkName as Mesos has it, whatever it is */
    public static NamesSettings of(String domain, String frameworkName, Duration ttl, LabelRule rule) {
        complaint(domain, ttl).ifPresent(wrong -> {
            throw new IllegalArgumentException(wrong);
        });
        String framework = rule.fragment(frameworkName);
        return new NamesSettings(withoutDot(domain), framework.isEmpty() ? NAMELESS : framework, ttl, rule);
    }

    private static String withoutDot(String domain) {
        String small = domain.toLowerCase(Locale.ROOT);
        return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
    }

    /** What all our clusters' names end in, as in {@code holdfast.mesos}. */
    public String suffix() {
        return framework + "." + domain;
    }
}
