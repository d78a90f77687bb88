package dev.holdfast.web.act;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.spec.Descriptor;
import java.util.List;
import java.util.Optional;

/** One thing that people can ask for. Knows its fields and the request they become; whether it may be done, the request's answer says. */
interface Deed {

    /** What it is about. */
    record Subject(ClusterPicture cluster, Descriptor descriptor, String node) {

        /** The node's name, or else the cluster's: what is to be typed for confirmation. */
        String name() {
            return node.isEmpty() ? cluster.name() : cluster.name() + "/" + node;
        }

        String path() {
            return "/v1/clusters/" + cluster.name();
        }
    }

    /** How sure one has to be. */
    enum Care {
        /** Nothing is lost or interrupted by it. */
        NONE,
        /** As the preview's steps are: what takes nodes down wants a name. */
        BY_PLAN,
        /** Always wants the name. */
        ALWAYS
    }

    /** {@code restart}, in addresses. */
    String name();

    /** On buttons: {@code Restart}. */
    String label();

    /** Above its form: {@code Restart orders/broker-1}. */
    default String title(Subject subject) {
        return label() + " " + subject.name();
    }

    /** What it does, in a sentence or two. */
    String about(Subject subject);

    Care care(Inputs inputs);

    /** Whether the API can say beforehand what it would do. */
    boolean hasPreview();

    /** Empty if there is nothing to choose; then the preview is shown at once. */
    List<Section> sections(Subject subject, Inputs inputs);

    /** The request; {@link dev.holdfast.api.Refused} if what was given is none. */
    Wish wish(Subject subject, Inputs inputs);

    /** Why it makes no sense now, in place of a form; empty if it does. */
    default Optional<String> pointless(Subject subject) {
        return Optional.empty();
    }
}
