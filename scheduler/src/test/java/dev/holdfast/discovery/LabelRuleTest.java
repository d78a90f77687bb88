package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same names give the same labels as with Mesos-DNS. */
class LabelRuleTest {

    @ParameterizedTest
    @CsvSource({
        "broker-2.orders, broker-2-orders",
        "Broker_2, broker-2",
        "4abc123, 4abc123",
        "-4abc123, 4abc123",
        "ab%cd$e, abcde",
        "ends-, ends",
        "'with a space', withaspace",
        "'Ünder', nder",
        "'', ''",
        "'%$', ''",
        "'---', ''"
    })
    void rfc1123(String name, String label) {
        assertThat(LabelRule.RFC1123.label(name)).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "4abc123, abc123",
        "-4abc123, abc123",
        "controller-0-warehouse-orders, controller-0-warehouse-o",
        "abcdefghijklmnopqrstuvw---yz, abcdefghijklmnopqrstuvwy",
        "hello--------------------------f, hellof",
        "'My Framework-2.0.1 (blue)', myframework-2-0-1blue"
    })
    void rfc952(String name, String label) {
        assertThat(LabelRule.RFC952.label(name)).isEqualTo(label);
    }

    @Test
    void whatIsTooLongIsCutAndWhatStandsBehindDashesAtTheCutMovesUp() {
        assertThat(LabelRule.RFC1123.label("a".repeat(70))).isEqualTo("a".repeat(63));
        assertThat(LabelRule.RFC1123.label("a".repeat(60) + "-----bcdefg")).isEqualTo("a".repeat(60) + "bcd");
        assertThat(LabelRule.RFC1123.label("a".repeat(60) + "-----")).isEqualTo("a".repeat(60));
    }

    @ParameterizedTest
    @CsvSource({
        "holdfast, holdfast",
        "holdfast.prod, holdfast.prod",
        "'Hold_fast..PROD.', hold-fast.prod",
        "'pod_123$abc.marathon-0.6.0-dev.mesos', pod-123abc.marathon-0.6.0-dev.mesos",
        "'...', ''"
    })
    void aFrameworksNameKeepsItsDots(String name, String fragment) {
        assertThat(LabelRule.RFC1123.fragment(name)).isEqualTo(fragment);
    }

    @Test
    void whateverTheNameTheLabelIsOne() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            int length = random.nextInt(100);
            for (int c = 0; c < length; c++) {
                name.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x3000));
            }
            assertThat(LabelRule.RFC1123.label(name.toString())).matches("([a-z0-9][a-z0-9-]{0,61}[a-z0-9]|[a-z0-9]?)");
            assertThat(LabelRule.RFC952.label(name.toString())).matches("([a-z][a-z0-9-]{0,22}[a-z0-9]|[a-z]?)");
        }
    }

    @ParameterizedTest
    @CsvSource({"test, iffe9", "'', 5eh48", "orders.broker-2.7.0k3v9, qto3i"})
    void aHashIsTheOneThatMesosDnsMakes(String taskId, String hash) {
        assertThat(TaskNames.hash(taskId)).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({"3d0e2b-S12, s12", "S0, s0", "'', ''"})
    void anAgentIsItsIdsEnd(String agentId, String tail) {
        assertThat(TaskNames.agentTail(agentId)).isEqualTo(tail);
    }
}
