package dev.holdfast.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom a connection of TLS believes.
 *
 * @param checksName whether the certificate must be for the host that was called
 */
record Tls(SSLContext context, boolean checksName) {

    /** Those who signed what is in a keystore of PKCS12. */
    static Tls signedBy(Path keystore, String lock) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, lock.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return new Tls(context(trust.getTrustManagers()), true);
    }

    /** Anybody: for a server on this very machine, to which no network leads, and whose certificate is the user's own. */
    static Tls anybody() throws GeneralSecurityException {
        return new Tls(context(new TrustManager[] {new Credulous()}), false);
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    /** Makes a connection that is not open yet a believer. */
    void applyTo(HttpURLConnection connection) {
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(context.getSocketFactory());
            if (!checksName) {
                secure.setHostnameVerifier((host, session) -> true);
            }
        }
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
