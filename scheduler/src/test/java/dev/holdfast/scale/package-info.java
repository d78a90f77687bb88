/**
 * What decisions cost as clusters and agents grow: {@link dev.holdfast.scale.ScaleRun} tells time per turn, offers evaluated and
 * memory of a simulated cluster ({@code bench/scale.sh}); the benchmarks beside it measure single parts with JMH.
 */
package dev.holdfast.scale;
