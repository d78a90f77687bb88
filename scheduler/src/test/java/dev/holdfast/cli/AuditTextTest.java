package dev.holdfast.cli;

import static dev.holdfast.cli.Wires.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.api.wire.AuditInfo.AmountInfo;
import dev.holdfast.api.wire.AuditInfo.AuditAgentInfo;
import dev.holdfast.api.wire.AuditInfo.AuditClusterInfo;
import dev.holdfast.api.wire.AuditInfo.AuditNodeInfo;
import dev.holdfast.api.wire.AuditInfo.GivenUpInfo;
import dev.holdfast.api.wire.AuditInfo.LeakInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTextTest {

    private static final AmountInfo ONE = new AmountInfo(1, 1024, 10_240);
    private static final AmountInfo NONE = new AmountInfo(0, 0, 0);

    private static String printed(AuditInfo audit) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new AuditCommand.AuditText(audit).print(out);
        out.flush();
        return text.toString();
    }

    @Test
    void aTidyAudit() {
        AuditInfo audit = new AuditInfo(
                NOON,
                "",
                List.of(new AuditAgentInfo("host0", "A0", ONE, ONE, 1)),
                List.of(new AuditClusterInfo("orders", ONE, ONE)),
                List.of(new AuditNodeInfo("orders/broker-0", "host0", "m1-1", ONE, ONE, "")),
                List.of(),
                List.of(),
                List.of(),
                0);
        assertThat(printed(audit))
                .contains("agent host0")
                .contains("cluster orders")
                .contains("orders/broker-0")
                .endsWith("Nothing is reserved that should not be.\n");
    }

    @Test
    void whatAPersonMustDecideIsNamedWithTheReason() {
        AuditInfo audit = new AuditInfo(
                NOON,
                "403 Forbidden",
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new LeakInfo("m0-1", "orders/broker-3", 1, "host1", "holdfast/orders", ONE, true, NOON, ""),
                        new LeakInfo(
                                "m0-2",
                                "gone/broker-0",
                                1,
                                "host2",
                                "holdfast/gone",
                                NONE,
                                false,
                                NOON,
                                "there is no cluster 'gone' here")),
                List.of(new GivenUpInfo("m0-3", "orders/broker-4", "host3", "holdfast/orders", "removed", NOON, true)),
                List.of(new GivenUpInfo(
                        "m0-4", "orders/broker-5", "host4", "holdfast/orders", "replaced", NOON, false)),
                2);
        assertThat(printed(audit))
                .contains("403 Forbidden")
                .contains("in roles that no cluster has there may be more")
                .containsPattern("m0-1 +orders/broker-3 +host1 .* generation 1 +yes")
                .containsPattern("m0-2 .* none +no: there is no cluster 'gone' here")
                .containsPattern("m0-3 +orders/broker-4 +host3 \\(away\\) .* removed")
                .containsPattern("m0-4 +orders/broker-5 +host4 +.* replaced")
                .contains("2 reservations of others in our roles; never touched.")
                .doesNotContain("Nothing is reserved");
    }

    @Test
    void itsCommandsAreUnderstood() {
        for (String line : List.of(
                "audit",
                "audit -o json",
                "audit release m0-1",
                "audit release m0-1 --confirm m0-1",
                "audit adopt m0-1",
                "audit forget m0-1")) {
            assertThat(Main.commandLine(false).parseArgs(line.split(" ")).errors())
                    .as(line)
                    .isEmpty();
        }
    }
}
