package dev.holdfast.database;

import java.time.Instant;

/**
 * How a chore ended that ran beside a node as a task of its own: a fact, kept for each chore's name until the next of that name ends
 * on that node, or the node gets a new volume.
 *
 * @param chore with its arguments
 * @param ok whether its process ended with exit code 0
 * @param text its result line; if there is none, why it failed or how far it came
 * @param begunAt when its task was launched
 * @param at when its task ended
 * @param incarnation of the node that it ran beside
 */
public record ChoreEnd(Chore chore, boolean ok, String text, Instant begunAt, Instant at, int incarnation) {}
