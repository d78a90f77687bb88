package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WhyCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void aStepWaitsForSomethingAndAClusterIsNotWell() {
        assertThat(print(
                        wait("restart broker-1", "min-insync-replicas", "orders-0 has 2 in sync"),
                        wait("orders", "replicas", "not all copies are in sync")))
                .isEqualTo("""
                        orders is waiting: plan 3 is under way
                          restart broker-1 waits for min-insync-replicas: orders-0 has 2 in sync
                            for 9s
                            do this
                          not well, replicas: not all copies are in sync
                            for 9s
                            do this
                        """);
    }

    private static WaitingInfo wait(String subject, String rule, String text) {
        return new WaitingInfo(
                subject, rule, text, NOW.minus(Duration.ofSeconds(9)), Optional.empty(), "do this", List.of());
    }

    private static String print(WaitingInfo... waits) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        WhyCommand.print(new WhyInfo("orders", "waiting", "plan 3 is under way", List.of(waits)), NOW, Paint.NONE, out);
        out.flush();
        return text.toString();
    }
}
