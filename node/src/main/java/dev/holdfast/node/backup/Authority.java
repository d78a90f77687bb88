package dev.holdfast.node.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who signs the certificates of a ring's nodes, where it is an authority that the scheduler has made: it comes in the keystore of a node, in a
 * variable of this process. Nothing here is secret any more; a ring asks its clients for no certificate.
 */
record Authority(KeyStore certificates) {

    static final String KEYSTORE = "HOLDFAST_KEYSTORE";
    static final String LOCK = "HOLDFAST_SECRET__KEYSTORE_LOCK";

    /** Cassandra's bulk loader wants a file, and a lock for it. */
    static final Path FILE = Path.of("chore", "authority.p12");

    private static final String PUBLIC = "public";
    private static final String ENTRY = "authority";

    /** Empty where nodes speak in the clear. */
    static Optional<Authority> in(Map<String, String> environment) throws RefusedException {
        String store = environment.getOrDefault(KEYSTORE, "");
        if (store.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(
                    new ByteArrayInputStream(Base64.getMimeDecoder().decode(store)),
                    environment.getOrDefault(LOCK, "").toCharArray());
            Certificate certificate = own.getCertificate(ENTRY);
            if (certificate == null) {
                throw new GeneralSecurityException("it has no authority in it");
            }
            KeyStore open = KeyStore.getInstance("PKCS12");
            open.load(null, null);
            open.setCertificateEntry(ENTRY, certificate);
            return Optional.of(new Authority(open));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new RefusedException(
                    "the keystore that the scheduler makes did not come whole: " + e.getMessage(),
                    "see the scheduler's log; and have environment_secret in --isolation of the Mesos agents");
        }
    }

    /** Believes whom it signed. */
    SSLContext context() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Where the loader's configuration says. */
    void write() throws IOException {
        try (OutputStream out = Files.newOutputStream(FILE)) {
            certificates.store(out, PUBLIC.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate cannot be written", e);
        }
    }
}
