package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read out of what a chore beside a node wrote. */
final class ChoreWordsTest {

    @Test
    void theNewestProgressAndTheResultCount() {
        String text = """
                {"progress":"1 of 3 tables"}
                {"progress":"2 of 3 tables"}
                {"result":"3 tables, 12 MB"}
                """;
        assertThat(ChoreWords.of(text)).isEqualTo(new ChoreWords("2 of 3 tables", "3 tables, 12 MB"));
    }

    @Test
    void otherLinesTellNothing() {
        String text = """
                gress":"cut off at its beginning"}
                {not ours}
                {"progress":7}
                {"progress":"  half of it "}
                [{"result":"in a list"}]
                INFO {"result":"in a log"}
                {"progress":"cut off at its e""";
        assertThat(ChoreWords.of(text)).isEqualTo(new ChoreWords("half of it", ""));
        assertThat(ChoreWords.of("")).isEqualTo(new ChoreWords("", ""));
    }

    @Test
    void whatIsTooLongIsCut() {
        ChoreWords words = ChoreWords.of("{\"result\":\"" + "x".repeat(2000) + "\"}\n");
        assertThat(words.result()).hasSize(500).endsWith("x…");
    }
}
