package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.password=hunter2",
                "\"password\": \"hunter2\"",
                "sasl.jaas.config=X required username=\"a\" password=\"hunter2\";",
                "connecting to postgres://me:hunter2@db/x",
                "Authorization: Bearer hunter2hunter2",
                "api_key: hunter2",
                "AWS_SECRET = 'hunter2'"
            })
    void what_looks_like_a_secret_is_dots(String line) {
        assertThat(Masks.text(line)).doesNotContain("hunter2").contains("••••••");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.password: ${secret:store}",
                "sasl.jaas.config = [hidden]",
                "ssl.key.password = null",
                "password was changed by a user",
                "http://127.0.0.1:9092/path"
            })
    void the_rest_may_be_read(String line) {
        assertThat(Masks.text(line)).isEqualTo(line);
    }

    @Test
    void a_private_key_is_no_text_for_a_log() {
        assertThat(Masks.text("x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- y"))
                .doesNotContain("MIIE")
                .endsWith("y");
    }
}
