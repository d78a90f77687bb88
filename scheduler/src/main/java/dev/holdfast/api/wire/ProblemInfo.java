package dev.holdfast.api.wire;

/**
 * One thing that is wrong with a request.
 *
 * @param path in what was sent, as in {@code groups.broker.memory}; empty for the whole
 * @param line in the text that was sent, counted from 1; 0 if it came from no text
 * @param message one line
 * @param remedy one line; empty if there is none
 */
public record ProblemInfo(String path, int line, String message, String remedy) {}
