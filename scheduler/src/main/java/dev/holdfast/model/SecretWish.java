package dev.holdfast.model;

import java.util.Arrays;
import java.util.List;

/**
 * How the value of a secret variable is had when its launch is sent. Only its text is stored and shown: it has names, never values.
 */
public sealed interface SecretWish {

    /** What stands in the variable until it is sent; {@link #parse} reads it. */
    String text();

    /** A secret that somebody has written down. */
    record Given(String name) implements SecretWish {
        @Override
        public String text() {
            return name;
        }
    }

    /** A password that is made up, once, where there is none yet. */
    record Minted(String name) implements SecretWish {
        @Override
        public String text() {
            return MINTED + name;
        }
    }

    /**
     * A PKCS12 keystore in Base64, made anew for each launch: a key, a certificate for it, and the cluster's authority.
     *
     * @param cluster whose authority signs; the authority is made up, once, where there is none yet
     * @param password name of the secret that locks the keystore, made up likewise
     * @param subject common name in the certificate
     * @param names host names and addresses it is good for
     */
    record Keystore(String cluster, String password, String subject, List<String> names) implements SecretWish {

        public Keystore {
            names = List.copyOf(names);
        }

        @Override
        public String text() {
            return KEYSTORE
                    + cluster
                    + SEPARATOR
                    + password
                    + SEPARATOR
                    + subject
                    + SEPARATOR
                    + String.join(LIST_SEPARATOR, names);
        }
    }

    /** No secret's name has a colon; an address of IPv6 has, and comes last. */
    String SEPARATOR = ":";

    String LIST_SEPARATOR = ",";
    String MINTED = "minted:";
    String KEYSTORE = "keystore:";

    /** @throws IllegalArgumentException if no wish has that text */
    static SecretWish parse(String text) {
        if (text.startsWith(MINTED)) {
            return new Minted(text.substring(MINTED.length()));
        }
        if (!text.startsWith(KEYSTORE)) {
            return new Given(text);
        }
        String[] parts = text.substring(KEYSTORE.length()).split(SEPARATOR, 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException("no keystore is described by '" + text + "'");
        }
        return new Keystore(parts[0], parts[1], parts[2], Arrays.asList(parts[3].split(LIST_SEPARATOR, -1)));
    }
}
