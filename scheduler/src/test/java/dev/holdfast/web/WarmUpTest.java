package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

    /** Clusters whose page has been painted, in order. */
    private final BlockingQueue<String> painted = new LinkedBlockingQueue<>();

    private final ClusterPicture orders = Scene.cluster("orders", 3, 5);

    private FakeSources scheduler(View view) {
        return new FakeSources(view) {
            @Override
            public List<EndpointInfo> endpoints(ClusterPicture cluster) {
                painted.add(cluster.name());
                return super.endpoints(cluster);
            }
        };
    }

    private static ApiServer serve(FakeSources sources) throws Exception {
        return ApiServer.start(ApiSettings.loopback(0), List.of(), List.of(new Web(sources)));
    }

    @Test
    void pages_are_painted_before_anybody_asks() throws Exception {
        try (ApiServer server = serve(scheduler(Scene.view(Scene.agents(5), List.of(orders))))) {
            assertThat(painted.poll(50, TimeUnit.SECONDS))
                    .as(server.uri().toString())
                    .isEqualTo("orders");
        }
    }

    @Test
    void the_first_cluster_of_a_scheduler_is_painted_when_it_comes_and_later_ones_are_not() throws Exception {
        FakeSources sources = scheduler(Scene.view(Scene.agents(5), List.of()));
        try (ApiServer server = serve(sources)) {
            assertThat(painted.poll()).as(server.uri().toString()).isNull();
            sources.change(view -> Scene.view(Scene.agents(5), List.of(orders)));
            for (int round = 0; round < WarmUp.ROUNDS; round++) {
                assertThat(painted.poll(50, TimeUnit.SECONDS)).isEqualTo("orders");
            }
            sources.change(view -> Scene.view(Scene.agents(5), List.of(Scene.cluster("clicks", 0, 3), orders)));
            assertThat(painted.poll()).isNull();
        }
    }
}
