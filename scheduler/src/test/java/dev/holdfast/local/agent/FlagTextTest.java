package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.holdfast.mesos.v1.Attribute;
import dev.holdfast.mesos.v1.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resources and attributes in Mesos's own notation. */
class FlagTextTest {

    @Test
    void scalarsRangesAndStaticReservationsAreRead() {
        assertThat(FlagText.resources("cpus:4; mem(base):1024;cpus(*):0.5 ;ports:[31000-31005, 32000-32000]"))
                .containsExactly(
                        Messages.scalar("cpus", 4),
                        Messages.staticallyReserved(Messages.scalar("mem", 1024), "base"),
                        Messages.scalar("cpus", 0.5),
                        Messages.ranges("ports", 31000, 31005, 32000, 32000));
    }

    @Test
    void anAttributeThatLooksLikeANumberIsOne() {
        List<Attribute> attributes = FlagText.attributes("rack:1;zone:z1;level:1a");

        assertThat(attributes)
                .extracting(Attribute::getName, Attribute::getType)
                .containsExactly(
                        tuple("rack", Value.Type.SCALAR),
                        tuple("zone", Value.Type.TEXT),
                        tuple("level", Value.Type.TEXT));
        assertThat(FlagText.attributes("")).isEmpty();
    }

    @Test
    void whatIsNoResourceIsNamed() {
        assertThatThrownBy(() -> FlagText.resources("cpus:4;memory")).hasMessageContaining("'memory' is no resource");
        assertThatThrownBy(() -> FlagText.resources("cpus:many")).hasMessageContaining("has no amount");
        assertThatThrownBy(() -> FlagText.resources("ports:[1..2]")).hasMessageContaining("is no range");
    }
}
