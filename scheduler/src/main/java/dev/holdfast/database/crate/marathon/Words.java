package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.List;

/** A shell's line as words; quotes are taken off, an operator such as {@code &&} is a word of its own. */
final class Words {

    private static final String OPERATORS = "&|;";

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;

    private Words() {}

    static List<String> of(String line) {
        Words words = new Words();
        words.read(line);
        return words.words;
    }

    /** Whether a word separates commands. */
    static boolean isOperator(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> OPERATORS.indexOf(c) >= 0);
    }

    private void read(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                end();
            } else {
                boolean operator = OPERATORS.indexOf(c) >= 0;
                if (inWord && operator != isOperator(word.toString())) {
                    end();
                }
                inWord = true;
                word.append(c);
            }
        }
        end();
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
