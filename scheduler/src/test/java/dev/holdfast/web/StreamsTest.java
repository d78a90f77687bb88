package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.View.ClusterPicture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Open pages are kept true, and no more is sent than has changed. */
@Timeout(30)
class StreamsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ClusterPicture orders = Scene.cluster("orders", 3, 5);
    private final ClusterPicture clicks = Scene.cluster("clicks", 0, 3);
    private final FakeSources sources = new FakeSources(Scene.view(Scene.agents(5), List.of(clicks, orders)));
    private final Streams streams = new Streams(sources, new Painting());

    @AfterEach
    void close() {
        streams.close();
    }

    private Reader open(String path) {
        return streams.read(path, Addresses.page(path, "").orElseThrow());
    }

    private ClusterPicture degraded(ClusterPicture cluster) {
        return Scene.with(cluster, "degraded", Optional.empty(), node -> node);
    }

    private static List<String> ids(List<Reader.Sent> sent) {
        return sent.stream()
                .filter(one -> one.event().equals(Reader.PART))
                .map(one -> one.data().replaceAll("(?s)^<div class=\"part\" id=\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void who_opens_a_page_gets_all_of_it_for_it_may_have_changed_since_it_was_loaded() throws Exception {
        List<Reader.Sent> first = open("/").next(SOON);
        assertThat(first).extracting(Reader.Sent::event).containsExactly("page", "part", "part");
        assertThat(first.get(0).data()).contains("id=\"card-orders\"", "id=\"card-clicks\"", "id=\"capacity\"");
        assertThat(ids(first)).containsExactly("side", "notices");
    }

    @Test
    void only_what_has_changed_is_sent() throws Exception {
        Reader reader = open("/");
        reader.next(SOON);
        sources.change(view -> Scene.with(view, degraded(orders)));
        assertThat(ids(reader.next(SOON))).containsExactly("side", "summary", "card-orders");
    }

    @Test
    void a_change_that_shows_nowhere_on_the_page_sends_nothing() throws Exception {
        Reader reader = open("/clusters/clicks");
        reader.next(SOON);
        for (int i = 0; i < 5; i++) {
            sources.change(view -> Scene.with(view, Scene.with(orders, "ready", Optional.empty(), node -> node)));
        }
        assertThat(reader.next(Duration.ofMillis(700)))
                .extracting(Reader.Sent::event)
                .containsExactly("beat");
    }

    @Test
    void a_slow_reader_gets_the_newest_of_each_part_and_nothing_piles_up() throws Exception {
        Reader slow = open("/");
        slow.next(SOON);
        Reader quick = open("/");
        quick.next(SOON);
        for (int i = 0; i < 12; i++) {
            sources.change(view -> Scene.with(view, degraded(orders)));
            quick.next(Duration.ofMillis(300));
            sources.change(view -> Scene.with(view, orders));
            quick.next(Duration.ofMillis(300));
        }
        List<Reader.Sent> late = slow.next(SOON);
        assertThat(ids(late)).doesNotHaveDuplicates();
        assertThat(late).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a_part_is_painted_once_for_all_who_look() throws Exception {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(open("/"));
        }
        for (Reader reader : readers) {
            reader.next(SOON);
        }
        sources.change(view -> Scene.with(view, degraded(orders)));
        ConcurrentHashMap.KeySetView<Integer, Boolean> texts = ConcurrentHashMap.newKeySet();
        for (Reader reader : readers) {
            List<Reader.Sent> sent = reader.next(SOON);
            texts.add(System.identityHashCode(sent.get(sent.size() - 1).data()));
        }
        assertThat(texts).hasSize(1);
    }

    @Test
    void a_new_cluster_comes_with_the_whole_page_as_its_place_is_new() throws Exception {
        Reader reader = open("/");
        reader.next(SOON);
        sources.show(Scene.view(Scene.agents(5), List.of(clicks, orders, Scene.cluster("views", 0, 3))));
        List<Reader.Sent> sent = reader.next(SOON);
        assertThat(sent.get(0).event()).isEqualTo("page");
        assertThat(sent.get(0).data()).contains("card-views");
    }

    @Test
    void a_cluster_that_is_gone_says_so_to_who_looks_at_it() throws Exception {
        Reader reader = open("/clusters/orders");
        reader.next(SOON);
        sources.show(Scene.view(Scene.agents(5), List.of(clicks)));
        List<Reader.Sent> sent = reader.next(SOON);
        assertThat(sent.get(0).event()).isEqualTo("page");
        assertThat(sent.get(0).data()).contains("there is no cluster 'orders'");
    }

    @Test
    void losing_the_lead_shows_though_no_new_picture_comes() throws Exception {
        Reader reader = open("/agents");
        reader.next(SOON);
        sources.leading = new Glance.Leading(false, "http://127.0.0.9:4040", "");
        assertThat(ids(reader.next(SOON))).containsExactly("notices");
    }

    @Test
    void who_leaves_is_forgotten() {
        Reader reader = open("/");
        assertThat(streams.readers()).isEqualTo(1);
        streams.leave("/", reader);
        assertThat(streams.readers()).isZero();
    }
}
