package dev.holdfast.api.wire;

import java.util.List;

/** Steps that belong together, one after the other ({@code serial}) or all at once ({@code parallel}). */
public record PhaseInfo(String name, String strategy, List<StepInfo> steps) {}
