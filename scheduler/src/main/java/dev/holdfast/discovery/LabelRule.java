package dev.holdfast.discovery;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How Mesos-DNS makes a label of a name, whatever the name is: letters become small, {@code _} and {@code .} become dashes, everything
 * else but digits and dashes goes; then what may not stand at the beginning goes, and what is too long is cut.
 */
public enum LabelRule {
    /** At most 24 characters, the first a letter. */
    RFC952(24, "-0123456789"),
    /** At most 63 characters, the first a letter or a digit. What Mesos-DNS does unless told otherwise. */
    RFC1123(63, "-");

    private static final String NOT_LAST = "-";

    private final int most;
    private final String notFirst;

    LabelRule(int most, String notFirst) {
        this.most = most;
        this.notFirst = notFirst;
    }

    /** One label; empty if nothing of the name can stand in one. */
    String label(String name) {
        StringBuilder mapped = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                mapped.append((char) (c - 'A' + 'a'));
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') {
                mapped.append(c);
            } else if (c == '.' || c == '_') {
                mapped.append('-');
            }
        }
        return cut(withoutLeading(mapped.toString(), notFirst));
    }

    /** The labels of a name with dots, which stay; empty ones go. */
    String fragment(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .map(this::label)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.joining("."));
    }

    /** Dashes at the cut go, and what stood behind them moves up into the place they leave. */
    private String cut(String name) {
        int size = Math.min(name.length(), most);
        String head = withoutTrailing(name.substring(0, size));
        if (head.length() == size) {
            return head;
        }
        String tail = withoutLeading(name.substring(size), NOT_LAST);
        return head + tail.substring(0, Math.min(tail.length(), size - head.length()));
    }

    private static String withoutLeading(String text, String unwanted) {
        int from = 0;
        while (from < text.length() && unwanted.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return text.substring(from);
    }

    private static String withoutTrailing(String text) {
        int to = text.length();
        while (to > 0 && NOT_LAST.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(0, to);
    }
}
