package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFileTest {

    @TempDir
    private Path directory;

    private SqliteStore sqlite(String name) {
        return SqliteStore.open(directory.resolve(name), () -> Samples.self(0));
    }

    private static void filled(Store store) {
        store.commit(List.of(
                new Fact.SelfIs(Samples.self(42)),
                new Fact.ClusterIs(Samples.cluster()),
                new Fact.NodeIs(Samples.node()),
                new Fact.Surplus(Samples.surplus()),
                new Fact.TargetAccepted(Samples.ORDERS, 3, Samples.spec(), Samples.AT),
                StoreContract.told("orders", "one")));
        store.commit(List.of(StoreContract.told("orders", "two")));
    }

    @Test
    void stateGoesToZooKeeperAndBackWithAllThatBelongsToIt() {
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory.resolve("zookeeper"));
                SqliteStore from = sqlite("from.db");
                ZooKeeperStore between = ZooKeeperHouse.leading(house.session("/moved"), Samples.self(0));
                SqliteStore to = sqlite("to.db")) {
            filled(from);
            State before = from.load();
            assertThat(StateFile.fill(between, StateFile.text(from), "m2")).isEqualTo(4);
            StateFile.fill(to, StateFile.text(between), "m3");
            Self self = to.load().self();
            assertThat(self.owner()).isEqualTo(before.self().owner());
            assertThat(self.frameworkId()).isEqualTo(before.self().frameworkId());
            assertThat(self.mark()).as("task ids never repeat").isEqualTo("m3");
            assertThat(to.load().after(new Fact.SelfIs(before.self()))).isEqualTo(before);
            for (Store store : List.of(between, to)) {
                assertThat(store.history(Samples.ORDERS, 9).stream().map(Fact.Told::text))
                        .containsExactly("one", "two");
                assertThat(store.target(Samples.ORDERS, 3)).contains(Samples.spec());
            }
        }
    }

    @Test
    void twoStatesAreNeverMixed() {
        try (SqliteStore from = sqlite("from.db");
                SqliteStore to = sqlite("to.db")) {
            filled(from);
            to.load();
            StoreException refused =
                    catchThrowableOfType(StoreException.class, () -> StateFile.fill(to, StateFile.text(from), "m2"));
            assertThat(refused).hasMessageContaining("there is a state already");
            assertThat(to.load().nodes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "not json",
                "{\"what\":\"holdfast state\",\"schema\":1}",
                "{\"what\":\"holdfast state\",\"schema\":1}\n{\"key\":\"node/x\",\"json\":\"{}\"}",
                "{\"what\":\"holdfast state\",\"schema\":1}\n{\"key\":\"future/x\",\"json\":\"{}\"}",
                "{\"what\":\"holdfast state\",\"schema\":2}"
            })
    void whatIsNoStateFileIsRefusedAndNothingIsWritten(String text) {
        try (SqliteStore to = sqlite("to.db")) {
            assertThat(catchThrowableOfType(StoreException.class, () -> StateFile.fill(to, text, "m2")))
                    .isNotNull();
            assertThat(to.isEmpty()).isTrue();
        }
    }
}
