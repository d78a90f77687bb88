/**
 * What people do in the browser: forms, what they would do, and their doing.
 *
 * <p>A {@link dev.holdfast.web.act.Deed} is one thing that can be asked for: its fields, and the request it becomes. That request goes over
 * the {@link dev.holdfast.api.Desk} to the same routes that programs use, first as a preview, then for good: no rule is written
 * here a second time. {@link dev.holdfast.web.act.Doing} is the way from the form to the plan. Everything works as plain forms; with
 * scripts a preview follows what is typed.
 */
@NullMarked
package dev.holdfast.web.act;

import org.jspecify.annotations.NullMarked;
