package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZooKeeperAddressTest {

    @Test
    void hasServersAndAPath() {
        assertThat(ZooKeeperAddress.parse("zk://10.0.0.1:2181,zoo2,zoo3:99/mesos/one/"))
                .contains(new ZooKeeperAddress(Optional.empty(), "10.0.0.1:2181,zoo2:2181,zoo3:99", "/mesos/one"));
        assertThat(ZooKeeperAddress.parse("zk://zoo"))
                .contains(new ZooKeeperAddress(Optional.empty(), "zoo:2181", "/"));
    }

    @Test
    void mayHaveALoginThatIsNeverShown() {
        ZooKeeperAddress address =
                ZooKeeperAddress.parse("zk://me:geheim@zoo:2181/mesos").orElseThrow();
        assertThat(address.login()).contains("me:geheim");
        assertThat(address).hasToString("zk://zoo:2181/mesos");
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
