package dev.holdfast.engine.certificate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** A cluster's own authority: who has a certificate of it is one of the cluster. */
public final class Authority {

    private static final String CURVE = "secp256r1";

    /** Nodes get theirs anew at each launch; it must last as long as one may run. */
    private static final Duration NODE_LASTS = Duration.ofDays(5 * 365);

    private static final Duration AUTHORITY_LASTS = Duration.ofDays(20 * 365);

    /** Clocks of agents may be behind ours. */
    private static final Duration EARLIER = Duration.ofHours(1);

    /**
     * How often Java stretches a keystore's password; it asks for that process-wide. Ours are as hard to guess as the keys themselves, so
     * that stretching adds nothing; and CrateDB opens its keystore anew for each connection to another node, which with the usual 10,000
     * rounds, on a busy machine, takes longer than it has patience for.
     */
    private static final List<String> ROUNDS = List.of(
            "keystore.pkcs12.keyPbeIterationCount",
            "keystore.pkcs12.certPbeIterationCount",
            "keystore.pkcs12.macIterationCount");

    private final PrivateKey key;
    private final X509Certificate certificate;

    private Authority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new one, of this common name. */
    public static Authority make(String name, Instant now, SecureRandom random) {
        try {
            KeyPair pair = keyPair(random);
            X500Principal self = name(name);
            SignedCertificate.Wish wish = new SignedCertificate.Wish(
                    self, pair.getPublic(), serial(random), now.minus(EARLIER), now.plus(AUTHORITY_LASTS));
            return new Authority(pair.getPrivate(), SignedCertificate.ofAuthority(wish, pair.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes keys of " + CURVE, e);
        }
    }

    /**
     * Reads a private key (PKCS8) and the certificate for it.
     *
     * @throws GeneralSecurityException if there are not both, or they are not those of an authority
     */
    public static Authority parse(String pem) throws GeneralSecurityException {
        List<byte[]> keys = Pem.read(Pem.PRIVATE_KEY, pem);
        List<byte[]> certificates = Pem.read(Pem.CERTIFICATE, pem);
        if (keys.isEmpty() || certificates.isEmpty()) {
            throw new GeneralSecurityException("it has not both a PRIVATE KEY and a CERTIFICATE");
        }
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificates.get(0)));
        if (certificate.getBasicConstraints() < 0) {
            throw new GeneralSecurityException("its certificate is not that of an authority");
        }
        PrivateKey key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
        return new Authority(key, certificate);
    }

    /** Key and certificate: the secret. */
    public String pem() {
        return Pem.write(Pem.PRIVATE_KEY, key.getEncoded()) + certificatePem();
    }

    /** What everybody may have. */
    public String certificatePem() {
        try {
            return Pem.write(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /**
     * A PKCS12 keystore with a new key, a certificate for it, and this authority as the one that is trusted.
     *
     * @param subject common name
     * @param names host names and addresses the certificate is good for
     * @param password that locks it, long and random
     */
    public byte[] keystore(String subject, List<String> names, String password, Instant now, SecureRandom random)
            throws GeneralSecurityException {
        KeyPair pair = keyPair(random);
        SignedCertificate.Wish wish = new SignedCertificate.Wish(
                name(subject), pair.getPublic(), serial(random), now.minus(EARLIER), lastsUntil(now));
        X509Certificate signed = SignedCertificate.ofNode(wish, names, key, certificate);
        ROUNDS.forEach(setting -> Security.setProperty(setting, "1"));
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "node", pair.getPrivate(), password.toCharArray(), new Certificate[] {signed, certificate});
            store.setCertificateEntry("authority", certificate);
            store.store(out, password.toCharArray());
            return out.toByteArray();
        } catch (IOException e) {
            throw new GeneralSecurityException("a keystore cannot be written to memory", e);
        }
    }

    /** None is good for longer than the authority behind it. */
    private Instant lastsUntil(Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant wished = now.plus(NODE_LASTS);
        return wished.isBefore(end) ? wished : end;
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE), random);
        return generator.generateKeyPair();
    }

    /** Random, positive, and no longer than the 20 bytes it may have. */
    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(158, random).setBit(158);
    }

    private static X500Principal name(String commonName) {
        return new X500Principal("CN=\"" + commonName.replaceAll("[\"\\\\]", "_") + "\"");
    }
}
