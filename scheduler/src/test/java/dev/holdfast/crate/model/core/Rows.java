package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a row belongs: its key, its shard, its partition. */
final class Rows {
    private static final String BASE32 = "0123456789abcdefghijklmnopqrstuv";

    private Rows() {}

    static JsonNode typed(Table table, String column, JsonNode value) {
        Table.Column known = table.columns().stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .orElseThrow(() -> SqlException.unknownColumn(column));
        return Values.cast(value, known.type());
    }

    static String key(Table table, ObjectNode row) {
        return Json.string(table.key().stream().map(row::path).toList());
    }

    /** {@code id} routes rows of tables without a routing column. */
    static int shard(Table table, ObjectNode row, String id) {
        String by = table.routing().isEmpty() ? id : Values.text(row.path(table.routing()));
        int hash = 0;
        for (byte b : by.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x01000193;
        }
        return Math.floorMod(hash ^ (hash >>> 15), table.shards());
    }

    static List<JsonNode> partition(Table table, ObjectNode row) {
        return table.partitionedBy().stream()
                .map(column -> {
                    JsonNode value = row.path(column);
                    return value.isMissingNode() ? Json.nothing() : value;
                })
                .toList();
    }

    /** CrateDB's ident: the values' number and texts, in base 32. */
    static String ident(List<JsonNode> values) {
        if (values.isEmpty()) {
            return "";
        }
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        bytes.write(values.size());
        for (JsonNode value : values) {
            if (value.isNull()) {
                bytes.write(0);
            } else {
                byte[] text = Values.text(value).getBytes(StandardCharsets.UTF_8);
                bytes.write(text.length + 1);
                bytes.writeBytes(text);
            }
        }
        StringBuilder ident = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes.toByteArray()) {
            buffer = (buffer << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                ident.append(BASE32.charAt((buffer >> (bits - 5)) & 31));
                bits -= 5;
            }
        }
        if (bits > 0) {
            ident.append(BASE32.charAt((buffer << (5 - bits)) & 31));
        }
        return ident.toString();
    }
}
