package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CassandraClientTest {

    private static final CqlTalk.Answer ANSWER = new CqlTalk.Answer(
            List.of("id", "what", "tags"),
            List.of(
                    List.of(Optional.of(7), Optional.of("two\nlines"), Optional.of("{'a':1}")),
                    List.of(Optional.of(8), Optional.empty(), Optional.empty())),
            false);

    private static final ApiClient NOBODY = new ApiClient("http://127.0.0.1:1", Optional.empty());

    private final StringWriter out = new StringWriter();

    private String printed(SqlOutput.Form form, CqlTalk.Answer answer) {
        new CqlOutput(form, new PrintWriter(out)).print(answer);
        return out.toString();
    }

    private int run(Map<String, String> endpoints, String... words) throws Exception {
        PrintWriter writer = new PrintWriter(out);
        return new CassandraClient()
                .run(new ClientCall("ring", "5.0.9", new TreeMap<>(endpoints), NOBODY, List.of(words), writer, writer));
    }

    @Test
    void rows_are_lines_of_a_table_whatever_is_in_them() {
        assertThat(printed(SqlOutput.Form.table, ANSWER).lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("two\\nlines") && line.contains("{'a':1}"))
                .anyMatch(line -> line.startsWith("8") && line.contains("null"))
                .endsWith("(2 rows)");
    }

    @Test
    void in_json_numbers_are_numbers_and_nothing_is_null() {
        assertThat(printed(SqlOutput.Form.json, ANSWER))
                .contains("\"id\" : 7", "\"what\" : \"two\\nlines\"", "\"tags\" : null");
    }

    @Test
    void a_statement_without_rows_is_done_and_rows_left_out_are_told() {
        assertThat(printed(SqlOutput.Form.table, new CqlTalk.Answer(List.of(), List.of(), false)))
                .isEqualToIgnoringNewLines("done");
        assertThat(printed(SqlOutput.Form.table, new CqlTalk.Answer(List.of("a"), List.of(), true)))
                .contains("(0 rows, and there are more: ask for fewer)");
    }

    @Test
    void nodetool_asks_the_node_that_is_named() {
        assertThatThrownBy(() -> run(Map.of("jmx.node-0", "127.0.0.2:7199"), "nodetool", "--node", "node-9", "info"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no node 'node-9'");
    }

    @Test
    void nodetool_is_run_beside_the_node_where_management_is_not_open_from_here() {
        assertThatThrownBy(() -> run(Map.of("cql", "10.0.0.1:9042"), "nodetool", "--node", "node-1", "status"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(
                        () -> run(Map.of("jmx.node-0", "127.0.0.2:7199"), "nodetool", "--beside", "--node", "node-0"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void nodetool_does_nothing_behind_the_schedulers_back() {
        assertThatThrownBy(() -> run(Map.of("jmx.node-0", "127.0.0.2:7199"), "nodetool", "decommission"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("behind Holdfast's back");
        assertThatThrownBy(() -> run(Map.of(), "nodetool", "-h", "10.0.0.1", "status"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no verb of nodetool");
    }

    @Test
    void stress_says_what_is_wrong_with_its_words_and_whose_it_is() throws Exception {
        assertThatThrownBy(() -> run(Map.of(), "stress", "write", "--threads", "0"))
                .hasMessageContaining("--threads is 0");
        assertThatThrownBy(() -> run(Map.of(), "stress", "write", "-n", "0")).hasMessageContaining("--operations is 0");
        assertThatThrownBy(() -> run(Map.of(), "stress", "delete")).hasMessageContaining("KIND");
        assertThatThrownBy(() -> run(Map.of(), "stress", "read", "--consistency", "x"))
                .hasMessageContaining("level 'x'");
        assertThatThrownBy(() -> run(Map.of(), "stress", "mixed")).hasMessageContaining("no node has an address yet");
        assertThat(run(Map.of(), "stress", "--help")).isZero();
        assertThat(out.toString()).contains("not Cassandra's cassandra-stress");
    }

    @Test
    void wrong_words_are_told_before_anybody_is_asked() {
        assertThatThrownBy(() -> run(Map.of(), "sstress"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no tool 'sstress'");
        assertThatThrownBy(() -> run(Map.of("cql", "127.0.0.2:9042"), "cqlsh", "--consistency", "many", "-c", "x"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no consistency level 'many'");
        assertThatThrownBy(() -> run(Map.of("cql", "127.0.0.2:9042"), "-U", "joe", "-c", "x"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("needs a password");
        assertThatThrownBy(() -> run(Map.of(), "-c", "x"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no node has an address yet");
    }
}
