package dev.holdfast.crate.model.core;

import tools.jackson.databind.JsonNode;

/**
 * What goes between nodes: a request, or the answer to one.
 *
 * @param from address of the sender's transport
 * @param action what is asked; empty for an answer
 * @param status 0 for a good answer, else HTTP status of the error
 */
public record Wire(long id, String from, String action, JsonNode body, int status, int code, String error) {}
