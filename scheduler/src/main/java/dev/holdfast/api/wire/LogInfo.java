package dev.holdfast.api.wire;

/**
 * A part of what a node's process has written.
 *
 * @param offset of the first byte, counted from the beginning
 * @param next offset to go on from
 * @param size of the whole so far, in bytes
 */
public record LogInfo(String node, String file, long offset, long next, long size, String text) {}
