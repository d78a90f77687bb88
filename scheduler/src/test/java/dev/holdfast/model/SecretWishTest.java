package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretWishTest {

    @Test
    void what_is_written_into_a_launch_is_read_as_it_was_meant() {
        for (SecretWish wish : List.of(
                new SecretWish.Given("store"),
                new SecretWish.Minted("shop-admin-password"),
                new SecretWish.Keystore(
                        "shop", "shop-keystore-password", "data-0.shop", List.of("10.0.0.1", "data-0", "::1")))) {
            assertThat(SecretWish.parse(wish.text())).isEqualTo(wish);
        }
        assertThat(SecretWish.parse("store")).isEqualTo(new SecretWish.Given("store"));
    }

    @Test
    void a_keystore_that_is_described_in_part_is_a_fault() {
        assertThatThrownBy(() -> SecretWish.parse("keystore:shop:lock")).isInstanceOf(IllegalArgumentException.class);
    }
}
