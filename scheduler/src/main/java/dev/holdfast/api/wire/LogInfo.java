package dev.holdfast.api.wire;

/**
 * A part of a log.
 *
 * @param offset of the first byte, counted from the beginning
 * @param next offset to go on from
 * @param size of the whole so far, in bytes
 * @param incarnation of the node that wrote it
 */
public record LogInfo(String node, String file, long offset, long next, long size, String text, int incarnation) {}
