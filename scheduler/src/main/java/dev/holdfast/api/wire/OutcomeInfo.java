package dev.holdfast.api.wire;

import java.util.Optional;

/**
 * What a request came to.
 *
 * @param outcome accepted, nothing, done or preview
 * @param text one line
 * @param plan the plan to follow, if accepted
 */
public record OutcomeInfo(String outcome, String text, Optional<PlanInfo> plan, Optional<PreviewInfo> preview) {}
