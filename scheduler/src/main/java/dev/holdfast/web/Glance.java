package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;

/** One look at everything: a picture, who leads, and where to look up what pictures do not show. */
public record Glance(View view, Glance.Leading leading, Sources sources) {

    public static Glance at(Sources sources) {
        return new Glance(sources.view(), sources.leading(), sources);
    }

    /** A cluster, or a refusal. */
    public ClusterPicture cluster(String name) {
        return view.cluster(name)
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN, "there is no cluster '" + name + "'", "the first page lists them all"));
    }

    /**
     * Who acts.
     *
     * @param leads whether this scheduler does
     * @param leader where the one that does has its pages, if this one stands by and it is known
     * @param halted why this scheduler acts no more; empty if it does
     */
    public record Leading(boolean leads, String leader, String halted) {}
}
