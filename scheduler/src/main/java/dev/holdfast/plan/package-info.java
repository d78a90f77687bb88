/**
 * How a cluster gets from here to its target.
 *
 * <p>{@link dev.holdfast.plan.Planner} compares a target with what there is and writes a {@link
 * dev.holdfast.plan.Plan}; {@link dev.holdfast.plan.PlanRunner} carries it on, a little every turn, and says why it
 * waits. A step never acts: it sets a node's goal or asks for a chore, and waits to see it come true. Everything a plan
 * has reached is in the plan, so that any scheduler that reads it can go on at the same step. This room must not know
 * Mesos.
 */
@NullMarked
package dev.holdfast.plan;

import org.jspecify.annotations.NullMarked;
