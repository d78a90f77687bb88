package dev.holdfast.cli;

/** Colours on a terminal, and nothing elsewhere. */
public record Paint(boolean on) {

    public static final Paint NONE = new Paint(false);

    public String green(String text) {
        return with("32", text);
    }

    public String yellow(String text) {
        return with("33", text);
    }

    public String red(String text) {
        return with("31", text);
    }

    public String bold(String text) {
        return with("1", text);
    }

    public String faint(String text) {
        return with("2", text);
    }

    /** A cluster's health or a node's state in its colour. */
    public String state(String text) {
        return switch (text) {
            case "ready", "done", "running" -> green(text);
            case "degraded", "lost", "unreachable" -> red(text);
            case "stopped", "wanted", "cancelled", "pending" -> faint(text);
            default -> yellow(text);
        };
    }

    private String with(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
