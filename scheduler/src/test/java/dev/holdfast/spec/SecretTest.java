package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    private static final String VALUE = "hush-hush";

    private static List<Problem> set(String assignment) {
        return Samples.EDIT.set(Samples.plain(), List.of(assignment)).problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.password",
                "ssl.key.password",
                "ssl.keystore.key",
                "delegation.token.secret.key",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.assertion.private.key.passphrase",
                "broker.settings.my.plugin.apiKey",
                "broker-2.ssl.truststore.password"
            })
    void aPlainSecretIsRefusedWithoutBeingRepeated(String setting) {
        assertThat(set(setting + "=" + VALUE)).singleElement().satisfies(problem -> {
            assertThat(problem.remedy()).contains("${secret:NAME}");
            assertThat(problem.toString()).doesNotContain(VALUE);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.password=${secret:store}",
                "ssl.keystore.password=${file:/etc/kafka/secrets.properties:store}",
                "ssl.keystore.password=",
                "ssl.keystore.location=/etc/kafka/store.p12",
                "delegation.token.max.lifetime.ms=1000",
                "sasl.oauthbearer.token.endpoint.url=https://idp.example.org/token",
                "sasl.jaas.config=org.example.Plain required username=\"a\" password=\"${secret:a}\""
                        + " user_b=\"${secret:b}\";",
                "sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required keyTab=\"/etc/k.tab\";"
            })
    void whatIsNoSecretOrOnlyNamesOneIsAccepted(String assignment) {
        assertThat(set(assignment)).isEmpty();
    }

    @Test
    void aSecretAmongOtherTextIsFound() {
        assertThat(set("sasl.jaas.config=x required username=\"a\" password=\"" + VALUE + "\";"))
                .hasSize(1);
        assertThat(set("sasl.jaas.config=x required user_ann=" + VALUE + ";")).hasSize(1);
        assertThat(set("ssl.key.password=${secret:a}" + VALUE)).hasSize(1);
    }

    @Test
    void aSecretsNameMustBeOne() {
        assertThat(set("ssl.key.password=${secret:../state.db}"))
                .extracting(Problem::message)
                .containsExactly("'../state.db' cannot be a secret's name");
    }

    @Test
    void neitherJvmOptionsNorAddressesMayTellOne() {
        assertThat(set("broker.jvm=-Djavax.net.ssl.keyStorePassword=" + VALUE))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("list of processes")
                        .doesNotContain(VALUE));
        assertThat(set("artifacts.java=https://ann:" + VALUE + "@example.org/jre.tar.gz"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).doesNotContain(VALUE));
    }

    @Test
    void theNamesInASpecAreKnown() {
        ClusterSpec spec = Samples.EDIT
                .set(
                        Samples.plain(),
                        List.of(
                                "ssl.key.password=${secret:key}",
                                "broker.settings.x=${secret:b}-${secret:a}",
                                "broker-1.y=${secret:node}"))
                .spec()
                .orElseThrow();
        assertThat(Secret.names(spec)).containsExactly("a", "b", "key", "node");
    }
}
