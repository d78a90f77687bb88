/**
 * The face in the browser: pages for people, served beside the API.
 *
 * <p>{@link dev.holdfast.web.Web} serves them. A {@link dev.holdfast.web.Page} is a list of {@link dev.holdfast.web.Part}s, each a
 * template and what it shows; a part is rendered again only when that has changed, once for all who look, by a thread of this room
 * ({@code Streams}), and sent to open pages as it is. So what is read without JavaScript and what is kept live are the same. Templates
 * are in {@code src/main/jte}, compiled with the sources; styles, scripts and fonts are resources under {@code web/}. This room decides
 * nothing, and never keeps the loop waiting.
 */
@NullMarked
package dev.holdfast.web;

import org.jspecify.annotations.NullMarked;
