package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an uninstall leaves on agents. */
class LeftoversTest {

    private final Scene scene = new Scene(0, 2);

    @Test
    void volumes_leave_nothing() {
        assertThat(scene.rules.leftovers(scene.view())).isEmpty();
    }

    @Test
    void directories_of_the_host_are_named_of_each_node_that_ever_ran() {
        scene.options("data-path", "/mnt/crate", "blob-path", "/mnt/blobs");
        scene.put(data(1), false, false, 0, 1, "");
        assertThat(scene.rules.leftovers(scene.view()))
                .containsExactly(
                        "/mnt/crate/shop/data-0 on host-100 stays: remove it when nobody needs it any more",
                        "/mnt/blobs/shop/data-0 on host-100 stays: remove it when nobody needs it any more");
    }
}
