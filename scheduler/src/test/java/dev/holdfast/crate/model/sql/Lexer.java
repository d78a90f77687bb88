package dev.holdfast.crate.model.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a statement into words. */
final class Lexer {

    /** What a word is. */
    enum Kind {
        NAME,
        QUOTED,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /** A word; {@code value} of a name is in lower case, {@code raw} as written. */
    record Token(Kind kind, String value, String raw, int line, int column) {
        boolean is(String word) {
            return (kind == Kind.NAME || kind == Kind.SYMBOL) && value.equals(word);
        }
    }

    private static final List<String> SYMBOLS = List.of(
            "::", "||", "<=", ">=", "<>", "!=", "(", ")", "[", "]", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%",
            "?", ";", "$");

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> read(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token = lexer.next();
        while (token.kind() != Kind.END) {
            tokens.add(token);
            token = lexer.next();
        }
        tokens.add(token);
        return tokens;
    }

    private Token next() {
        skipBlanks();
        int column = at - lineStart + 1;
        if (at >= text.length()) {
            return new Token(Kind.END, "", "<EOF>", line, column);
        }
        char first = text.charAt(at);
        if (Character.isLetter(first) || first == '_') {
            String raw = take(c -> Character.isLetterOrDigit(c) || c == '_');
            return new Token(Kind.NAME, raw.toLowerCase(Locale.ROOT), raw, line, column);
        }
        if (Character.isDigit(first)) {
            String raw = take(c -> Character.isDigit(c) || c == '.');
            return new Token(Kind.NUMBER, raw, raw, line, column);
        }
        if (first == '\'' || first == '"') {
            String value = quoted(first, column);
            return new Token(first == '"' ? Kind.QUOTED : Kind.STRING, value, value, line, column);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, symbol, line, column);
            }
        }
        throw new SqlException(
                400,
                4000,
                "ParsingException[line " + line + ":" + column + ": token recognition error at: '" + first + "']");
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (text.startsWith("--", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (Character.isWhitespace(text.charAt(at))) {
                if (text.charAt(at) == '\n') {
                    line++;
                    lineStart = at + 1;
                }
                at++;
            } else {
                return;
            }
        }
    }

    private String take(java.util.function.IntPredicate part) {
        int start = at;
        while (at < text.length() && part.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted(char quote, int column) {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                return value.toString();
            }
        }
        throw new SqlException(
                400,
                4000,
                "ParsingException[line " + line + ":" + column + ": token recognition error at: '" + quote + value
                        + "']");
    }
}
