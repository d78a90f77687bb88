package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.metrics.Recording;
import dev.holdfast.metrics.SchedulerMeter;
import dev.holdfast.metrics.Scrape;
import dev.holdfast.metrics.Verdicts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** A story whose scheduler is scraped once a minute. */
final class Watched {

    private static final SortedMap<String, String> SCHEDULER =
            new TreeMap<>(Map.of("job", "holdfast", "component", "scheduler", "instance", "10.9.9.9:4040"));

    final Story story;
    final SchedulerMeter meter = new SchedulerMeter();

    /** What a story may set of that which is around the loop. */
    long dropped;

    boolean leads = true;
    boolean answers = true;
    Optional<Observation.Details> details = Optional.empty();

    private final Publishing publishing;
    private final Recording recording;
    private int quiet = -1;

    private Watched(Story story, String names) {
        this.story = story;
        this.publishing = new Publishing(name -> story.toy.rules());
        this.recording = new Recording(story.now, names);
        story.watch = meter;
        meter.loop(() -> 0, 20_000, () -> 0, story::state);
        meter.house(() -> leads ? 1 : 0, () -> Double.NaN, () -> 4096);
        meter.heard(story.now);
        meter.hooks(
                new TreeSet<>(List.of("pager")),
                () -> new TreeMap<>(Map.of("pager", 0L)),
                () -> new TreeMap<>(Map.of("pager", dropped)));
    }

    /** A ready toy cluster of three data nodes. */
    static Watched ready(Path directory, String names) {
        return new Watched(Story.ready(directory, 6, 3), names);
    }

    /** All is well for so many minutes; then the alert must be quiet. */
    Watched well(int minutes) {
        pass(minutes, true);
        quiet = recording.minute() - 1;
        return this;
    }

    /** Time passes, with a master that talks. */
    Watched pass(int minutes) {
        pass(minutes, true);
        return this;
    }

    void pass(int minutes, boolean masterTalks) {
        for (int i = 0; i < minutes; i++) {
            if (masterTalks) {
                meter.heard(story.now);
            }
            scrape(List.of());
            story.advance(Recording.step());
        }
    }

    /** Time passes, with exporters that tell this. */
    void pass(int minutes, Supplier<List<Told>> exporters) {
        for (int i = 0; i < minutes; i++) {
            meter.heard(story.now);
            scrape(exporters.get());
            story.advance(Recording.step());
        }
    }

    /** What an exporter tells; empty if it does not answer. */
    record Told(Optional<String> text, SortedMap<String, String> target) {}

    private void scrape(List<Told> exporters) {
        if (answers) {
            recording.scrape(text(), SCHEDULER);
        } else {
            recording.silence(SCHEDULER);
        }
        for (Told told : exporters) {
            told.text()
                    .ifPresentOrElse(
                            text -> recording.scrape(text, told.target()), () -> recording.silence(told.target()));
        }
        recording.next();
    }

    String text() {
        return leads
                ? Scrape.text(
                        meter,
                        publishing.view(story.state(), 1, story.now),
                        name -> Publishing.clusterView(story.state(), Story.ORDERS, story.now)
                                .map(this::withDetails))
                : Scrape.text(meter);
    }

    private ClusterView withDetails(ClusterView view) {
        Optional<Observation> seen = view.observation()
                .map(last -> new Observation(
                        last.startedAt(),
                        last.takenAt(),
                        last.answered(),
                        last.summary(),
                        last.nodes(),
                        details.orElse(last.details())));
        return new ClusterView(
                view.target(), view.nodes(), view.identity(), seen, view.debts(), view.everReady(), view.now());
    }

    /** Details that are nothing but these numbers. */
    static Optional<Observation.Details> saying(List<Gauge> gauges) {
        return Optional.of(new Observation.Details() {
            @Override
            public List<Gauge> gauges() {
                return gauges;
            }
        });
    }

    /** Now the alert must fire. */
    Verdicts.Story fires() {
        return new Verdicts.Story(recording, quiet, recording.minute() - 1);
    }
}
