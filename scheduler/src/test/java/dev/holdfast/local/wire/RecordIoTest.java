package dev.holdfast.local.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Records on a stream. */
final class RecordIoTest {

    @Test
    void recordsComeOutAsTheyWentInEvenEmptyOnes() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String record : new String[] {"one", "", "two\nlines", "zwölf"}) {
            stream.write(RecordIo.frame(record.getBytes(StandardCharsets.UTF_8)));
        }
        try (RecordReader reader = reader(stream.toString(StandardCharsets.UTF_8))) {
            assertThat(reader.next()).hasValue("one".getBytes(StandardCharsets.UTF_8));
            assertThat(reader.next()).hasValue(new byte[0]);
            assertThat(reader.next()).hasValue("two\nlines".getBytes(StandardCharsets.UTF_8));
            assertThat(reader.next()).hasValue("zwölf".getBytes(StandardCharsets.UTF_8));
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void aLengthIsInBytesNotInLetters() {
        assertThat(RecordIo.frame("ö".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("2\nö".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStreamThatEndsInsideARecordIsAnError() {
        assertThatThrownBy(() -> reader("10\nshort").next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("5 bytes before the end");
        assertThatThrownBy(() -> reader("10").next()).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNoRecordIoIsRefusedBeforeItFillsTheMemory() {
        assertThatThrownBy(() -> reader("<html>").next()).hasMessageContaining("not a record length");
        assertThatThrownBy(() -> reader("\n").next()).hasMessageContaining("not a record length");
        assertThatThrownBy(() -> reader("99999999999\n").next()).hasMessageContaining("not a record length");
        assertThatThrownBy(() -> reader("999999999\n").next()).hasMessageContaining("not a record length");
    }

    private static RecordReader reader(String text) {
        return new RecordReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
