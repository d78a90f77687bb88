package dev.holdfast.engine.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class AuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LOCK = "lock";

    private final Authority authority = Authority.make("authority of shop", NOW, RANDOM);

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static KeyStore open(byte[] bytes) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), LOCK.toCharArray());
        return store;
    }

    private static KeyStore node(Authority authority, String... names) throws Exception {
        return open(authority.keystore("data-0.shop", List.of(names), LOCK, NOW, RANDOM));
    }

    private static void validate(X509Certificate node, X509Certificate root, Instant at)
            throws GeneralSecurityException {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(node));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    @Test
    void a_nodes_certificate_leads_to_its_authority_and_to_no_other() throws Exception {
        KeyStore store = node(authority, "127.0.0.2");
        X509Certificate leaf = (X509Certificate) store.getCertificate("node");
        validate(leaf, certificate(authority.certificatePem()), NOW);
        X509Certificate other =
                certificate(Authority.make("authority of shop", NOW, RANDOM).certificatePem());
        assertThatThrownBy(() -> validate(leaf, other, NOW)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void it_is_good_for_the_names_and_addresses_it_was_made_for() throws Exception {
        X509Certificate leaf = (X509Certificate)
                node(authority, "10.1.2.3", "::1", "data-0", "shop").getCertificate("node");
        assertThat(leaf.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(0) + " " + name.get(1))
                        .collect(Collectors.toList()))
                .containsExactly("7 10.1.2.3", "7 0:0:0:0:0:0:0:1", "2 data-0", "2 shop");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getBasicConstraints()).as("is no authority").isEqualTo(-1);
        assertThat(leaf.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=data-0.shop"));
        assertThat(leaf.getSerialNumber().bitLength()).isGreaterThan(100).isLessThan(160);
    }

    @Test
    void it_holds_for_years_and_begins_a_little_earlier_for_clocks_that_are_behind() throws Exception {
        X509Certificate leaf = (X509Certificate) node(authority, "a").getCertificate("node");
        X509Certificate root = certificate(authority.certificatePem());
        assertThat(leaf.getNotBefore()).isBefore(Date.from(NOW.minusSeconds(600)));
        assertThat(leaf.getNotAfter()).isAfter(Date.from(NOW.plusSeconds(4L * 365 * 86_400)));
        assertThat(root.getNotAfter()).isAfter(leaf.getNotAfter());
        assertThat(root.getNotAfter().toInstant()).isEqualTo(NOW.plusSeconds(20L * 365 * 86_400));
        assertThat(root.getKeyUsage()[5]).as("may sign certificates").isTrue();
        assertThat(root.getBasicConstraints()).isZero();
    }

    @Test
    void a_keystore_has_the_key_of_its_certificate_and_the_authority_but_not_its_key() throws Exception {
        KeyStore store = node(authority, "a");
        assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("node", "authority");
        assertThat(store.isCertificateEntry("authority")).isTrue();
        assertThat(store.getCertificateChain("node")).hasSize(2);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign((PrivateKey) store.getKey("node", LOCK.toCharArray()));
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(store.getCertificate("node"));
        signature.update(new byte[] {1, 2, 3});
        assertThat(signature.verify(signed)).isTrue();
        assertThat(node(authority, "a").getCertificate("node"))
                .as("each is new")
                .isNotEqualTo(store.getCertificate("node"));
    }

    @Test
    void a_keystore_is_opened_without_the_usual_rounds_which_crate_would_do_for_each_connection() throws Exception {
        byte[] store = authority.keystore("data-0", List.of("a"), LOCK, NOW, RANDOM);
        String text = HexFormat.of().formatHex(store);
        assertThat(text).as("the number 10000").doesNotContain("02022710");
        assertThat(text).as("the number 1").contains("020101");
    }

    @Test
    void what_is_written_down_is_the_same_authority_when_read() throws Exception {
        Authority read = Authority.parse("some text before\n" + authority.pem());
        assertThat(read.pem()).isEqualTo(authority.pem());
        validate(
                (X509Certificate) node(read, "a").getCertificate("node"), certificate(authority.certificatePem()), NOW);
        assertThat(authority.certificatePem()).doesNotContain("PRIVATE");
    }

    @Test
    void an_authority_of_the_users_own_may_have_a_key_of_rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        java.security.KeyPair pair = generator.generateKeyPair();
        X509Certificate root = SignedCertificate.ofAuthority(
                new SignedCertificate.Wish(
                        new X500Principal("CN=House, O=Somebody"),
                        pair.getPublic(),
                        BigInteger.TEN,
                        NOW,
                        NOW.plusSeconds(86_400)),
                pair.getPrivate());
        Authority house =
                Authority.parse(Pem.write(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded())
                        + Pem.write(Pem.CERTIFICATE, root.getEncoded()));
        X509Certificate leaf = (X509Certificate) node(house, "10.0.0.1").getCertificate("node");
        validate(leaf, root, NOW.plusSeconds(3600));
        assertThat(leaf.getNotAfter()).as("none outlives its authority").isEqualTo(root.getNotAfter());
    }

    @Test
    void what_is_no_authority_is_refused() {
        assertThatThrownBy(() -> Authority.parse(authority.certificatePem()))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("PRIVATE KEY");
        assertThatThrownBy(() -> {
                    KeyStore store = node(authority, "a");
                    Authority.parse(Pem.write(
                                    Pem.PRIVATE_KEY,
                                    store.getKey("node", LOCK.toCharArray()).getEncoded())
                            + Pem.write(
                                    Pem.CERTIFICATE,
                                    store.getCertificate("node").getEncoded()));
                })
                .hasMessageContaining("not that of an authority");
    }

    @Test
    void lengths_and_numbers_are_written_as_der_wants_them() {
        assertThat(HexFormat.of().formatHex(Der.objectId("1.2.840.113549.1.1.11")))
                .isEqualTo("06092a864886f70d01010b");
        assertThat(HexFormat.of().formatHex(Der.integer(BigInteger.valueOf(128))))
                .isEqualTo("02020080");
        assertThat(Der.octets(new byte[127])).startsWith(4, 127).hasSize(129);
        assertThat(Der.octets(new byte[128])).startsWith(4, 0x81, 128).hasSize(131);
        assertThat(Der.octets(new byte[256])).startsWith(4, 0x82, 1, 0).hasSize(260);
        assertThat(new String(Der.time(Instant.parse("2049-12-31T23:59:59Z")), StandardCharsets.US_ASCII))
                .endsWith("491231235959Z");
        assertThat(new String(Der.time(Instant.parse("2050-01-01T00:00:00Z")), StandardCharsets.US_ASCII))
                .endsWith("20500101000000Z");
    }
}
