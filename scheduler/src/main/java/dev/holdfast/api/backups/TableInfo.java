package dev.holdfast.api.backups;

/** A table with what is in it: its primary shards, and the rows in them. */
public record TableInfo(String name, int shards, long rows) {}
