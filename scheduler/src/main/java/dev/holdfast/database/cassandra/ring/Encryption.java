package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Connections of TLS to native ports, and whose word for a node is taken.
 *
 * @param checksName whether a certificate must be for the address that was called
 */
public record Encryption(SSLContext context, boolean checksName) {

    /**
     * Believes certificates that these authorities signed, for the address that was called, and no others.
     *
     * @param pem the authorities' certificates; empty for those that Java knows
     * @param place where they are from, for people
     * @throws IllegalArgumentException if there are none in it
     */
    public static Encryption believing(Optional<String> pem, String place) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            if (pem.isPresent()) {
                factory.init(store(pem.get()));
            } else {
                factory.init((KeyStore) null);
            }
            return new Encryption(context(factory.getTrustManagers()), true);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("there are no certificates in " + place + ": " + e.getMessage(), e);
        }
    }

    /**
     * For looks, which say nothing that is secret: the cluster's authorities where they are known, else anybody, for whether a node answers
     * is no matter of who signed its certificate.
     */
    static Encryption ofLooks(Secrets secrets, String cluster) {
        Optional<String> pem = secrets.certificates(cluster);
        if (pem.isPresent()) {
            return believing(pem, secrets.certificatesPlace(cluster));
        }
        try {
            return new Encryption(context(new TrustManager[] {new Credulous()}), false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    SSLEngine engine(String address, int port) {
        SSLEngine engine = context.createSSLEngine(address, port);
        engine.setUseClientMode(true);
        if (checksName) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
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
        return store;
    }

    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String how) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String how) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
