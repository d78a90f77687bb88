package dev.holdfast.engine;

import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactServer;
import dev.holdfast.core.Core;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.HookRecord;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.engine.hook.HookPace;
import dev.holdfast.engine.hook.HookSource;
import dev.holdfast.engine.hook.HookSpec;
import dev.holdfast.engine.hook.HookState;
import dev.holdfast.engine.hook.Webhooks;
import dev.holdfast.mesos.ClientSettings;
import dev.holdfast.mesos.Credentials;
import dev.holdfast.mesos.FrameworkSettings;
import dev.holdfast.mesos.MasterLocator;
import dev.holdfast.mesos.MesosClient;
import dev.holdfast.mesos.MesosEvent;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.store.SqliteStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.Tenure;
import dev.holdfast.store.ZooKeeperSession;
import dev.holdfast.store.ZooKeeperStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A whole scheduler, wired: state, loop, Mesos, artifacts, databases. Closing it leaves all that runs on Mesos running.
 *
 * <p>One with a state of its own leads at once. One with a state that it shares stands by until it is {@linkplain #stand elected}.
 */
public final class Scheduler implements AutoCloseable {

    private static final int MARK_BITS = 40;

    private final SchedulerSettings settings;
    private final Clock clock;
    private final Store store;
    private final Engine engine;
    private final MasterLocator masters;
    private final OperatorApi operator;
    private final ArtifactServer server;
    private final ArtifactCache cache;
    private final SecretFiles secrets;
    private final SortedMap<String, DatabasePackage> packages;
    private final Optional<ZooKeeperSession> session;
    private volatile Optional<Acting> acting = Optional.empty();
    private volatile Optional<Candidacy> candidacy = Optional.empty();
    private volatile Optional<Webhooks> webhooks = Optional.empty();
    private volatile Optional<TreeSet<String>> hookNames = Optional.empty();
    private volatile double epoch = Double.NaN;

    /** What only who leads has: hands. */
    private record Acting(MesosClient mesos, Dispatcher dispatcher) {}

    private Scheduler(
            SchedulerSettings settings,
            SortedMap<String, DatabasePackage> packages,
            Clock clock,
            Store store,
            SecretFiles secrets,
            Optional<ZooKeeperSession> session)
            throws ArtifactException {
        this.settings = settings;
        this.packages = packages;
        this.clock = clock;
        this.store = store;
        this.secrets = secrets;
        this.session = session;
        this.cache = ArtifactCache.open(settings.data().resolve("artifacts"));
        this.server = settings.advertise().isPresent()
                ? ArtifactServer.start(
                        settings.artifactListen(), cache, settings.advertise().get())
                : ArtifactServer.start(settings.artifactListen(), cache);
        this.engine = new Engine(new Core(packages, settings.principal()), store, publishing(packages), clock);
        this.masters = MasterLocator.of(settings.masters(), settings.zookeeper());
        this.operator = new OperatorApi(masters, credentials(), ClientSettings.standard());
        engine.meter().house(() -> leadership().leads() ? 1 : 0, () -> epoch, this::storeBytes);
    }

    private double storeBytes() {
        return store instanceof SqliteStore file ? file.bytes() : Double.NaN;
    }

    /**
     * Starts a scheduler on a state of its own.
     *
     * @throws dev.holdfast.store.StoreException if the state cannot be used
     * @throws ArtifactException if the artifact listener cannot be opened
     */
    public static Scheduler start(SchedulerSettings settings, SortedMap<String, DatabasePackage> packages, Clock clock)
            throws ArtifactException {
        Store store = SqliteStore.open(settings.data().resolve("state.db"), Scheduler::newSelf);
        try {
            Scheduler scheduler =
                    new Scheduler(settings, packages, clock, store, SecretFiles.in(settings.data()), Optional.empty());
            scheduler.begin(Tenure.alone(), "");
            return scheduler;
        } catch (ArtifactException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Starts a scheduler that stands by on a state it shares with others. It does nothing before {@link #stand}.
     *
     * @param secrets those of this data directory, {@linkplain SecretFiles#shared shared}
     */
    public static Scheduler standby(
            SchedulerSettings settings,
            SortedMap<String, DatabasePackage> packages,
            Clock clock,
            ZooKeeperSession session,
            SecretFiles secrets)
            throws ArtifactException {
        ZooKeeperStore store = ZooKeeperStore.open(session, Scheduler::newSelf);
        return new Scheduler(settings, packages, clock, store, secrets, Optional.of(session));
    }

    /**
     * Stands for election, and leads when it is won.
     *
     * @param api where others reach our API
     */
    public void stand(URI api) {
        Rehearsal rehearsal = new Rehearsal(
                new Core(packages, settings.principal()),
                name -> Packages.of(packages, name).driver(),
                publishing(packages),
                operator,
                clock);
        Consumer<Tenure> lead = tenure -> {
            secrets.catchUp();
            begin(tenure, api.toString());
        };
        candidacy = Optional.of(
                Candidacy.stand(session.orElseThrow(), (ZooKeeperStore) store, engine, api, lead, rehearsal));
    }

    /** Whether this one leads, and who does if not. */
    public Leadership leadership() {
        if (session.isEmpty()) {
            return Leadership.alone();
        }
        return new Leadership() {
            @Override
            public boolean leads() {
                return candidacy.filter(Leadership::leads).isPresent();
            }

            @Override
            public Optional<URI> leader() {
                return candidacy.flatMap(Leadership::leader);
            }
        };
    }

    private void begin(Tenure tenure, String here) {
        State state = engine.loaded();
        epoch = tenure.number() == 0 ? Double.NaN : tenure.number();
        FrameworkSettings framework = FrameworkSettings.of(
                        settings.user(),
                        settings.frameworkName(),
                        credentials(),
                        state.self().frameworkId())
                .withRoles(roles(state));
        BooleanSupplier mayAct = () -> !engine.halted().isDone() && tenure.holds();
        MesosClient mesos = new MesosClient(
                framework, masters, ClientSettings.standard(), this::hear, new SecureRandom()::nextDouble, mayAct);
        SoftwareShelf shelf = new SoftwareShelf(cache, settings.data().resolve("scratch"), packages.values());
        Dispatcher dispatcher = new Dispatcher(
                mesos, operator, server, shelf, secrets, packages, mayAct, engine::submit, engine.meter());
        acting = Optional.of(new Acting(mesos, dispatcher));
        engine.start(dispatcher, tenure);
        engine.submit(new Event.Begun(here));
        hookNames.ifPresent(names -> engine.submit(new Event.HooksAre(names)));
        engine.submit(new Event.NamedIn(settings.namedIn()));
        engine.submit(new Event.ServingAt(withoutSlash(server.baseUrl().toString())));
        mesos.start();
    }

    private Credentials credentials() {
        return settings.principal().isEmpty()
                ? Credentials.NONE
                : new Credentials(settings.principal(), settings.secret());
    }

    private void hear(MesosEvent said) {
        if (said instanceof MesosEvent.Disconnected) {
            engine.meter().disconnected();
        } else {
            engine.meter().heard(clock.instant());
        }
        if (said instanceof MesosEvent.Subscribed subscribed) {
            engine.meter().subscribed();
            acting.orElseThrow().dispatcher().agentFiles().framework(subscribed.frameworkId());
        }
        MesosIntake.event(said).ifPresent(engine::submit);
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static Publishing publishing(SortedMap<String, DatabasePackage> packages) {
        return new Publishing(name -> Packages.of(packages, name).rules());
    }

    private static SortedSet<String> roles(State state) {
        TreeSet<String> roles = new TreeSet<>();
        state.clusters().values().forEach(cluster -> roles.add(cluster.spec().role()));
        state.surplus().values().forEach(surplus -> roles.add(surplus.role()));
        return roles;
    }

    /** A new owner and mark, for state that begins. */
    static Self newSelf() {
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

    /** Tells webhooks what happens, while this one leads. */
    public void tell(List<HookSpec> hooks) {
        hookNames = Optional.of(new TreeSet<>(hooks.stream().map(HookSpec::name).toList()));
        webhooks = Optional.of(new Webhooks(
                hooks,
                new Events(),
                HookPace.USUAL,
                () -> engine.loaded().self().owner(),
                clock));
        engine.meter().hooks(hookNames.get(), () -> counted(HookState::waiting), () -> counted(HookState::dropped));
        if (acting.isPresent()) {
            engine.submit(new Event.HooksAre(hookNames.get()));
        }
    }

    /** One that stands by tells nobody, and of nobody. */
    private SortedMap<String, Long> counted(Function<HookState, Long> what) {
        SortedMap<String, Long> counted = new TreeMap<>();
        if (leadership().leads()) {
            webhooks().forEach(hook -> counted.put(hook.name(), what.apply(hook)));
        }
        return counted;
    }

    public List<HookState> webhooks() {
        return webhooks.map(Webhooks::states).orElse(List.of());
    }

    /** What webhooks are told. */
    private final class Events implements HookSource {

        private static final int PAGE = 200;

        @Override
        public boolean mayAct() {
            return acting.isPresent() && !engine.halted().isDone();
        }

        @Override
        public Optional<HookRecord> record(String name) {
            return mayAct() ? Optional.ofNullable(engine.loaded().hooks().get(name)) : Optional.empty();
        }

        @Override
        public List<Fact.Told> after(long number) {
            return engine.tail().after(number).orElseGet(() -> store.told(number, PAGE));
        }

        @Override
        public void await(long number, Duration atMost) throws InterruptedException {
            engine.tail().await(number, atMost);
        }

        @Override
        public long newest() {
            return engine.tail().newest();
        }

        @Override
        public void tried(String name, boolean taken) {
            engine.meter().hooked(name, taken);
        }

        @Override
        public void note(HookRecord record) {
            engine.submit(new Event.HookTold(record));
        }
    }

    /** Logs of nodes; what the scheduler knows to be secret, and these texts, are hidden in them. */
    public NodeLogs logs(List<String> secret) {
        return new NodeLogs(
                () -> engine.loaded().self().frameworkId(),
                engine::launches,
                engine::written,
                Sandboxes.of(operator),
                new SecretMask(settings.data().resolve("secrets"), secret));
    }

    public SortedMap<String, DatabasePackage> packages() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /** Lets go of everything but what runs on Mesos. A session is closed last, so that nobody leads before we have stopped. */
    @Override
    public void close() {
        webhooks.ifPresent(Webhooks::close);
        engine.close();
        acting.ifPresent(hands -> {
            hands.mesos().close();
            hands.dispatcher().close();
        });
        candidacy.ifPresent(Candidacy::close);
        operator.close();
        masters.close();
        server.close();
        store.close();
        session.ifPresent(ZooKeeperSession::close);
    }
}
