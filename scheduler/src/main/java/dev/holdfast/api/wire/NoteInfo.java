package dev.holdfast.api.wire;

/** Something that who follows a log should know: that the node was launched again, or that its agent does not answer. */
public record NoteInfo(String text) {}
