/**
 * Pages as people see them: in a real Chromium.
 *
 * <p>{@link dev.holdfast.web.screen.Screen} is the browser; {@link dev.holdfast.web.screen.Screenshots} makes the pictures of the manual. Where there is
 * no Chromium, tests say so and are skipped.
 */
@NullMarked
package dev.holdfast.web.screen;

import org.jspecify.annotations.NullMarked;
