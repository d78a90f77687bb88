package dev.holdfast.api;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who has logged in with a browser.
 *
 * <p>A session is a text that the browser keeps: a random name, when it ends, and a signature over both. The key of the signature is
 * made of the API token, never the token itself: so a session holds at every scheduler with the same token, also after another has taken
 * over or this one was started again, and ends for all when the token is changed. Without a token there are no sessions, and the
 * key is made at the start; it signs only what a page gives its forms.
 */
final class Sessions {

    static final Duration LONGEST = Duration.ofHours(12);

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{22})\\.(\\d{1,12})\\.([A-Za-z0-9_-]{43})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final int NAME_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int MOST_ENDED = 10_000;

    private final byte[] key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Logged out before their time, by name; what would have ended by itself is dropped first. */
    private final Map<String, Instant> ended = new LinkedHashMap<>();

    /** @param name random, of no meaning */
    record Session(String name, Instant until) {}

    Sessions(Optional<String> token, Clock clock) {
        this.clock = clock;
        this.key = token.map(text -> mac(text.getBytes(StandardCharsets.UTF_8), "holdfast session key"))
                .orElseGet(() -> {
                    byte[] made = new byte[KEY_BYTES];
                    random.nextBytes(made);
                    return made;
                });
    }

    /** A new session, as the browser shall keep it. */
    String open() {
        String body = name() + "." + clock.instant().plus(LONGEST).getEpochSecond();
        return body + "." + sign("session " + body);
    }

    /** The session that a browser shows, if it is one of ours, not over and not ended. */
    Optional<Session> find(String shown) {
        Matcher parts = FORM.matcher(shown);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(1);
        Instant until = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
        boolean genuine = same(sign("session " + name + "." + parts.group(2)), parts.group(3));
        return genuine && clock.instant().isBefore(until) && !isEnded(name)
                ? Optional.of(new Session(name, until))
                : Optional.empty();
    }

    /** From now on this session counts no more at this scheduler. */
    synchronized void end(Session session) {
        Instant now = clock.instant();
        ended.values().removeIf(until -> until.isBefore(now));
        if (ended.size() >= MOST_ENDED) {
            ended.remove(ended.keySet().iterator().next());
        }
        ended.put(session.name(), session.until());
    }

    private synchronized boolean isEnded(String name) {
        return ended.containsKey(name);
    }

    /** A name for who has not logged in, because nobody has to. */
    String name() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return text(bytes);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** What forms of this visitor's pages carry, which no other site can know. */
    String formToken(String visitor) {
        return sign("form " + visitor);
    }

    boolean isFormToken(String given, String visitor) {
        return same(formToken(visitor), given);
    }

    private String sign(String text) {
        return text(mac(key, text));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
