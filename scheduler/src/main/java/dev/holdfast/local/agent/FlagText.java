package dev.holdfast.local.agent;

import dev.holdfast.mesos.v1.Attribute;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resources and attributes as they are given to a real agent on its command line. */
final class FlagText {

    private static final Pattern RESOURCE = Pattern.compile("([^:(\\s]+)(?:\\(([^)]+)\\))?:(.+)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final Pattern RANGE = Pattern.compile("\\s*(\\d+)\\s*-\\s*(\\d+)\\s*");

    private FlagText() {}

    /**
     * Parses {@code cpus:4;mem(role):1024;ports:[31000-32000]}.
     *
     * @throws IllegalArgumentException naming the part that is no resource
     */
    static List<Resource> resources(String text) {
        List<Resource> resources = new ArrayList<>();
        for (String part : parts(text)) {
            Matcher matcher = RESOURCE.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + part + "' is no resource. Write name:amount, such as cpus:4 or ports:[31000-32000]");
            }
            Value value = value(matcher.group(3).strip());
            if (value.getType() == Value.Type.TEXT) {
                throw new IllegalArgumentException("'" + part + "' has no amount. Write a number or [from-to]");
            }
            Resource.Builder resource =
                    Resource.newBuilder().setName(matcher.group(1)).setType(value.getType());
            switch (value.getType()) {
                case SCALAR -> resource.setScalar(value.getScalar());
                case RANGES -> resource.setRanges(value.getRanges());
                default -> resource.setSet(value.getSet());
            }
            String role = matcher.group(2);
            if (role != null && !role.equals("*")) {
                resource.addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.STATIC)
                        .setRole(role));
            }
            resources.add(resource.build());
        }
        return List.copyOf(resources);
    }

    /** Parses {@code rack:r1;level:10}; what looks like a number is one, as in Mesos. */
    static List<Attribute> attributes(String text) {
        List<Attribute> attributes = new ArrayList<>();
        for (String part : parts(text)) {
            int colon = part.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("'" + part + "' is no attribute. Write name:value");
            }
            Value value = value(part.substring(colon + 1).strip());
            Attribute.Builder attribute = Attribute.newBuilder()
                    .setName(part.substring(0, colon).strip())
                    .setType(value.getType());
            switch (value.getType()) {
                case SCALAR -> attribute.setScalar(value.getScalar());
                case RANGES -> attribute.setRanges(value.getRanges());
                case SET -> attribute.setSet(value.getSet());
                case TEXT -> attribute.setText(value.getText());
            }
            attributes.add(attribute.build());
        }
        return List.copyOf(attributes);
    }

    private static List<String> parts(String text) {
        return text.lines()
                .flatMap(line -> Pattern.compile(";").splitAsStream(line))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Value value(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Value.newBuilder()
                    .setType(Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(Double.parseDouble(text)))
                    .build();
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            Value.Builder value = Value.newBuilder().setType(Value.Type.RANGES);
            for (String range : inner(text)) {
                Matcher matcher = RANGE.matcher(range);
                if (!matcher.matches()) {
                    throw new IllegalArgumentException("'" + range + "' is no range. Write from-to");
                }
                value.getRangesBuilder()
                        .addRange(Value.Range.newBuilder()
                                .setBegin(Long.parseLong(matcher.group(1)))
                                .setEnd(Long.parseLong(matcher.group(2))));
            }
            return value.build();
        }
        if (text.startsWith("{") && text.endsWith("}")) {
            Value.Builder value = Value.newBuilder().setType(Value.Type.SET);
            inner(text).forEach(item -> value.getSetBuilder().addItem(item));
            return value.build();
        }
        return Value.newBuilder()
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(text))
                .build();
    }

    private static List<String> inner(String text) {
        return Pattern.compile(",")
                .splitAsStream(text.substring(1, text.length() - 1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
