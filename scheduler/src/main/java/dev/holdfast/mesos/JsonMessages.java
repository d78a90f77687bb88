package dev.holdfast.mesos;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages as JSON the way Mesos writes and reads it, which is not protobuf's own mapping: names in snake_case, 64-bit
 * integers as plain numbers, bytes in base64. What is not known, a name or an enum's value, is passed over when read.
 */
final class JsonMessages {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonMessages() {}

    static byte[] write(Message message) {
        return MAPPER.writeValueAsBytes(tree(message));
    }

    static ObjectNode tree(Message message) {
        ObjectNode json = NODES.objectNode();
        for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
            FieldDescriptor field = set.getKey();
            if (field.isMapField()) {
                json.set(field.getName(), mapNode((List<?>) set.getValue()));
            } else if (field.isRepeated()) {
                ArrayNode items = json.putArray(field.getName());
                ((List<?>) set.getValue()).forEach(item -> items.add(node(field, item)));
            } else {
                json.set(field.getName(), node(field, set.getValue()));
            }
        }
        return json;
    }

    private static JsonNode mapNode(List<?> entries) {
        ObjectNode json = NODES.objectNode();
        for (Object item : entries) {
            Message entry = (Message) item;
            FieldDescriptor key = entry.getDescriptorForType().findFieldByName("key");
            FieldDescriptor value = entry.getDescriptorForType().findFieldByName("value");
            json.set(String.valueOf(entry.getField(key)), node(value, entry.getField(value)));
        }
        return json;
    }

    private static JsonNode node(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case MESSAGE, GROUP -> tree((Message) value);
            case ENUM -> NODES.stringNode(((EnumValueDescriptor) value).getName());
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case STRING -> NODES.stringNode((String) value);
            case BOOL -> NODES.booleanNode((Boolean) value);
            case DOUBLE, FLOAT -> NODES.numberNode(((Number) value).doubleValue());
            case UINT32, FIXED32 -> NODES.numberNode(Integer.toUnsignedLong((Integer) value));
            default -> NODES.numberNode(((Number) value).longValue());
        };
    }

    /** Reads a message of the prototype's type. */
    @SuppressWarnings("unchecked") // a builder of M builds an M
    static <M extends Message> M read(byte[] json, M prototype) throws MalformedMessageException {
        String name = prototype.getDescriptorForType().getFullName();
        try {
            Message.Builder builder = prototype.newBuilderForType();
            merge(builder, MAPPER.readTree(json));
            if (!builder.isInitialized()) {
                throw new MalformedMessageException(
                        "not a whole " + name + ", these are missing: " + builder.findInitializationErrors());
            }
            return (M) builder.build();
        } catch (JacksonException | IllegalArgumentException broken) {
            throw new MalformedMessageException("not a JSON " + name + ": " + broken.getMessage(), broken);
        }
    }

    private static void merge(Message.Builder builder, JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(
                    builder.getDescriptorForType().getName() + " should be an object, not " + json.getNodeType());
        }
        for (Map.Entry<String, JsonNode> property : json.properties()) {
            FieldDescriptor field = builder.getDescriptorForType().findFieldByName(property.getKey());
            JsonNode value = property.getValue();
            if (field == null || value.isNull()) {
                continue;
            }
            if (field.isMapField()) {
                value.properties().forEach(entry -> builder.addRepeatedField(field, mapEntry(builder, field, entry)));
            } else if (field.isRepeated()) {
                for (JsonNode item : elements(field, value)) {
                    value(builder, field, item).ifPresent(read -> builder.addRepeatedField(field, read));
                }
            } else {
                value(builder, field, value).ifPresent(read -> builder.setField(field, read));
            }
        }
    }

    private static List<JsonNode> elements(FieldDescriptor field, JsonNode json) {
        if (!json.isArray()) {
            throw new IllegalArgumentException(field.getName() + " should be a list, not " + json.getNodeType());
        }
        List<JsonNode> items = new ArrayList<>();
        json.forEach(items::add);
        return items;
    }

    private static Message mapEntry(Message.Builder parent, FieldDescriptor field, Map.Entry<String, JsonNode> entry) {
        Message.Builder builder = parent.newBuilderForField(field);
        FieldDescriptor value = builder.getDescriptorForType().findFieldByName("value");
        builder.setField(builder.getDescriptorForType().findFieldByName("key"), entry.getKey());
        value(builder, value, entry.getValue()).ifPresent(read -> builder.setField(value, read));
        return builder.build();
    }

    /** Empty for an enum's value that we do not know: as in binary, it counts as not set. */
    private static Optional<Object> value(Message.Builder parent, FieldDescriptor field, JsonNode json) {
        return switch (field.getType()) {
            case MESSAGE, GROUP -> {
                Message.Builder child = parent.newBuilderForField(field);
                merge(child, json);
                yield Optional.of(child.buildPartial());
            }
            case ENUM -> Optional.ofNullable(field.getEnumType().findValueByName(text(field, json)));
            case BYTES -> Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(text(field, json))));
            case STRING -> Optional.of(text(field, json));
            case BOOL -> {
                if (!json.isBoolean()) {
                    throw new IllegalArgumentException(field.getName() + " should be true or false");
                }
                yield Optional.of(json.booleanValue());
            }
            case DOUBLE -> Optional.of(number(field, json).doubleValue());
            case FLOAT -> Optional.of(number(field, json).floatValue());
            case INT32, SINT32, SFIXED32, UINT32, FIXED32 ->
                Optional.of((int) number(field, json).longValue());
            default -> Optional.of(number(field, json).longValue());
        };
    }

    private static String text(FieldDescriptor field, JsonNode json) {
        if (!json.isString()) {
            throw new IllegalArgumentException(field.getName() + " should be a text, not " + json.getNodeType());
        }
        return json.stringValue();
    }

    private static Number number(FieldDescriptor field, JsonNode json) {
        if (!json.isNumber()) {
            throw new IllegalArgumentException(field.getName() + " should be a number, not " + json.getNodeType());
        }
        return json.numberValue();
    }
}
