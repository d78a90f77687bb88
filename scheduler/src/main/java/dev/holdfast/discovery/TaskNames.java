package dev.holdfast.discovery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** What Mesos-DNS tells tasks of one name apart by: a hash of the task's id, and the end of its agent's. */
final class TaskNames {

    /** Of base 32 for people, by Philip Zimmermann: what is easy to read and to say comes most often. */
    private static final String ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";

    private static final int BITS_OF_A_CHARACTER = 5;
    private static final int CHARACTERS = 5;

    private TaskNames() {}

    /** Five characters for the first 25 bits of a SHA-1. */
    static String hash(String taskId) {
        byte[] digest = sha1(taskId);
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < CHARACTERS * BITS_OF_A_CHARACTER; bit += BITS_OF_A_CHARACTER) {
            int two = (digest[bit / 8] & 0xff) << 8 | (digest[bit / 8 + 1] & 0xff);
            text.append(ALPHABET.charAt(two >> (16 - BITS_OF_A_CHARACTER - bit % 8) & 0x1f));
        }
        return text.toString();
    }

    /** {@code s0} of {@code 3d0e-…-S0}. */
    static String agentTail(String agentId) {
        return agentId.substring(agentId.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
    }

    private static byte[] sha1(String text) {
        try {
            // Nothing is kept safe by it: it is Mesos-DNS's.
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
