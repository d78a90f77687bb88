package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.ProblemInfo;
import java.util.List;

/** Why something cannot be shown: cause and remedy. */
public record Problem(int status, List<ProblemInfo> problems) {

    static Part part(Refused refused) {
        return Part.of("problem", "parts/problem", new Problem(refused.status(), refused.problems()));
    }
}
