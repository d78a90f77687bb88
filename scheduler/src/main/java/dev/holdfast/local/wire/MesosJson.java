package dev.holdfast.local.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Protobuf messages as JSON, the way Mesos itself writes and reads them, which is not protobuf's own mapping: names in
 * snake_case and in the order they are declared, int64 as plain numbers, bytes in base64, and values that are not set
 * but have a default written out unless they are deprecated. Reading ignores names it does not know.
 */
public final class MesosJson {

    /** One mapper for everybody: it is immutable. */
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Set<String> LISTINGS = Set.of(
            "mesos.v1.master.Response.GetTasks",
            "mesos.v1.master.Response.GetExecutors",
            "mesos.v1.master.Response.GetFrameworks",
            "mesos.v1.master.Response.GetAgents");

    /** Whether a value that was not set but has a default is written. */
    public enum Unset {
        WITH_DEFAULT,
        LEFT_OUT
    }

    private MesosJson() {}

    /** The message as UTF-8 JSON, as a Mesos master would write it. */
    public static byte[] bytes(MessageOrBuilder message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            write(json, message, Unset.WITH_DEFAULT);
        }
        return out.toByteArray();
    }

    /** The message as JSON text. */
    public static String text(MessageOrBuilder message) {
        return new String(bytes(message), StandardCharsets.UTF_8);
    }

    /** Writes the message as the next JSON value. */
    public static void write(JsonGenerator json, MessageOrBuilder message, Unset unset) {
        json.writeStartObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!isWritten(message, field, unset)) {
                continue;
            }
            json.writeName(field.getName());
            if (field.isMapField()) {
                writeMap(json, message, field, unset);
            } else if (field.isRepeated()) {
                json.writeStartArray();
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    writeValue(json, field, message.getRepeatedField(field, i), unset);
                }
                json.writeEndArray();
            } else {
                writeValue(json, field, message.getField(field), unset);
            }
        }
        json.writeEndObject();
    }

    private static boolean isWritten(MessageOrBuilder message, FieldDescriptor field, Unset unset) {
        if (field.isRepeated()) {
            return message.getRepeatedFieldCount(field) > 0
                    || (unset == Unset.WITH_DEFAULT
                            && isListing(field.getContainingType().getFullName())
                            && !field.getOptions().getDeprecated());
        }
        return message.hasField(field)
                || (unset == Unset.WITH_DEFAULT
                        && field.hasDefaultValue()
                        && !field.getOptions().getDeprecated());
    }

    /** The lists a master answers an operator with are written out by hand there, also when they are empty. */
    private static boolean isListing(String message) {
        return LISTINGS.contains(message);
    }

    private static void writeMap(JsonGenerator json, MessageOrBuilder message, FieldDescriptor field, Unset unset) {
        FieldDescriptor key = field.getMessageType().findFieldByName("key");
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        json.writeStartObject();
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            Message entry = (Message) message.getRepeatedField(field, i);
            json.writeName(String.valueOf(entry.getField(key)));
            writeValue(json, value, entry.getField(value), unset);
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, FieldDescriptor field, Object value, Unset unset) {
        switch (field.getType()) {
            case MESSAGE, GROUP -> write(json, (Message) value, unset);
            case ENUM -> json.writeString(((EnumValueDescriptor) value).getName());
            case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
            case STRING -> json.writeString((String) value);
            case BOOL -> json.writeBoolean((Boolean) value);
            case DOUBLE, FLOAT -> json.writeNumber(plain(((Number) value).doubleValue()));
            case UINT64, FIXED64 -> json.writeNumber(Long.toUnsignedString((Long) value));
            case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedString((Integer) value));
            default -> json.writeNumber(((Number) value).longValue());
        }
    }

    /** Without an exponent, and never without a decimal point, so that a reader sees that it is no integer. */
    private static String plain(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "0.0";
        }
        String digits = new BigDecimal(Double.toString(value)).toPlainString();
        return digits.indexOf('.') < 0 ? digits + ".0" : digits;
    }

    /**
     * Reads a message.
     *
     * @param prototype default instance of the type wanted
     * @throws MalformedMessageException when the bytes are no JSON, or a value has the wrong kind, or a required one
     *     lacks
     */
    public static <M extends Message> M parse(byte[] json, M prototype) throws MalformedMessageException {
        return convert(tree(json), prototype);
    }

    /** Reads JSON without knowing what it will be. */
    public static JsonNode tree(byte[] json) throws MalformedMessageException {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException broken) {
            throw new MalformedMessageException(
                    "Failed to parse body into JSON: " + JsonErrors.describe(json, broken), broken);
        }
    }

    /** Turns JSON into a message; see {@link #parse}. */
    @SuppressWarnings("unchecked") // a builder of M builds an M
    public static <M extends Message> M convert(JsonNode json, M prototype) throws MalformedMessageException {
        String name = prototype.getDescriptorForType().getName();
        String failed = "Failed to convert JSON into " + name + " protobuf: ";
        if (!json.isObject()) {
            throw new MalformedMessageException(failed + "Expecting a JSON object");
        }
        Message.Builder builder = prototype.newBuilderForType();
        try {
            JsonMerge.into(builder, json);
        } catch (MalformedMessageException wrong) {
            throw new MalformedMessageException(failed + wrong.getMessage(), wrong);
        }
        List<String> missing = builder.findInitializationErrors();
        if (!missing.isEmpty()) {
            throw new MalformedMessageException(failed + "Missing required fields: " + String.join(", ", missing));
        }
        return (M) builder.build();
    }
}
