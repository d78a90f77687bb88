package dev.holdfast.web;

import java.util.regex.Pattern;

/**
 * Puts dots where a text looks as if it said a secret. Specs cannot hold any and databases hide their own, so this is the last
 * net, for what programs write into their logs.
 */
public final class Masks {

    private static final String DOTS = "••••••";

    /** {@code ssl.key.password = "x"}, {@code token: x}; references to secrets may be seen. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?<!\\$\\{)(?:password|passwd|passphrase|secret|token|credentials?|api[-_.]?key|private[-_.]?key)[\"']?\\s*[=:]\\s*)"
                    + "(?!\\[hidden]|null\\b|\\$\\{secret:|[\"']?\\$\\{secret:)"
                    + "(\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s,;\"'}\\]]+)");

    private static final Pattern BEARER = Pattern.compile("(?i)((?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{8,}");

    /** {@code scheme://user:password@host}. */
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^\\s/:@]+:)[^\\s/@]+(?=@)");

    private static final Pattern KEY_BLOCK =
            Pattern.compile("(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?");

    private Masks() {}

    public static String text(String text) {
        String masked = NAMED.matcher(text).replaceAll("$1" + DOTS);
        masked = BEARER.matcher(masked).replaceAll("$1" + DOTS);
        masked = IN_ADDRESS.matcher(masked).replaceAll("$1" + DOTS);
        return KEY_BLOCK.matcher(masked).replaceAll("$1 " + DOTS);
    }
}
