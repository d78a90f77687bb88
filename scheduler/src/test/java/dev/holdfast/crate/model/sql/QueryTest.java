package dev.holdfast.crate.model.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crate.model.state.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The subset of SQL, on rows that are there. */
final class QueryTest {
    private static final List<ObjectNode> ROWS =
            List.of(row(1, "a", 10), row(2, "b", 20), row(3, "a", 30), row(4, null, 5));

    private static ObjectNode row(int id, @org.jspecify.annotations.Nullable String name, int size) {
        ObjectNode row = Json.object().put("id", id).put("size", size);
        row.set("name", name == null ? Json.nothing() : Json.text(name));
        row.putObject("node").put("name", "n" + id);
        return row;
    }

    private static Answer run(String statement, JsonNode... arguments) {
        Relation relation = Relation.of(List.of("id", "name", "node", "size"), ROWS);
        Query query = new Query(from -> relation, List.of(arguments), new Session("crate", 0, "6.4.2"));
        return query.run((Statement.Select) Parser.parse(statement));
    }

    private static String rows(String statement, JsonNode... arguments) {
        return Json.string(run(statement, arguments).rows());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "select id from t where name = 'a' order by id desc -> [[3],[1]]",
                "select name, count(*), sum(size) from t group by 1 order by 1 ->"
                        + " [[\"a\",2,40],[\"b\",1,20],[null,1,5]]",
                "select name from t order by name limit 2 offset 1 -> [[\"a\"],[\"b\"]]",
                "select id from t where name is null or size between 20 and 25 order by 1 -> [[2],[4]]",
                "select id from t where name <> 'a' -> [[2]]",
                "select id from t where not name = 'a' -> [[2]]",
                "select node['name'] from t where id in (2, 9) -> [[\"n2\"]]",
                "select a.id from t a join t b on a.id = b.id where b.size > 10 order by 1 -> [[2],[3]]",
                "select id from t where id in (select id from t where size < 15) order by 1 -> [[1],[4]]",
                "select max(size) - min(size), count(distinct name) from t -> [[25,2]]",
                "select count(*) from t where size > 1000 -> [[0]]",
                "select sum(size) from t where size > 1000 -> [[null]]",
                "select 'x' || g from generate_series(1,2) g -> [[\"x1\"],[\"x2\"]]",
                "select count(*) from (select distinct name from t) u -> [[3]]",
            })
    void queriesAnswerAsCrateDoes(String statement, String wanted) {
        assertThat(rows(statement)).isEqualTo(wanted);
    }

    @Test
    void argumentsTakeThePlaceOfQuestionMarks() {
        assertThat(rows("select id from t where name = ? and size > ?", Json.text("a"), Json.number(15)))
                .isEqualTo("[[3]]");
    }

    @Test
    void columnsAreNamedAsCrateNamesThem() {
        assertThat(run("select count(*), node['name'], max(size) as most, 1 from t group by 2")
                        .columns())
                .containsExactly("count", "node['name']", "most", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selec 1",
                "select from t",
                "select 1 from",
                "insert into t",
                "alter cluster explode",
                "select 'open"
            })
    void whatIsNoStatementIsAParseError(String statement) {
        assertThatThrownBy(() -> Parser.parse(statement))
                .isInstanceOfSatisfying(
                        SqlException.class, error -> assertThat(error.code()).isEqualTo(4000));
    }

    @Test
    void unknownColumnsAreNamed() {
        assertThatThrownBy(() -> run("select nosuch['a'] from t"))
                .hasMessage("ColumnUnknownException[Column nosuch['a'] unknown]");
    }
}
