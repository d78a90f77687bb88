package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Offer;

/**
 * An offer nobody has answered yet.
 *
 * @param resources what it holds, in the present form with allocation, whatever form the framework was shown
 */
record OpenOffer(Offer offer, String frameworkId, String agentId, String role, Resources resources) {

    String id() {
        return offer.getId().getValue();
    }
}
