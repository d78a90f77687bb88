package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class StateHeadTest {

    private static String head(String cluster, long version, String uuid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text(bytes, cluster);
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(version).array());
        text(bytes, uuid);
        bytes.writeBytes(new byte[100]);
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static void text(ByteArrayOutputStream bytes, String text) {
        int length = text.length();
        while (length > 127) {
            bytes.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        bytes.write(length);
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void version_and_id_stand_behind_the_clusters_name_however_long_that_is() {
        assertThat(StateHead.decode(head("lab", 27, "tQYyfzF1T8ChBQ3iNOXN7g")))
                .contains(new StateHead(27, "tQYyfzF1T8ChBQ3iNOXN7g", 0));
        assertThat(StateHead.decode(head("Bücher€".repeat(30), 1L << 40, "x")))
                .contains(new StateHead(1L << 40, "x", 0));
        assertThat(new StateHead(27, "a", 0).toString()).isEqualTo("27/a");
    }

    @Test
    void what_is_hidden_cut_short_or_something_else_tells_nothing() {
        assertThat(StateHead.decode("***")).isEmpty();
        assertThat(StateHead.decode("")).isEmpty();
        String cut = head("lab", 27, "tQYyfzF1T8ChBQ3iNOXN7g").substring(0, 16);
        assertThat(StateHead.decode(cut)).isEmpty();
        assertThat(StateHead.decode(Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xff, 1})))
                .isEmpty();
    }

    @Test
    void it_is_told_from_the_release_on_that_has_it() {
        assertThat(StateHead.isTold("6.4.0")).isTrue();
        assertThat(StateHead.isTold("7.0.1")).isTrue();
        assertThat(StateHead.isTold("6.3.7")).isFalse();
        assertThat(StateHead.isTold("")).isFalse();
    }
}
