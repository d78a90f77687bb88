package dev.holdfast.local.master;

import java.util.List;

/** What one event leads to: an answer, and messages to others in order. */
public record Reaction(Reply reply, List<MasterOutput> outputs) {}
