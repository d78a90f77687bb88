package dev.holdfast.cli;

import dev.holdfast.engine.SecretMask;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text: values that are known to be secret, whatever stands under a key that sounds secret, tokens and passwords in
 * addresses, and private keys. Rather too much than too little.
 */
final class Redactor {

    private static final String GONE = "***";
    private static final String SOUNDS =
            "[\\w.\\-]{0,40}(?:password|passwd|passphrase|secret|token|credential|api[-_]?key|private[-_]?key|bindpw)[\\w.\\-]{0,40}";

    /** Quotes may be escaped, in JSON within JSON even more than once: the value ends where the same quote comes again. */
    private static final Pattern QUOTED =
            Pattern.compile("(?i)(" + SOUNDS + "\\\\*[\"']?\\s*[:=]\\s*)(\\\\*[\"'])(.*?)(?<!\\\\)\\2");

    private static final Pattern PLAIN = Pattern.compile("(?i)(" + SOUNDS
            + "\\\\*[\"']?\\s*[:=]\\s*)(?!true\\b|false\\b|null\\b|[\\[{]|\\\\*[\"'])[^\\s,;&}\\]\"'\\\\]+");

    /** {"name": "DB_PASSWORD", "value": "x"}, as variables of an environment are written. */
    private static final Pattern NAMED = Pattern.compile("(?i)(name\\\\*\"\\s*:\\s*\\\\*\"" + SOUNDS
            + "\\\\*\"\\s*,\\s*\\\\*\"value\\\\*\"\\s*:\\s*)(\\\\*\")(.*?)(?<!\\\\)\\2");

    private static final Pattern USER = Pattern.compile("(://)[^/\\s\"'@]+@");
    private static final Pattern QUERY = Pattern.compile(
            "(?i)([?&][^=&\\s\"']*(?:token|key|secret|passw|sig|auth|credential)[^=&\\s\"']*=)[^&\\s\"'\\\\]+");
    private static final Pattern BEARER = Pattern.compile("(?i)((?:Bearer|Basic)\\s+)[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)", Pattern.DOTALL);

    private static final List<Pattern> WITH_HEAD = List.of(NAMED, QUOTED, PLAIN, USER, QUERY, BEARER);

    private final SecretMask mask;

    Redactor(SecretMask mask) {
        this.mask = mask;
    }

    String clean(String text) {
        String clean = PEM.matcher(mask.hide(text)).replaceAll("*** private key ***");
        for (Pattern pattern : WITH_HEAD) {
            clean = pattern.matcher(clean).replaceAll(found -> Matcher.quoteReplacement(replacement(pattern, found)));
        }
        return clean;
    }

    private static String replacement(Pattern pattern, java.util.regex.MatchResult found) {
        if (pattern == USER) {
            return found.group(1) + GONE + "@";
        }
        return pattern == QUOTED || pattern == NAMED
                ? found.group(1) + found.group(2) + GONE + found.group(2)
                : found.group(1) + GONE;
    }
}
