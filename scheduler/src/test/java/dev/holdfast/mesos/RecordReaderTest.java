package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

    @Test
    void readsRecordsUntilTheEnd() throws Exception {
        RecordReader reader = reader("5\nhello0\n3\na\nb");

        assertThat(reader.next().orElseThrow()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(reader.next().orElseThrow()).isEmpty();
        assertThat(reader.next().orElseThrow()).asString(StandardCharsets.UTF_8).isEqualTo("a\nb");
        assertThat(reader.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5\n", "5\nhell"})
    void tellsAStreamThatEndsInsideARecord(String stream) {
        assertThatThrownBy(() -> reader(stream).next()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "-1\n", "<html>", "12345678901\n", "1001\n"})
    void refusesWhatIsNoRecord(String stream) {
        assertThatThrownBy(() -> reader(stream).next()).isInstanceOf(MalformedMessageException.class);
    }

    private static RecordReader reader(String stream) {
        return new RecordReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)), 1000);
    }
}
