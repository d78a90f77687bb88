package dev.holdfast.api.wire;

import java.util.List;

/** Why a request was refused: everything at once. Nothing has changed. */
public record ProblemsInfo(List<ProblemInfo> problems) {}
