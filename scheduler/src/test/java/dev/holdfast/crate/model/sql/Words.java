package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.sql.Lexer.Kind;
import dev.holdfast.crate.model.sql.Lexer.Token;
import java.util.List;

/** The words of a statement, read from left to right. */
class Words {
    private final List<Token> tokens;
    private int at;
    private int parameters;

    Words(String text) {
        this.tokens = Lexer.read(text);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    int nextParameter() {
        return parameters++;
    }

    boolean sees(String word) {
        return peek().is(word);
    }

    boolean sees(String first, String second) {
        return peek().is(first) && peek(1).is(second);
    }

    boolean skip(String word) {
        if (sees(word)) {
            next();
            return true;
        }
        return false;
    }

    boolean skip(String first, String second) {
        if (sees(first, second)) {
            next();
            next();
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!skip(word)) {
            throw odd("'" + word.toUpperCase(java.util.Locale.ROOT) + "'");
        }
    }

    String name() {
        Token token = peek();
        if (token.kind() != Kind.NAME && token.kind() != Kind.QUOTED) {
            throw odd("identifier");
        }
        return next().value();
    }

    /** A setting's name: {@code "a.b"}, {@code a.b} or {@code a['b']}. */
    String settingName() {
        StringBuilder name = new StringBuilder();
        if (peek().kind() == Kind.STRING) {
            return next().value();
        }
        name.append(name());
        while (sees(".") || sees("[")) {
            if (skip(".")) {
                name.append('.').append(name());
            } else {
                next();
                name.append('.').append(next().value());
                expect("]");
            }
        }
        return name.toString();
    }

    Statement.Name table() {
        String first = name();
        return skip(".") ? new Statement.Name(first, name()) : new Statement.Name("doc", first);
    }

    void end() {
        skip(";");
        if (peek().kind() != Kind.END) {
            throw odd("<EOF>");
        }
    }

    SqlException odd(String expected) {
        Token token = peek();
        return new SqlException(
                400,
                4000,
                "ParsingException[line " + token.line() + ":" + token.column() + ": mismatched input '" + token.raw()
                        + "' expecting " + expected + "]");
    }
}
