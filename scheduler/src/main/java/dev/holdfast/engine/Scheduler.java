package dev.holdfast.engine;

import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactServer;
import dev.holdfast.core.Core;
import dev.holdfast.core.Event;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Publishing.Standing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.mesos.ClientSettings;
import dev.holdfast.mesos.Credentials;
import dev.holdfast.mesos.FrameworkSettings;
import dev.holdfast.mesos.MasterLocator;
import dev.holdfast.mesos.MesosClient;
import dev.holdfast.mesos.MesosEvent;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.NodeId;
import dev.holdfast.store.SqliteStore;
import dev.holdfast.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** A whole scheduler, wired: state, loop, Mesos, artifacts, databases. Closing it leaves all that runs on Mesos running. */
public final class Scheduler implements AutoCloseable {

    private static final int MARK_BITS = 40;

    private final Store store;
    private final Engine engine;
    private final MesosClient mesos;
    private final OperatorApi operator;
    private final ArtifactServer server;
    private final Dispatcher dispatcher;
    private final SecretFiles secrets;
    private final SortedMap<String, DatabasePackage> packages;

    private Scheduler(
            Store store,
            Engine engine,
            MesosClient mesos,
            OperatorApi operator,
            ArtifactServer server,
            Dispatcher dispatcher,
            SecretFiles secrets,
            SortedMap<String, DatabasePackage> packages) {
        this.store = store;
        this.engine = engine;
        this.mesos = mesos;
        this.operator = operator;
        this.server = server;
        this.dispatcher = dispatcher;
        this.secrets = secrets;
        this.packages = packages;
    }

    /**
     * Starts a scheduler on its state.
     *
     * @throws dev.holdfast.store.StoreException if the state cannot be used
     * @throws ArtifactException if the artifact listener cannot be opened
     */
    public static Scheduler start(SchedulerSettings settings, SortedMap<String, DatabasePackage> packages, Clock clock)
            throws ArtifactException {
        Store store = SqliteStore.open(settings.data().resolve("state.db"), Scheduler::newSelf);
        try {
            return start(settings, packages, clock, store);
        } catch (ArtifactException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Scheduler start(
            SchedulerSettings settings, SortedMap<String, DatabasePackage> packages, Clock clock, Store store)
            throws ArtifactException {
        ArtifactCache cache = ArtifactCache.open(settings.data().resolve("artifacts"));
        ArtifactServer server = settings.advertise().isPresent()
                ? ArtifactServer.start(
                        settings.artifactListen(), cache, settings.advertise().get())
                : ArtifactServer.start(settings.artifactListen(), cache);
        SecretFiles secrets = SecretFiles.in(settings.data());
        SoftwareShelf shelf = new SoftwareShelf(cache, settings.data().resolve("scratch"), packages.values());
        Core core = new Core(packages, settings.principal());
        Publishing publishing =
                new Publishing(name -> Packages.of(packages, name).rules());
        Engine engine = new Engine(core, store, publishing, clock);
        State state = engine.loaded();
        Credentials credentials = settings.principal().isEmpty()
                ? Credentials.NONE
                : new Credentials(settings.principal(), settings.secret());
        FrameworkSettings framework = FrameworkSettings.of(
                        settings.user(),
                        settings.frameworkName(),
                        credentials,
                        state.self().frameworkId())
                .withRoles(roles(state));
        MasterLocator masters = MasterLocator.fixed(settings.masters());
        ClientSettings client = ClientSettings.standard();
        OperatorApi operator = new OperatorApi(masters, credentials, client);
        AtMost<Dispatcher> dispatcher = new AtMost<>();
        MesosClient mesos = new MesosClient(
                framework,
                masters,
                client,
                said -> hear(engine, dispatcher, said),
                new SecureRandom()::nextDouble,
                () -> !engine.halted().isDone());
        dispatcher.set(new Dispatcher(mesos, operator, server, shelf, secrets, packages, engine::submit));
        engine.start(dispatcher.get());
        engine.submit(new Event.ServingAt(withoutSlash(server.baseUrl().toString())));
        mesos.start();
        return new Scheduler(store, engine, mesos, operator, server, dispatcher.get(), secrets, packages);
    }

    private static void hear(Engine engine, AtMost<Dispatcher> dispatcher, MesosEvent said) {
        if (said instanceof MesosEvent.Subscribed subscribed) {
            dispatcher.get().agentFiles().framework(subscribed.frameworkId());
        }
        MesosIntake.event(said).ifPresent(engine::submit);
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static SortedSet<String> roles(State state) {
        TreeSet<String> roles = new TreeSet<>();
        state.clusters().values().forEach(cluster -> roles.add(cluster.spec().role()));
        state.surplus().values().forEach(surplus -> roles.add(surplus.role()));
        return roles;
    }

    /** A new owner and mark, for state that begins. */
    private static Self newSelf() {
        SecureRandom random = new SecureRandom();
        String mark = Long.toString(random.nextLong() & ((1L << MARK_BITS) - 1), 36);
        return new Self(UUID.randomUUID().toString(), mark, Optional.empty(), 0);
    }

    public Engine engine() {
        return engine;
    }

    public Store store() {
        return store;
    }

    public SecretFiles secrets() {
        return secrets;
    }

    /**
     * A part of what a node's newest process wrote; empty if it never had one.
     *
     * @param file {@code stdout} or {@code stderr}
     * @param offset in bytes; negative counts from the end
     */
    public Optional<AgentFiles.Part> read(NodeId node, String file, long offset, int length)
            throws OperatorException, InterruptedException {
        Optional<Standing> standing = engine.standing(node);
        return standing.isEmpty()
                ? Optional.empty()
                : dispatcher
                        .agentFiles()
                        .read(standing.get().agent(), standing.get().task(), file, offset, length);
    }

    public SortedMap<String, DatabasePackage> packages() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /** What talks to databases of a package. */
    public Driver driver(String packageName) {
        return dispatcher.driver(packageName);
    }

    @Override
    public void close() {
        engine.close();
        mesos.close();
        dispatcher.close();
        operator.close();
        server.close();
        store.close();
    }

    /** A value that is known only after those who need it are built. */
    private static final class AtMost<T> {
        private volatile Optional<T> value = Optional.empty();

        void set(T known) {
            value = Optional.of(known);
        }

        T get() {
            return value.orElseThrow();
        }
    }
}
