/**
 * The REST API of the original Crate framework, answer for answer, for people who have scripts and health checks that
 * use it.
 *
 * <p>{@link dev.holdfast.api.crate.FrameworkRoutes} is handed to the API server beside its own routes. It serves one
 * cluster, as the framework had only one; what it is asked for goes through the same commands as with {@code /v1}, so
 * that plans, gates and checks hold for it too. This room keeps nothing and talks to no database.
 */
@NullMarked
package dev.holdfast.api.crate;

import org.jspecify.annotations.NullMarked;
