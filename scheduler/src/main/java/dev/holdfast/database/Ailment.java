package dev.holdfast.database;

/**
 * Something that is not well with a running cluster.
 *
 * @param rule name of it, the same from look to look: {@code replicas}
 * @param text what is wrong and why, in one line
 * @param remedy what a person can do; empty if only waiting helps
 */
public record Ailment(String rule, String text, String remedy) {}
