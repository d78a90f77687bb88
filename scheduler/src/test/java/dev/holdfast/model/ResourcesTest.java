package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {

    /** Fuzzing found that an offer with a resource in two kinds of quantity ended the thread that listens to Mesos. */
    @Test
    void quantitiesOfTwoKindsStayApartUnderOneName() {
        Resource number = Resource.of("ports", Quantity.Amount.of(3), "role");
        Resource ranges = Resource.of("ports", new Quantity.Ranges(List.of(new PortRange(31000, 31001))), "role");
        Resources both = new Resources(List.of(number, ranges));
        assertThat(both.all()).containsExactly(number, ranges);
        assertThat(both.minus(new Resources(List.of(ranges))).all()).containsExactly(number);
        assertThat(both.milli("ports")).isEqualTo(3000);
    }
}
