package dev.holdfast.engine.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/**
 * Writes certificates of X.509 version 3 (RFC 5280) and has them signed.
 *
 * <ol>
 *   <li>What is signed: serial number, issuer, span of time, subject, its public key, and extensions that say what it is good for.
 *   <li>The signature over exactly these bytes, with the name of its algorithm once inside and once outside.
 *   <li>Java reads the result back and checks the signature, so that nothing leaves here that others could not read.
 * </ol>
 */
final class SignedCertificate {

    private static final BigInteger VERSION_3 = BigInteger.TWO;

    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String RSA_SHA256 = "1.2.840.113549.1.1.11";

    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String OTHER_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_USAGE = "2.5.29.37";
    private static final String AS_SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String AS_CLIENT = "1.3.6.1.5.5.7.3.2";

    /** Bits 5 and 6: signs certificates, and lists of revoked ones. */
    private static final byte[] MAY_SIGN = Der.bits(1, new byte[] {0x06});

    /** Bit 0: signs what a connection begins with. */
    private static final byte[] MAY_CONNECT = Der.bits(7, new byte[] {(byte) 0x80});

    private static final int KEY_ID_BYTES = 20;

    /** Octet string in octet string, each with tag and length before it. */
    private static final int WRAPPING_BYTES = 4;

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private SignedCertificate() {}

    /** Who gets it, for which key, and for how long. */
    record Wish(X500Principal subject, PublicKey key, BigInteger serial, Instant from, Instant until) {}

    /** One that vouches for itself and for others. */
    static X509Certificate ofAuthority(Wish wish, PrivateKey own) throws GeneralSecurityException {
        byte[] id = keyId(wish.key());
        byte[] extensions = Der.sequence(
                critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO))),
                critical(KEY_USAGE, MAY_SIGN),
                extension(SUBJECT_KEY, Der.octets(id)));
        return signed(wish, wish.subject(), extensions, own, wish.key());
    }

    /** One for a server that is a client of its like too. */
    static X509Certificate ofNode(Wish wish, List<String> names, PrivateKey signer, X509Certificate authority)
            throws GeneralSecurityException {
        byte[] extensions = Der.sequence(
                critical(BASIC_CONSTRAINTS, Der.sequence()),
                critical(KEY_USAGE, MAY_CONNECT),
                extension(EXTENDED_USAGE, Der.sequence(Der.objectId(AS_SERVER), Der.objectId(AS_CLIENT))),
                extension(OTHER_NAMES, otherNames(names)),
                extension(SUBJECT_KEY, Der.octets(keyId(wish.key()))),
                extension(AUTHORITY_KEY, Der.sequence(Der.value(Der.KEY_ID, keyId(authority)))));
        return signed(wish, authority.getSubjectX500Principal(), extensions, signer, authority.getPublicKey());
    }

    private static X509Certificate signed(
            Wish wish, X500Principal issuer, byte[] extensions, PrivateKey signer, PublicKey proof)
            throws GeneralSecurityException {
        boolean rsa = signer.getAlgorithm().equals("RSA");
        byte[] algorithm =
                rsa ? Der.sequence(Der.objectId(RSA_SHA256), Der.nothing()) : Der.sequence(Der.objectId(ECDSA_SHA256));
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(VERSION_3)),
                Der.integer(wish.serial()),
                algorithm,
                issuer.getEncoded(),
                Der.sequence(Der.time(wish.from()), Der.time(wish.until())),
                wish.subject().getEncoded(),
                wish.key().getEncoded(),
                Der.explicit(3, extensions));
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(signer);
        signature.update(content);
        byte[] whole = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
        X509Certificate read = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        read.verify(proof);
        return read;
    }

    private static byte[] critical(String id, byte[] content) {
        return Der.sequence(Der.objectId(id), Der.yes(), Der.octets(content));
    }

    private static byte[] extension(String id, byte[] content) {
        return Der.sequence(Der.objectId(id), Der.octets(content));
    }

    private static byte[] otherNames(List<String> names) {
        List<byte[]> parts = new ArrayList<>();
        for (String name : names) {
            if (IPV4.matcher(name).matches() || name.indexOf(':') >= 0) {
                parts.add(Der.value(Der.IP_ADDRESS, address(name)));
            } else {
                parts.add(Der.value(Der.DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
            }
        }
        return Der.sequence(parts.toArray(byte[][]::new));
    }

    /** A literal address is read, not looked up. */
    private static byte[] address(String literal) {
        try {
            return java.net.InetAddress.getByName(literal).getAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("'" + literal + "' is no address", e);
        }
    }

    /** By what a key is recognised in chains of certificates. */
    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), KEY_ID_BYTES);
    }

    /** The one that its own certificate says, if it does. */
    private static byte[] keyId(X509Certificate authority) throws GeneralSecurityException {
        byte[] said = authority.getExtensionValue(SUBJECT_KEY);
        return said == null ? keyId(authority.getPublicKey()) : Arrays.copyOfRange(said, WRAPPING_BYTES, said.length);
    }
}
