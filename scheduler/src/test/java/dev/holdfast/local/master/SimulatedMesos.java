package dev.holdfast.local.master;

import com.google.protobuf.Message;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A master and its agents on simulated time, spoken to as over HTTP but without any network. */
final class SimulatedMesos {

    final Timeline timeline;
    private final MasterTimings timings;
    private final List<FakeAgent> agents = new ArrayList<>();
    private final Map<Long, FakeAgent> links = new LinkedHashMap<>();
    private final Map<UUID, Stream> streams = new LinkedHashMap<>();
    private MasterCore core;
    private Checkpoint saved = Checkpoint.NOTHING;
    private boolean up = true;
    private long lastLink;
    private int masters;
    private int uuids;

    /** What a subscriber reads. */
    static final class Stream {
        final UUID id;
        final List<Event> events = new ArrayList<>();
        boolean closed;

        Stream(UUID id) {
            this.id = id;
        }

        List<Event> ofType(Event.Type type) {
            return events.stream().filter(event -> event.getType() == type).toList();
        }

        Event last(Event.Type type) {
            List<Event> all = ofType(type);
            if (all.isEmpty()) {
                throw new AssertionError("no " + type + " in " + events);
            }
            return all.get(all.size() - 1);
        }
    }

    /** An answer, with the stream when it is one. */
    record Answer(int status, String text, Optional<Stream> stream) {}

    SimulatedMesos(Instant start, MasterTimings timings) {
        this.timeline = new Timeline(start);
        this.timings = timings;
        this.core = newCore();
        tick(core);
    }

    private MasterCore newCore() {
        MasterInfo self = MasterInfo.newBuilder()
                .setId("master" + masters++)
                .setIp(16777343)
                .setPort(5050)
                .build();
        return new MasterCore(self, timings, saved, this::nextId, timeline.now());
    }

    private UUID nextId() {
        return new UUID(masters, ++uuids);
    }

    private void tick(MasterCore ofMaster) {
        timeline.at(ofMaster.nextWake(), now -> {
            if (core == ofMaster && up) {
                handle(new MasterEvent.Tick());
                tick(ofMaster);
            }
        });
    }

    FakeAgent addAgent(AgentInfo info, String ip) {
        FakeAgent agent = new FakeAgent(timeline, info, ip);
        agents.add(agent);
        connect(agent);
        return agent;
    }

    void connect(FakeAgent agent) {
        long link = ++lastLink;
        links.put(link, agent);
        agent.connect(message -> {
            if (up && links.get(link) == agent) {
                handle(new MasterEvent.AgentSays(agent.id(), message));
            }
        });
        handle(new MasterEvent.AgentRegisters(link, agent.register()));
    }

    /** The link breaks, as when the agent's process is killed. */
    void disconnect(FakeAgent agent) {
        agent.disconnect();
        List.copyOf(links.entrySet()).forEach(entry -> {
            if (entry.getValue() == agent) {
                links.remove(entry.getKey());
                handle(new MasterEvent.LinkClosed(entry.getKey()));
            }
        });
    }

    void killMaster() {
        up = false;
        streams.values().forEach(stream -> stream.closed = true);
        streams.clear();
        links.clear();
        agents.forEach(FakeAgent::disconnect);
    }

    void startMaster() {
        up = true;
        core = newCore();
        tick(core);
    }

    void closeStream(Stream stream) {
        streams.remove(stream.id);
        handle(new MasterEvent.StreamClosed(stream.id));
    }

    Checkpoint saved() {
        return saved;
    }

    void agentSays(FakeAgent agent, ToMaster message) {
        handle(new MasterEvent.AgentSays(agent.id(), message));
    }

    /** A request as it comes over HTTP. */
    Answer post(String endpoint, Map<String, String> headers, byte[] body) {
        try {
            String contentType = headers.getOrDefault("Content-Type", "");
            if (endpoint.equals("/api/v1")) {
                return operator(
                        Requests.parse(contentType, body, dev.holdfast.mesos.v1.master.Call.getDefaultInstance()));
            }
            Call call = Requests.parse(contentType, body, Call.getDefaultInstance());
            return call(call, Optional.ofNullable(headers.get("Mesos-Stream-Id")));
        } catch (Requests.Rejected rejected) {
            return new Answer(rejected.reply.status(), rejected.reply.text(), Optional.empty());
        }
    }

    Answer call(Call call, Optional<String> streamId) {
        if (call.getType() != Call.Type.SUBSCRIBE) {
            return answer(handle(new MasterEvent.SchedulerCall(call, streamId, Optional.empty())));
        }
        Stream stream = new Stream(new UUID(0xabcdL, ++uuids));
        streams.put(stream.id, stream);
        Reply reply = handle(new MasterEvent.Subscribe(call, stream.id, streamId, Optional.empty()));
        return reply.status() == 200 ? new Answer(200, "", Optional.of(stream)) : answer(reply);
    }

    Answer operator(dev.holdfast.mesos.v1.master.Call call) {
        return answer(handle(new MasterEvent.OperatorCall(call)));
    }

    private static Answer answer(Reply reply) {
        String text = reply.body().map((Message body) -> MesosJson.text(body)).orElse(reply.text());
        return new Answer(reply.status(), text, Optional.empty());
    }

    void advance(Duration step) {
        timeline.advance(step);
    }

    private Reply handle(MasterEvent event) {
        Reaction reaction = core.handle(event, timeline.now());
        for (MasterOutput output : reaction.outputs()) {
            perform(output);
        }
        return reaction.reply();
    }

    private void perform(MasterOutput output) {
        if (output instanceof MasterOutput.Save save) {
            saved = save.checkpoint();
        } else if (output instanceof MasterOutput.ToScheduler event) {
            Stream stream = streams.get(event.stream());
            if (stream != null) {
                stream.events.add(event.event());
            }
        } else if (output instanceof MasterOutput.CloseStream closed) {
            Stream stream = streams.remove(closed.stream());
            if (stream != null) {
                stream.closed = true;
            }
        } else if (output instanceof MasterOutput.ToLink record) {
            FakeAgent agent = links.get(record.link());
            if (agent != null) {
                agent.hear(record.record());
            }
        } else if (output instanceof MasterOutput.CloseLink closed) {
            links.remove(closed.link());
        }
    }
}
