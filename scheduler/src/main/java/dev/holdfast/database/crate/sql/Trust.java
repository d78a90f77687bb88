package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose word that a node is one of the cluster is taken: that of given authorities alone, or, where none are given, of those that Java
 * knows.
 *
 * @param sockets that take nobody else's
 * @param said where the authorities are from, for people
 * @param endings when the certificates end that were shown
 */
public record Trust(SSLSocketFactory sockets, String said, Endings endings) {

    /**
     * Reads authorities' certificates.
     *
     * @param pem their certificates; empty for those that Java knows
     * @param place where they are from, or would be
     */
    public static Trust in(Optional<String> pem, String place) {
        return in(pem, place, Optional.empty());
    }

    /** And shows who we are, where a node asks for it. */
    static Trust in(Optional<String> pem, String place, Optional<Secrets.Identity> self) {
        try {
            TrustManager[] managers = pem.isPresent() ? only(pem.get()) : usual();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(self.isPresent() ? keys(self.get()) : null, managers, null);
            return new Trust(
                    context.getSocketFactory(),
                    pem.isPresent() ? place : "the authorities that Java knows, for there is no " + place,
                    new Endings());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("there are no certificates in " + place + ": " + e.getMessage(), e);
        }
    }

    private static TrustManager[] only(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int count = 0;
        byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
        for (Certificate one :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            store.setCertificateEntry("authority-" + count++, one);
        }
        if (count == 0) {
            throw new GeneralSecurityException("it is empty");
        }
        return managers(store);
    }

    private static KeyManager[] keys(Secrets.Identity self) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = self.password().toCharArray();
        store.load(new ByteArrayInputStream(Base64.getDecoder().decode(self.keystore())), password);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] usual() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
