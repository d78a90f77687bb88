package dev.holdfast.database.kafka;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What Kafka takes as a setting's value.
 *
 * @param type {@code int}, {@code boolean}, {@code list} and the like; only numbers and booleans are judged
 * @param least smallest number, if there is one
 * @param most largest number, if there is one
 * @param choices all values there are; empty for any
 */
record SettingKind(String type, Optional<BigDecimal> least, Optional<BigDecimal> most, List<String> choices) {

    SettingKind {
        choices = List.copyOf(choices);
    }

    /** @param limits as in {@code 1..}, {@code 0..1} or {@code one|two}; empty for none */
    static SettingKind parse(String type, String limits) {
        int dots = limits.indexOf("..");
        if (dots < 0) {
            return new SettingKind(
                    type,
                    Optional.empty(),
                    Optional.empty(),
                    limits.isEmpty() ? List.of() : Arrays.asList(limits.split("\\|", -1)));
        }
        return new SettingKind(type, number(limits.substring(0, dots)), number(limits.substring(dots + 2)), List.of());
    }

    /** What it must be, if this value is not; what stands for a value kept elsewhere is not judged. */
    Optional<String> objection(String value) {
        String text = value.strip();
        if (text.contains("${")) {
            return Optional.empty();
        }
        boolean fits = switch (type) {
            case "boolean" -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
            case "short" -> isWhole(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case "int" -> isWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long" -> isWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case "double" -> number(text).filter(this::isWithin).isPresent();
            default -> choices.isEmpty() || choices.contains(text);
        };
        return fits ? Optional.empty() : Optional.of(words());
    }

    private boolean isWhole(String text, long smallest, long largest) {
        return text.matches("[+-]?\\d+")
                && number(text)
                        .filter(this::isWithin)
                        .filter(found -> found.compareTo(BigDecimal.valueOf(smallest)) >= 0
                                && found.compareTo(BigDecimal.valueOf(largest)) <= 0)
                        .isPresent();
    }

    private boolean isWithin(BigDecimal found) {
        return least.filter(limit -> found.compareTo(limit) < 0).isEmpty()
                && most.filter(limit -> found.compareTo(limit) > 0).isEmpty();
    }

    private String words() {
        return switch (type) {
            case "boolean" -> "true or false";
            case "double" -> "a number" + range();
            case "short", "int", "long" -> "a whole number" + range();
            default -> "one of " + String.join(", ", choices);
        };
    }

    private String range() {
        return least.map(limit -> " from " + limit).orElse("")
                + most.map(limit -> " up to " + limit).orElse("");
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
