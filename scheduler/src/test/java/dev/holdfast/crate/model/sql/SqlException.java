package dev.holdfast.crate.model.sql;

/** An error as CrateDB answers it: HTTP status, code and {@code Name[message]}. */
public final class SqlException extends RuntimeException {
    private final int status;
    private final int code;

    public SqlException(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public static SqlException parse(String message) {
        return new SqlException(400, 4000, "SQLParseException[" + message + "]");
    }

    public static SqlException unsupported(String message) {
        return new SqlException(400, 4004, "UnsupportedFeatureException[" + message + "]");
    }

    public static SqlException unknownColumn(String column) {
        return new SqlException(404, 4043, "ColumnUnknownException[Column " + column + " unknown]");
    }

    public static SqlException unknownRelation(String relation) {
        return new SqlException(404, 4041, "RelationUnknown[Relation '" + relation + "' unknown]");
    }

    public static SqlException notConnected(String node) {
        return new SqlException(500, 5000, "NodeNotConnectedException[" + node + " Node not connected]");
    }

    /** {@code inner} is {@code null}, empty, or what a request waited for in vain. */
    public static SqlException noMaster(String inner) {
        return new SqlException(503, 5031, "MasterNotDiscoveredException[" + inner + "]");
    }

    public static SqlException internal(String message) {
        return new SqlException(500, 5000, message);
    }
}
