package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.TreeSet;

/** What a cluster looks like from outside when nothing is under way: tidy. */
final class Order {

    private Order() {}

    static boolean is(Story story) {
        try {
            expect(story);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    static void expect(Story story) {
        TreeSet<String> claims = new TreeSet<>();
        for (NodeRecord node : story.state().nodes().values()) {
            Claim claim = node.claim().orElseThrow(() -> new AssertionError(node.id() + " stands nowhere"));
            claims.add(claim.uid());
            Resources there = story.mesos.reservations().getOrDefault(claim.uid(), Resources.NONE);
            Sizing wanted = Sizing.of(
                    story.state().cluster(node.id().cluster()).orElseThrow().spec(),
                    node.id().group(),
                    story.toy.descriptor());
            Resources plain = there.filter(resource -> !resource.isVolume());
            assertThat(Sizing.of(plain)).as("reserved for " + node.id()).isEqualTo(wanted);
            assertThat(there.filter(Resource::isVolume).all())
                    .as("volumes of " + node.id())
                    .hasSize(1);
            assertThat(Sizing.of(claim.reserved())).as("known of " + node.id()).isEqualTo(wanted);
            assertThat(Sizing.used(node)).as("used by " + node.id()).isEqualTo(Sizing.of(Views.used(node)));
        }
        assertThat(story.mesos.reservations().keySet()).as("claims on agents").isEqualTo(claims);
        assertThat(story.state().surplus()).as("surplus").isEmpty();
        assertThat(story.mesos.offers.suppressed).as("suppressed roles").isEqualTo(story.mesos.offers.roles);
        assertThat(story.mesos.offers.outstanding()).as("offers in hand").isZero();
    }
}
