package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextDiffTest {

    @Test
    void a_changed_line_stands_among_its_neighbours_and_the_rest_is_left_out() {
        String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        String after = before.replace("i", "I");
        assertThat(TextDiff.of(before, after))
                .extracting(line -> line.kind() + " " + line.text())
                .containsExactly("gap …", "same f", "same g", "same h", "old i", "new I", "same j");
    }

    @Test
    void lines_put_in_and_taken_out_are_told_from_those_that_stay() {
        assertThat(TextDiff.of("a\nb\nc", "a\nc\nd"))
                .extracting(TextDiff.Line::kind)
                .containsExactly("same", "old", "same", "new");
    }

    @Test
    void nothing_differs_between_equals() {
        assertThat(TextDiff.of("a\nb", "a\nb")).isEmpty();
    }
}
