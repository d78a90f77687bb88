package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZooKeeperAddressTest {

    @Test
    void hasServersAndAPath() {
        assertThat(ZooKeeperAddress.parse("zk://10.0.0.1:2181,zoo2,zoo3:99/mesos/one/"))
                .contains(new ZooKeeperAddress(
                        Optional.empty(), false, "10.0.0.1:2181,zoo2:2181,zoo3:99", "/mesos/one", new TreeMap<>()));
        assertThat(ZooKeeperAddress.parse("zk://zoo"))
                .contains(new ZooKeeperAddress(Optional.empty(), false, "zoo:2181", "/", new TreeMap<>()));
    }

    @Test
    void mayHaveALoginThatIsNeverShown() {
        ZooKeeperAddress address =
                ZooKeeperAddress.parse("zk://me:geheim@zoo:2181/mesos").orElseThrow();
        assertThat(address.login()).contains("me:geheim");
        assertThat(address).hasToString("zk://zoo:2181/mesos");
    }

    @Test
    void theSchemeSaysWhetherTlsIsSpokenWhateverTheFileSays() {
        ZooKeeperAddress address =
                ZooKeeperAddress.parse("zks://zoo1,zoo2:99/a").orElseThrow();
        assertThat(address).hasToString("zks://zoo1:2281,zoo2:99/a");
        ZooKeeperAccess access = new ZooKeeperAccess(
                Optional.of("me:geheim"),
                new TreeMap<>(Map.of("zookeeper.ssl.trustStore.location", "ca.pem", ZooKeeperAddress.SECURE, "false")));
        assertThat(address.with(access).clientProperties())
                .containsEntry(ZooKeeperAddress.SECURE, "true")
                .containsEntry("zookeeper.ssl.trustStore.location", "ca.pem")
                .containsKey("zookeeper.clientCnxnSocket");
        assertThat(ZooKeeperAddress.parse("zk://zoo1/a")
                        .orElseThrow()
                        .with(access)
                        .clientProperties())
                .containsEntry(ZooKeeperAddress.SECURE, "false")
                .doesNotContainKey("zookeeper.clientCnxnSocket");
        assertThat(access.toString()).doesNotContain("geheim").doesNotContain("ca.pem");
    }

    @Test
    void aLoginOfItsOwnGoesBeforeTheOneOfTheFile() {
        ZooKeeperAccess access = new ZooKeeperAccess(Optional.of("me:geheim"), new TreeMap<>());
        assertThat(ZooKeeperAddress.parse("zk://zoo/a")
                        .orElseThrow()
                        .with(access)
                        .login())
                .contains("me:geheim");
        assertThat(ZooKeeperAddress.parse("zk://you:other@zoo/a")
                        .orElseThrow()
                        .with(access)
                        .login())
                .contains("you:other");
    }

    @Test
    void znodesLieBelowIt() {
        assertThat(ZooKeeperAddress.parse("zk://zoo/a").orElseThrow().child("b"))
                .isEqualTo("/a/b");
        assertThat(ZooKeeperAddress.parse("zk://zoo").orElseThrow().child("b")).isEqualTo("/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zk://",
                "zk:///mesos",
                "http://zoo:2181/mesos",
                "zk://a,,b/mesos",
                "zk://zoo/a//b",
                "zk://zoo/a/../b",
                "zk://zoo/a b",
                "zk://user@zoo/mesos"
            })
    void nothingElseIsOne(String text) {
        assertThat(ZooKeeperAddress.parse(text)).isEmpty();
    }
}
