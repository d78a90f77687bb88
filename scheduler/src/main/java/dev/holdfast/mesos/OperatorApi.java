package dev.holdfast.mesos;

import com.google.protobuf.Message;
import dev.holdfast.mesos.v1.FileInfo;
import dev.holdfast.model.Agent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the v1 operator API that we read: which agents there are, who leads, and what lies in a sandbox. It may
 * be closed to us while the scheduler API is open, and may ask for other credentials. Blocks its caller, for no longer
 * than the settings' timeouts.
 */
public final class OperatorApi implements AutoCloseable {

    /** An agent never gives more than this many bytes of a file at once. */
    public static final int MAX_READ_BYTES = 64 * 1024;

    private static final String API = "/api/v1";
    private static final int MAX_REDIRECTS = 5;

    private final MasterLocator masters;
    private final Credentials credentials;
    private final ClientSettings settings;
    private final MesosHttp http;

    public OperatorApi(MasterLocator masters, Credentials credentials, ClientSettings settings) {
        this.masters = masters;
        this.credentials = credentials;
        this.settings = settings;
        this.http = new MesosHttp(credentials, settings);
    }

    /**
     * @param size of the whole file, in bytes
     * @param data from the offset asked for; shorter than asked at the file's end
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
    public record FilePart(long size, byte[] data) {}

    /** @param path as the agent's file API takes it */
    public record FileEntry(String path, long size, Instant modified, boolean isDirectory) {}

    /** All agents the master knows. Those that have not come back since a failover are there too, but not active. */
    public List<Agent> agents() throws OperatorException, InterruptedException {
        try {
            return agents(askMaster(dev.holdfast.mesos.v1.master.Call.Type.GET_AGENTS));
        } catch (IllegalArgumentException broken) {
            throw new OperatorException(
                    OperatorException.Kind.FAILED,
                    masters.description() + " has an agent that cannot be described: " + broken.getMessage(),
                    broken);
        }
    }

    static List<Agent> agents(byte[] answer, WireFormat format) throws MalformedMessageException {
        return agents(format.read(answer, dev.holdfast.mesos.v1.master.Response.getDefaultInstance()));
    }

    private static List<Agent> agents(dev.holdfast.mesos.v1.master.Response response) {
        dev.holdfast.mesos.v1.master.Response.GetAgents answer = response.getGetAgents();
        List<Agent> agents = new ArrayList<>();
        answer.getAgentsList().forEach(agent -> agents.add(OfferMessages.agent(agent)));
        answer.getRecoveredAgentsList().forEach(agent -> agents.add(OfferMessages.recoveredAgent(agent)));
        return agents;
    }

    /** The leading master, with its version. */
    public MesosEvent.Master master() throws OperatorException, InterruptedException {
        return EventMessages.master(askMaster(dev.holdfast.mesos.v1.master.Call.Type.GET_MASTER)
                .getGetMaster()
                .getMasterInfo());
    }

