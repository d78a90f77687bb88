package dev.holdfast.crate.model.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.SortedMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS as settings of {@code ssl.} have it: a keystore and a truststore, in files. */
final class Encryption {
    private Encryption() {}

    /** For SQL over HTTP; empty if that is in the clear. */
    static Optional<SSLContext> http(SortedMap<String, String> settings) throws IOException {
        return settings.getOrDefault("ssl.http.enabled", "false").equals("true")
                ? Optional.of(context(settings))
                : Optional.empty();
    }

    /** Among nodes; {@code legacy}, the usual, is in the clear too. */
    static Optional<SSLContext> transport(SortedMap<String, String> settings) throws IOException {
        return settings.getOrDefault("ssl.transport.mode", "legacy").equals("on")
                ? Optional.of(context(settings))
                : Optional.empty();
    }

    private static SSLContext context(SortedMap<String, String> settings) throws IOException {
        try {
            char[] keyPassword =
                    settings.getOrDefault("ssl.keystore_key_password", "").toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(settings, "keystore"), keyPassword);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            boolean own = settings.containsKey("ssl.truststore_filepath");
            trust.init(store(settings, own ? "truststore" : "keystore"));
            SSLContext context = SSLContext.getInstance("TLSv1.2");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException odd) {
            throw new IOException("Failed to build SSL configuration: " + odd.getMessage(), odd);
        }
    }

    private static KeyStore store(SortedMap<String, String> settings, String which)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        Path file = Path.of(settings.getOrDefault("ssl." + which + "_filepath", ""));
        try (InputStream in = Files.newInputStream(file)) {
            store.load(
                    in, settings.getOrDefault("ssl." + which + "_password", "").toCharArray());
        }
        return store;
    }
}
