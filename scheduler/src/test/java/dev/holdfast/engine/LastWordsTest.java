package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {

    @Test
    void theInnermostCauseOfAnExceptionIsTold() {
        assertThat(LastWords.of("""
                2026-11-21T15:37:43,202 INFO  KafkaRaftServer: starting
                Exception in thread "main" java.lang.reflect.InvocationTargetException
                	at java.base/java.lang.reflect.Method.invoke(Method.java:569)
                	at dev.holdfast.node.Companion.main(Companion.java:56)
                Caused by: org.apache.kafka.common.config.ConfigException: Invalid value abc for configuration num.partitions
                	at org.apache.kafka.common.config.ConfigDef.parseType(ConfigDef.java:7)
                	... 12 more
                """)).contains("ConfigException: Invalid value abc for configuration num.partitions");
        assertThat(LastWords.of("java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\n"))
                .contains("OutOfMemoryError: Java heap space");
    }

    @Test
    void aRefusalToStartIsToldWithItsRemedy() {
        assertThat(LastWords.of("2026-11-21T15:37:43,202 INFO  Start: begins\n"
                        + "refused: the volume is empty\nremedy: bring its disk back\n"))
                .contains("refused: the volume is empty; remedy: bring its disk back");
    }

    @Test
    void ofALogOnlyAnErrorTells() {
        String info = "2026-11-21T15:37:43,202 INFO  CoordinatorRuntime: [GroupCoordinator id=1] Ignored unloading\n";
        assertThat(LastWords.of(info + info)).isEmpty();
        assertThat(LastWords.of(info + "2026-11-21T15:37:43,300 ERROR LogManager: disk full\n" + info))
                .contains("LogManager: disk full");
        assertThat(LastWords.of("[2026-11-21 15:37:43,202] FATAL no port (kafka.Kafka)\n"))
                .contains("no port (kafka.Kafka)");
        assertThat(LastWords.of("")).isEmpty();
    }

    @Test
    void anExceptionThatALogOnlyNamesIsNoEnd() {
        String warned =
                "2026-11-21T15:37:43,202 WARN  NetworkClient: java.net.ConnectException: refused, tried again\n";
        assertThat(LastWords.of(warned)).isEmpty();
        String traced =
                "2026-11-21T15:37:43,202 WARN  NetworkClient: cannot connect\njava.net.ConnectException: refused\n"
                        + "\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: no route\n\t... 3 more\n";
        assertThat(LastWords.of(traced)).isEmpty();
        assertThat(LastWords.of(traced.replace("WARN ", "ERROR"))).contains("IOException: no route");
    }
}
