package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.PreviewInfo.PlacementInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTextTest {

    @Test
    void everyNewNodeHasALineWithItsLikelyPlace() {
        PreviewInfo preview = new PreviewInfo(
                "scale broker 3 -> 5",
                List.of("broker count: 3 -> 5"),
                List.of(),
                List.of(
                        new PlacementInfo("orders/broker-3", "host4", "would go to host4 (it has 0 of broker)"),
                        new PlacementInfo("orders/broker-4", "", "has no place yet: memory on 4 agents (host1: …)")),
                List.of());
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new PreviewText(preview).print(out);
        out.flush();

        assertThat(text.toString().lines())
                .containsSequence(
                        "places (likely; they are picked when offers come)",
                        "  orders/broker-3 would go to host4 (it has 0 of broker)",
                        "  orders/broker-4 has no place yet: memory on 4 agents (host1: …)");
    }
}
