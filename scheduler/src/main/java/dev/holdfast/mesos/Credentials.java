package dev.holdfast.mesos;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who we are to Mesos. Masters and agents check it by HTTP basic authentication, if they check at all.
 *
 * @param principal also named in the framework and in every reservation; empty for nobody
 * @param secret empty where Mesos asks for none; the principal is then merely stated
 */
public record Credentials(String principal, String secret) {

    public static final Credentials NONE = new Credentials("", "");

    /** Value of the Authorization header. */
    Optional<String> authorization() {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (principal + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return principal.isEmpty() ? "nobody" : "principal '" + principal + "'";
    }
}
