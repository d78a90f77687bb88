package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LogCutTest {

    private static final String KAFKA = """
            starting
            [2026-01-31 11:59:00,100] INFO begins (kafka.Server)
            [2026-01-31 12:00:30,100] ERROR broke (kafka.Server)
            java.lang.IllegalStateException: so
            \tat kafka.Server.run(Server.java:1)
            """;

    private static String since(String text, String time) {
        return LogCut.since(text, Instant.parse(time), ZoneOffset.UTC);
    }

    @Test
    void theLastLinesAreTheLastWhetherOrNotTheTextEndsWithOne() {
        assertThat(LogCut.lines("a\nb\nc\n", 2)).isEqualTo("b\nc\n");
        assertThat(LogCut.lines("a\nb\nc", 2)).isEqualTo("b\nc");
        assertThat(LogCut.lines("a\nb\n", 9)).isEqualTo("a\nb\n");
        assertThat(LogCut.lines("", 2)).isEmpty();
        assertThat(LogCut.lines("\n\n\n", 1)).isEqualTo("\n");
    }

    @Test
    void aTraceBelongsToTheLineBeforeIt() {
        assertThat(since(KAFKA, "2026-01-31T12:00:00Z"))
                .startsWith("[2026-01-31 12:00:30")
                .endsWith("java:1)\n");
        assertThat(since(KAFKA, "2026-01-31T11:00:00Z")).startsWith("[2026-01-31 11:59:00");
        assertThat(since(KAFKA, "2026-01-31T13:00:00Z")).isEmpty();
    }

    @Test
    void timesWithAZoneAreOfThatZone() {
        assertThat(LogCut.time("INFO 2026-01-31T12:00:00.5+02:00 x", ZoneOffset.UTC))
                .contains(Instant.parse("2026-01-31T10:00:00Z"));
        assertThat(LogCut.time("[2026-01-31T12:00:00,417][INFO ][o.e.n.Node] x", ZoneOffset.ofHours(-5)))
                .contains(Instant.parse("2026-01-31T17:00:00Z"));
    }

    @Test
    void aTextWithoutTimesIsWhole() {
        assertThat(since("just\nwords\n", "2026-01-31T12:00:00Z")).isEqualTo("just\nwords\n");
        assertThat(LogCut.time("at 2026-99-99 25:61:00 nothing", ZoneOffset.UTC))
                .isEmpty();
    }
}
