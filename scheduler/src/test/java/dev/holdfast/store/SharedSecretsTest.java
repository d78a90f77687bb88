package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedSecretsTest {

    @TempDir
    private Path directory;

    private Path key(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text + "\n");
    }

    @Test
    void whatOneMakesUpTheOthersFindAndZooKeeperCannotRead() throws Exception {
        Path key = key("key", "0123456789abcdef");
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory.resolve("zookeeper"))) {
            SharedSecrets one = SharedSecrets.open(house.session("/h"), key);
            SharedSecrets two = SharedSecrets.open(house.session("/h"), key);
            assertThat(one.keep("orders-admin", "geheim")).isEqualTo("geheim");
            assertThat(two.keep("orders-admin", "another"))
                    .as("the first is kept")
                    .isEqualTo("geheim");
            assertThat(two.all()).containsOnlyKeys("orders-admin").containsValue("geheim");
            byte[] stored = house.session("/h").zookeeper().getData("/h/secrets/orders-admin", false, null);
            assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("geheim");
        }
    }

    @Test
    void anotherKeyIsRefusedAtOnce() throws Exception {
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory.resolve("zookeeper"))) {
            SharedSecrets.open(house.session("/h"), key("key", "0123456789abcdef"));
            Path other = key("other", "fedcba9876543210");
            StoreException refused =
                    catchThrowableOfType(StoreException.class, () -> SharedSecrets.open(house.session("/h"), other));
            assertThat(refused).hasMessageContaining(other.toString()).hasMessageContaining("not the one");
        }
    }

    @Test
    void aSecretIsBoundToItsName() throws Exception {
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory.resolve("zookeeper"))) {
            ZooKeeperSession session = house.session("/h");
            SharedSecrets secrets = SharedSecrets.open(session, key("key", "0123456789abcdef"));
            secrets.keep("a", "of a");
            secrets.keep("b", "of b");
            byte[] ofA = session.zookeeper().getData("/h/secrets/a", false, null);
            session.zookeeper().setData("/h/secrets/b", ofA, -1);
            assertThat(catchThrowableOfType(StoreException.class, secrets::all)).isNotNull();
        }
    }

    @Test
    void aKeyThatIsTooShortOrMissingIsNamedWithARemedy() throws Exception {
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory.resolve("zookeeper"))) {
            for (Path key : new Path[] {key("short", "abc"), directory.resolve("none")}) {
                StoreException refused =
                        catchThrowableOfType(StoreException.class, () -> SharedSecrets.open(house.session("/h"), key));
                assertThat(refused).hasMessageContaining(key.toString());
                assertThat(refused.remedy()).contains("head -c 32");
            }
        }
    }
}
