package dev.holdfast.node.backup;

import java.util.Map;

/**
 * Who asks. They come in variables of the process, and go nowhere but into signatures.
 *
 * @param token of keys that are valid for a while only; empty for lasting ones
 */
record S3Keys(String accessKey, String secretKey, String token) {

    static final String ACCESS_KEY = "HOLDFAST_S3_ACCESS_KEY";
    static final String SECRET_KEY = "HOLDFAST_S3_SECRET_KEY";
    static final String TOKEN = "HOLDFAST_S3_SESSION_TOKEN";

    /** @throws RefusedException if they are not there */
    static S3Keys of(Map<String, String> environment) throws RefusedException {
        String access = environment.getOrDefault(ACCESS_KEY, "").strip();
        String secret = environment.getOrDefault(SECRET_KEY, "").strip();
        if (access.isEmpty() || secret.isEmpty()) {
            throw new RefusedException(
                    "the keys of the store did not come",
                    "name both: backup-access-key=${secret:NAME} and backup-secret-key=${secret:NAME}, each a file in the"
                            + " scheduler's secrets; and have environment_secret in --isolation of the Mesos agents");
        }
        return new S3Keys(access, secret, environment.getOrDefault(TOKEN, "").strip());
    }

    @Override
    public String toString() {
        return "***";
    }
}
