package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvertiseTest {

    @Test
    void it_is_names_or_addresses_and_nothing_else() {
        assertThat(Advertise.problem("advertise", "names")).isEmpty();
        assertThat(Advertise.problem("advertise", "addresses")).isEmpty();
        assertThat(Advertise.problem("another", "dns")).isEmpty();
        assertThat(Advertise.problem("advertise", "dns"))
                .map(Problem::toString)
                .get()
                .asString()
                .contains("options.advertise", "'dns'", "write addresses or names");
    }
}
