package dev.holdfast.database.crate.sql;

/** Names and texts as SQL has them. */
final class SqlNames {

    private SqlNames() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code schema.table}. */
    static String table(String fullName) {
        int dot = fullName.indexOf('.');
        return dot < 0 ? name(fullName) : name(fullName.substring(0, dot)) + "." + name(fullName.substring(dot + 1));
    }

    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
