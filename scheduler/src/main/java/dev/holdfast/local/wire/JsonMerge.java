package dev.holdfast.local.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Puts JSON values into a message under construction, as leniently as Mesos does. */
final class JsonMerge {

    private static final String DURATION = "google.protobuf.Duration";
    private static final Pattern DURATION_TEXT = Pattern.compile("(-?[0-9.]+)(ns|us|ms|s|secs|mins|hrs|days|weeks)");

    private JsonMerge() {}

    static void into(Message.Builder builder, JsonNode object) throws MalformedMessageException {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            FieldDescriptor field = builder.getDescriptorForType().findFieldByName(entry.getKey());
            JsonNode value = entry.getValue();
            if (field == null || value.isNull()) {
                continue;
            }
            if (field.isMapField()) {
                addMap(builder, field, value);
            } else if (field.isRepeated()) {
                addAll(builder, field, value);
            } else {
                Optional<Object> converted = value(builder, field, value);
                if (converted.isPresent()) {
                    builder.setField(field, converted.get());
                }
            }
        }
    }

    private static void addAll(Message.Builder builder, FieldDescriptor field, JsonNode array)
            throws MalformedMessageException {
        if (!array.isArray()) {
            throw unexpected(field, array);
        }
        for (JsonNode element : array) {
            Optional<Object> converted = value(builder, field, element);
            if (converted.isPresent()) {
                builder.addRepeatedField(field, converted.get());
            }
        }
    }

    private static void addMap(Message.Builder builder, FieldDescriptor field, JsonNode object)
            throws MalformedMessageException {
        if (!object.isObject()) {
            throw unexpected(field, object);
        }
        FieldDescriptor key = field.getMessageType().findFieldByName("key");
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Message.Builder pair = builder.newBuilderForField(field);
            pair.setField(key, entry.getKey());
            Optional<Object> converted = value(pair, value, entry.getValue());
            if (converted.isPresent()) {
                pair.setField(value, converted.get());
                builder.addRepeatedField(field, pair.build());
            }
        }
    }

    /** Empty where the value is to be ignored: an enum value of a newer Mesos. */
    private static Optional<Object> value(Message.Builder parent, FieldDescriptor field, JsonNode json)
            throws MalformedMessageException {
        return switch (field.getJavaType()) {
            case MESSAGE -> Optional.of(message(parent, field, json));
            case ENUM -> enumValue(field, json);
            case STRING -> {
                if (!json.isString()) {
                    throw unexpected(field, json);
                }
                yield Optional.of(json.stringValue());
            }
            case BYTE_STRING -> Optional.of(bytes(field, json));
            case BOOLEAN -> {
                if (!json.isBoolean()) {
                    throw unexpected(field, json);
                }
                yield Optional.of(json.booleanValue());
            }
            case DOUBLE -> Optional.of(number(field, json));
            case FLOAT -> Optional.of((float) number(field, json));
            case INT -> Optional.of((int) integer(field, json));
            case LONG -> Optional.of(integer(field, json));
        };
    }

    private static Object message(Message.Builder parent, FieldDescriptor field, JsonNode json)
            throws MalformedMessageException {
        Message.Builder child = parent.newBuilderForField(field);
        if (DURATION.equals(field.getMessageType().getFullName()) && json.isString()) {
            return duration(child, field, json);
        }
        if (!json.isObject()) {
            throw unexpected(field, json);
        }
        into(child, json);
        // Whole messages are checked for what they lack at the end, so that the path in the complaint is complete.
        return child.buildPartial();
    }

    private static Object duration(Message.Builder child, FieldDescriptor field, JsonNode json)
            throws MalformedMessageException {
        Matcher matcher = DURATION_TEXT.matcher(json.stringValue());
        if (!matcher.matches()) {
            throw unexpected(field, json);
        }
        double unitSeconds = switch (matcher.group(2)) {
            case "ns" -> 1e-9;
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            case "mins" -> 60;
            case "hrs" -> 3600;
            case "days" -> 86_400;
            case "weeks" -> 604_800;
            default -> 1;
        };
        double seconds;
        try {
            seconds = Double.parseDouble(matcher.group(1)) * unitSeconds;
        } catch (NumberFormatException notANumber) {
            throw unexpected(field, json);
        }
        long whole = (long) seconds;
        child.setField(child.getDescriptorForType().findFieldByName("seconds"), whole);
        child.setField(
                child.getDescriptorForType().findFieldByName("nanos"), (int) Math.round((seconds - whole) * 1e9));
        return child.build();
    }

    private static Optional<Object> enumValue(FieldDescriptor field, JsonNode json) throws MalformedMessageException {
        if (!json.isString()) {
            throw unexpected(field, json);
        }
        EnumValueDescriptor value = field.getEnumType().findValueByName(json.stringValue());
        if (value == null && field.isRequired()) {
            throw new MalformedMessageException("Failed to find enum for '" + json.stringValue() + "'");
        }
        return Optional.ofNullable(value);
    }

    private static ByteString bytes(FieldDescriptor field, JsonNode json) throws MalformedMessageException {
        if (!json.isString()) {
            throw unexpected(field, json);
        }
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(json.stringValue()));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedMessageException(
                    "Failed to base64 decode bytes field '" + field.getName() + "'", notBase64);
        }
    }

    private static double number(FieldDescriptor field, JsonNode json) throws MalformedMessageException {
        if (json.isNumber()) {
            return json.doubleValue();
        }
        if (json.isString()) {
            try {
                return Double.parseDouble(json.stringValue());
            } catch (NumberFormatException notANumber) {
                throw new MalformedMessageException(
                        "Failed to parse number for field '" + field.getName() + "'", notANumber);
            }
        }
        throw unexpected(field, json);
    }

    private static long integer(FieldDescriptor field, JsonNode json) throws MalformedMessageException {
        if (json.isIntegralNumber()) {
            return json.bigIntegerValue().longValue();
        }
        if (json.isString()) {
            try {
                return Long.parseLong(json.stringValue());
            } catch (NumberFormatException notANumber) {
                throw new MalformedMessageException(
                        "Failed to parse number for field '" + field.getName() + "'", notANumber);
            }
        }
        return (long) number(field, json);
    }

    private static MalformedMessageException unexpected(FieldDescriptor field, JsonNode json) {
        String kind = json.isObject()
                ? "object"
                : json.isArray() ? "array" : json.isString() ? "string" : json.isNumber() ? "number" : "boolean";
        return new MalformedMessageException("Not expecting a JSON " + kind + " for field '" + field.getName() + "'");
    }
}
