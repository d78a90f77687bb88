package dev.holdfast.local.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The records of the link as JSON and back: an object with the record's name as {@code type}, and one property for each
 * component. Walks the records themselves, so a component added there travels without a change here.
 */
public final class LinkCodec {

    private static final String TYPE = "type";

    private LinkCodec() {}

    /** What the master tells an agent, as UTF-8 JSON. */
    public static byte[] encode(ToAgent record) {
        return encodeRecord((Record) record);
    }

    /** What an agent tells its master, as UTF-8 JSON. */
    public static byte[] encode(ToMaster record) {
        return encodeRecord((Record) record);
    }

    /**
     * Reads what the master tells an agent.
     *
     * @throws MalformedMessageException when the bytes are no such record
     */
    public static ToAgent decodeToAgent(byte[] json) throws MalformedMessageException {
        return decode(json, ToAgent.class);
    }

    /**
     * Reads what an agent tells its master.
     *
     * @throws MalformedMessageException when the bytes are no such record
     */
    public static ToMaster decodeToMaster(byte[] json) throws MalformedMessageException {
        return decode(json, ToMaster.class);
    }

    private static byte[] encodeRecord(Record record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MesosJson.MAPPER.createGenerator(out)) {
            writeRecord(json, record);
        }
        return out.toByteArray();
    }

    private static void writeRecord(JsonGenerator json, Record record) {
        json.writeStartObject();
        json.writeName(TYPE);
        json.writeString(record.getClass().getSimpleName());
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(record, component);
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    continue;
                }
                value = optional.get();
            }
            json.writeName(component.getName());
            writeValue(json, value);
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Object value) {
        if (value instanceof Message message) {
            // Not with defaults: what the other side compares byte for byte must not gain fields on the way.
            MesosJson.write(json, message, MesosJson.Unset.LEFT_OUT);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof ByteString bytes) {
            json.writeBinary(bytes.toByteArray());
        } else if (value instanceof Record record) {
            writeRecord(json, record);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString(value.toString());
        }
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot read " + component + " of a public record", impossible);
        }
    }

    private static <T> T decode(byte[] bytes, Class<T> family) throws MalformedMessageException {
        JsonNode json = MesosJson.tree(bytes);
        String name = json.path(TYPE).asString("");
        for (Class<?> type : family.getPermittedSubclasses()) {
            if (type.getSimpleName().equals(name)) {
                return family.cast(readRecord(json, type));
            }
        }
        throw new MalformedMessageException("'" + name + "' is not something " + family.getSimpleName() + " says");
    }

    private static Object readRecord(JsonNode json, Class<?> type) throws MalformedMessageException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = readComponent(json.path(components[i].getName()), components[i], type);
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot make a public record " + type, impossible);
        }
    }

    private static Object readComponent(JsonNode value, RecordComponent component, Class<?> owner)
            throws MalformedMessageException {
        if (component.getType() == Optional.class) {
            return value.isMissingNode() ? Optional.empty() : Optional.of(readValue(value, argument(component)));
        }
        if (value.isMissingNode()) {
            throw new MalformedMessageException(owner.getSimpleName() + " lacks '" + component.getName() + "'");
        }
        if (component.getType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : value) {
                list.add(readValue(element, argument(component)));
            }
            return List.copyOf(list);
        }
        return readValue(value, component.getType());
    }

    private static Class<?> argument(RecordComponent component) {
        Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return (Class<?>) argument;
    }

    private static Object readValue(JsonNode value, Class<?> type) throws MalformedMessageException {
        if (Message.class.isAssignableFrom(type)) {
            return MesosJson.convert(value, prototype(type));
        }
        if (type.isRecord()) {
            return readRecord(value, type);
        }
        if (type == ByteString.class) {
            try {
                return ByteString.copyFrom(Base64.getDecoder().decode(value.asString("")));
            } catch (IllegalArgumentException notBase64) {
                throw new MalformedMessageException("not base64: " + value, notBase64);
            }
        }
        if (type == double.class) {
            return value.asDouble(0);
        }
        if (type == int.class) {
            return value.asInt(0);
        }
        if (type == boolean.class) {
            return value.asBoolean(false);
        }
        return value.asString("");
    }

    private static Message prototype(Class<?> type) {
        try {
            return (Message) type.getMethod("getDefaultInstance").invoke(null);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("no message type: " + type, impossible);
        }
    }
}
