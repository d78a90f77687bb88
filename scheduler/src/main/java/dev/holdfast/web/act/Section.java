package dev.holdfast.web.act;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fields that belong together.
 *
 * @param title empty for the first, which needs none
 * @param folded whether it is closed at first, because few need it
 */
public record Section(String title, String about, boolean folded, List<Field> fields) {

    public Section {
        fields = List.copyOf(fields);
    }

    public static Section of(List<Field> fields) {
        return new Section("", "", false, fields);
    }

    Section map(UnaryOperator<Field> change) {
        return new Section(title, about, folded, fields.stream().map(change).toList());
    }

    /** Open at once if something in it is wrong. */
    public boolean isOpen() {
        return !folded || fields.stream().anyMatch(field -> !field.problems().isEmpty());
    }
}
