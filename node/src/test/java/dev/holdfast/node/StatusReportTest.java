package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusReportTest {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /** Shape of the gauges Kafka registers. */
    public interface GaugeMBean {
        Object getValue();
    }

    private record Gauge(Object value) implements GaugeMBean {
        @Override
        public Object getValue() {
            return value;
        }
    }

    private void gauge(String name, Object value) throws Exception {
        ObjectName bean = new ObjectName(name);
        beans.registerMBean(new javax.management.StandardMBean(new Gauge(value), GaugeMBean.class), bean);
        registered.add(bean);
    }

    @AfterEach
    void clean() throws Exception {
        for (ObjectName bean : registered) {
            beans.unregisterMBean(bean);
        }
    }

    @Test
    void before_the_database_has_registered_anything_nothing_is_known() {
        assertThat(new StatusReport(3, "").json())
                .startsWith("{\"incarnation\":3,")
                .contains("\"pid\":" + ProcessHandle.current().pid())
                .contains(
                        "\"state\":-1", "\"stateName\":\"\"", "\"logsLeft\":-1", "\"segmentsLeft\":-1", "\"leader\":-1")
                .endsWith("}");
    }

    @Test
    void recovery_is_told_with_the_sum_over_all_directories() throws Exception {
        gauge("kafka.server:type=KafkaServer,name=BrokerState", (byte) 2);
        gauge("kafka.log:type=LogManager,name=remainingLogsToRecover,dir=\"/a\"", 3);
        gauge("kafka.log:type=LogManager,name=remainingLogsToRecover,dir=\"/b\"", 4);
        gauge("kafka.log:type=LogManager,name=remainingSegmentsToRecover,dir=\"/a\",threadNum=0", 5);
        assertThat(new StatusReport(1, "").json())
                .contains("\"state\":2", "\"stateName\":\"RECOVERY\"", "\"logsLeft\":7", "\"segmentsLeft\":5");
    }

    @Test
    void the_disk_says_who_the_node_is(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("meta.properties"), "version=1\ncluster.id=abc\nnode.id=9001\ndirectory.id=d\"x\n");
        assertThat(new StatusReport(1, directory.toString()).json())
                .contains("\"nodeId\":9001", "\"clusterId\":\"abc\"", "\"directoryId\":\"d\\\"x\"");
    }

    @Test
    void control_characters_are_escaped() {
        assertThat(new JsonLine().add("a", "x\ny\\").add("b", 2).end()).isEqualTo("{\"a\":\"x\\u000ay\\\\\",\"b\":2}");
    }
}
