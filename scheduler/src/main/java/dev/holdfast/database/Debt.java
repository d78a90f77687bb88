package dev.holdfast.database;

/**
 * Something we put into a database and must take out again: a throttle, an exclude, a cordon. It is written down before it is
 * put there, with what the user had, and stays written until paid.
 *
 * @param id unique in its cluster, {@code cordon/broker-3}
 * @param text for people: {@code broker-3 takes no new partitions}
 * @param payment the chore that takes it out and restores what was there
 */
public record Debt(String id, String text, Chore payment) {}
