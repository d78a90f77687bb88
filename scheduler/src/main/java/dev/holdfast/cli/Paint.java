package dev.holdfast.cli;

/** Colours on a terminal, and nothing elsewhere. */
public record Paint(boolean on) {

    private static final java.util.List<String> STATES = java.util.List.of(
            "ready",
            "running",
            "done",
            "degraded",
            "lost",
            "unreachable",
            "stopped",
            "wanted",
            "waiting",
            "working",
            "starting");

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

    /** As what is chosen is shown. */
    String reverse(String text) {
        return with("7", text);
    }

    /** A line with the states in it in their colours. */
    String words(String line) {
        if (!on) {
            return line;
        }
        String painted = line;
        for (String word : STATES) {
            painted = painted.replaceAll(
                    "(?<=  )" + word + "(?=  |$)", state(word).replace("$", "\\$"));
        }
        return painted;
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