    /**
     * Reads a part of a file in an agent's sandboxes.
     *
     * @param path see {@link Sandbox}
     * @param length at most {@link #MAX_READ_BYTES} come back
     */
    public FilePart read(URI agent, String path, long offset, int length)
            throws OperatorException, InterruptedException {
        dev.holdfast.mesos.v1.agent.Call call = dev.holdfast.mesos.v1.agent.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.agent.Call.Type.READ_FILE)
                .setReadFile(dev.holdfast.mesos.v1.agent.Call.ReadFile.newBuilder()
                        .setPath(path)
                        .setOffset(offset)
                        .setLength(length))
                .build();
        dev.holdfast.mesos.v1.agent.Response.ReadFile answer =
                askAgent(agent, call, "no file " + path).getReadFile();
        return new FilePart(answer.getSize(), answer.getData().toByteArray());
    }

    /** What is in a directory of an agent's sandboxes, by path. */
    public List<FileEntry> list(URI agent, String path) throws OperatorException, InterruptedException {
        dev.holdfast.mesos.v1.agent.Call call = dev.holdfast.mesos.v1.agent.Call.newBuilder()
                .setType(dev.holdfast.mesos.v1.agent.Call.Type.LIST_FILES)
                .setListFiles(
                        dev.holdfast.mesos.v1.agent.Call.ListFiles.newBuilder().setPath(path))
                .build();
        return askAgent(agent, call, "no directory " + path).getListFiles().getFileInfosList().stream()
                .map(OperatorApi::entry)
                .toList();
    }

    /** An agent's address for {@link #read} and {@link #list}. */
    public static URI address(Agent agent) {
        String host = agent.ip().isEmpty() ? agent.hostname() : agent.ip();
        return URI.create("http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + agent.port());
    }

    private static FileEntry entry(FileInfo file) {
        int directory = 0040000;
        int kind = 0170000;
        return new FileEntry(
                file.getPath(),
                file.getSize(),
                Instant.EPOCH.plusNanos(file.getMtime().getNanoseconds()),
                (file.getMode() & kind) == directory);
    }

    private dev.holdfast.mesos.v1.master.Response askMaster(dev.holdfast.mesos.v1.master.Call.Type type)
            throws OperatorException, InterruptedException {
        dev.holdfast.mesos.v1.master.Call call =
                dev.holdfast.mesos.v1.master.Call.newBuilder().setType(type).build();
        OperatorException last = new OperatorException(
                OperatorException.Kind.UNREACHABLE, "no Mesos master is known at " + masters.description());
        for (URI candidate : masters.candidates()) {
            try {
                HttpResponse<byte[]> answer = askLeader(candidate, call);
                return read(answer, dev.holdfast.mesos.v1.master.Response.getDefaultInstance(), candidate);
            } catch (OperatorException failed) {
                last = failed;
            }
        }
        throw last;
    }

    private HttpResponse<byte[]> askLeader(URI candidate, Message call) throws OperatorException, InterruptedException {
        URI master = candidate;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResponse<byte[]> answer = post(master, call);
            if (!MesosHttp.isRedirect(answer.statusCode())) {
                return good(answer, master, "no operator API");
            }
            URI from = master;
            master = MesosHttp.leader(answer, from)
                    .orElseThrow(() -> new OperatorException(
                            OperatorException.Kind.FAILED, from + " sends us on, but not where to"));
        }
        throw new OperatorException(
                OperatorException.Kind.UNREACHABLE, candidate + " sends us from master to master without an end");
    }

    private dev.holdfast.mesos.v1.agent.Response askAgent(URI agent, Message call, String missing)
            throws OperatorException, InterruptedException {
        HttpResponse<byte[]> answer = good(post(agent, call), agent, missing);
        return read(answer, dev.holdfast.mesos.v1.agent.Response.getDefaultInstance(), agent);
    }

    private HttpResponse<byte[]> post(URI to, Message call) throws OperatorException, InterruptedException {
        HttpRequest request = http.post(to, API, call).build();
        Duration timeout = settings.callTimeout();
        try {
            return MesosHttp.await(http.exchange(request), timeout);
        } catch (IOException failed) {
            throw new OperatorException(
                    OperatorException.Kind.UNREACHABLE,
                    "no answer from " + to + ": " + MesosHttp.describe(failed),
                    failed);
        }
    }

    private HttpResponse<byte[]> good(HttpResponse<byte[]> answer, URI from, String missing) throws OperatorException {
        String text = MesosHttp.text(answer.body());
        return switch (answer.statusCode()) {
            case MesosHttp.OK -> answer;
            case MesosHttp.UNAUTHORIZED, MesosHttp.FORBIDDEN ->
                throw new OperatorException(
                        OperatorException.Kind.CLOSED,
                        from + " keeps its operator API closed to " + credentials
                                + "; give it operator credentials that may read it");
            case MesosHttp.NOT_FOUND ->
                throw new OperatorException(
                        OperatorException.Kind.MISSING, from + " has " + missing + (text.isEmpty() ? "" : ": " + text));
            case MesosHttp.UNAVAILABLE ->
                throw new OperatorException(
                        OperatorException.Kind.UNREACHABLE, from + " is not ready yet (" + text + ")");
            default ->
                throw new OperatorException(
                        OperatorException.Kind.FAILED, from + " answered " + answer.statusCode() + " (" + text + ")");
        };
    }

    private <M extends Message> M read(HttpResponse<byte[]> answer, M prototype, URI from) throws OperatorException {
        try {
            return settings.format().read(answer.body(), prototype);
        } catch (MalformedMessageException | IllegalArgumentException broken) {
            throw new OperatorException(
                    OperatorException.Kind.FAILED,
                    from + " gave an answer that cannot be read: " + broken.getMessage(),
                    broken);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
