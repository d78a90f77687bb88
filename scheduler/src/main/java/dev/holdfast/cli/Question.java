package dev.holdfast.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal; where there is none, says which option answers beforehand. */
public final class Question {

    /** @param option that answers beforehand */
    public String answer(String question, String option) {
        Optional<Console> console = Optional.ofNullable(System.console());
        if (console.isEmpty()) {
            throw new Failure(
                    Exit.USAGE, "this must be confirmed, and there is no terminal to ask at", "give " + option);
        }
        return Optional.ofNullable(console.get().readLine("%s", question)).orElse("");
    }

    /** Whether the answer is yes. */
    public boolean agrees(String question, String option) {
        String answer = answer(question + " [y/N] ", option).strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }
}
