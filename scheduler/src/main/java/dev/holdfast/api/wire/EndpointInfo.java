package dev.holdfast.api.wire;

/** Where clients connect: {@code bootstrap}, {@code 127.0.0.2:9092,127.0.0.3:9092}. */
public record EndpointInfo(String name, String value) {}
