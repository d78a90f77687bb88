package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

    private final SqlStatements statements = new SqlStatements();

    @Test
    void aStatementGoesOutWithItsSemicolon() {
        assertThat(statements.add("select 1")).isEmpty();
        assertThat(statements.isEmpty()).isFalse();
        assertThat(statements.add("  + 2; select 3; sel")).containsExactly("select 1\n  + 2", "select 3");
        assertThat(statements.add("ect 4;")).containsExactly("sel\nect 4");
        assertThat(statements.isEmpty()).isTrue();
    }

    @Test
    void semicolonsInTextsNamesBodiesAndCommentsEndNothing() {
        assertThat(statements.add("select 'a;b', 'it''s;', \"x;y\", $$ ; $$ -- ; no"))
                .isEmpty();
        assertThat(statements.add("/* ; */ from t;"))
                .containsExactly("select 'a;b', 'it''s;', \"x;y\", $$ ; $$ -- ; no\n/* ; */ from t");
    }

    @Test
    void aTextMayHaveManyLines() {
        assertThat(statements.add("select 'one;")).isEmpty();
        assertThat(statements.add("two;';")).containsExactly("select 'one;\ntwo;'");
    }

    @Test
    void minusSlashAndDollarAloneAreOperators() {
        assertThat(statements.add("select 4 - 2 / 1, $1;")).containsExactly("select 4 - 2 / 1, $1");
    }

    @Test
    void theLastOneNeedsNoSemicolon() {
        assertThat(statements.add(";; select 1; select 2")).containsExactly("select 1");
        assertThat(statements.finish()).containsExactly("select 2");
        assertThat(statements.finish()).isEmpty();
    }
}
