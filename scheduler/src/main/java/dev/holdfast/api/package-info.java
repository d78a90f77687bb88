/**
 * The REST face: what may be seen and asked for over HTTP.
 *
 * <p>{@link dev.holdfast.api.ApiServer} serves one table of {@link dev.holdfast.api.Route}s, from which the OpenAPI
 * document is made too. What is seen comes from published views; what is asked for goes to the engine as commands,
 * and its answer comes back. {@code wire} is what travels, {@code kafka} what only Kafka has. This room decides
 * nothing and knows no state.
 */
@NullMarked
package dev.holdfast.api;

import org.jspecify.annotations.NullMarked;
