package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.Backend;
import dev.holdfast.api.HookRoutes;
import dev.holdfast.api.NamesRoutes;
import dev.holdfast.api.Route;
import dev.holdfast.api.backups.BackupRoutes;
import dev.holdfast.api.cassandra.RingRoutes;
import dev.holdfast.api.crate.FrameworkRoutes;
import dev.holdfast.api.kafka.KafkaRoutes;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.Scheduler;
import dev.holdfast.engine.SchedulerSettings;
import dev.holdfast.engine.SecretFiles;
import dev.holdfast.engine.SharedState;
import dev.holdfast.engine.hook.HookException;
import dev.holdfast.engine.hook.HookFile;
import dev.holdfast.store.SharedSecrets;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.ZooKeeperSession;
import dev.holdfast.web.Web;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A scheduler and its API. Closing it leaves all that runs on Mesos running. */
final class Brain implements AutoCloseable {

    private final Scheduler scheduler;
    private final ApiServer api;

    private final Naming.Server names;

    private Brain(Scheduler scheduler, ApiServer api, Naming.Server names) {
        this.scheduler = scheduler;
        this.api = api;
        this.names = names;
    }

    /**
     * One that stands by until it is elected.
     *
     * @param address where others reach the API; where it listens if empty
     */
    static Brain standby(
            SchedulerSettings settings,
            SharedState shared,
            ApiSettings where,
            Optional<URI> address,
            String crateCluster,
            UnaryOperator<String> users,
            Naming naming,
            Clock clock) {
        ZooKeeperSession session;
        try {
            session = ZooKeeperSession.open(shared.address(), shared.sessionTimeout());
        } catch (StoreException e) {
            throw unavailable(e);
        }
        try {
            SecretFiles secrets = SecretFiles.in(settings.data()).shared(SharedSecrets.open(session, shared.keyFile()));
            SortedMap<String, DatabasePackage> packages = Databases.all(clock, secrets);
            Scheduler scheduler = Scheduler.standby(
                    settings.namedIn(naming.suffix(settings.frameworkName())), packages, clock, session, secrets);
            Brain brain = serve(scheduler, settings, where, crateCluster, List.of(), users, naming, clock);
            scheduler.stand(address.orElse(brain.api()));
            return brain;
        } catch (StoreException e) {
            session.close();
            throw unavailable(e);
        } catch (ArtifactException e) {
            session.close();
            throw new Failure(Exit.UNAVAILABLE, e.reason(), e.remedy(), e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Failure unavailable(StoreException e) {
        return new Failure(Exit.UNAVAILABLE, String.valueOf(e.getMessage()), e.remedy(), e);
    }

    /**
     * @param crateCluster whom the original Crate framework's paths are about; empty for the only one
     * @param more routes beside the usual ones
     * @param users whom nodes run as in place of the user that a package names
     * @param naming whether and where names are told
     */
    static Brain start(
            SchedulerSettings settings,
            ApiSettings where,
            String crateCluster,
            List<Route> more,
            UnaryOperator<String> users,
            Naming naming,
            Clock clock) {
        SortedMap<String, DatabasePackage> packages = Databases.all(clock, SecretFiles.in(settings.data()));
        Scheduler scheduler;
        try {
            scheduler = Scheduler.start(settings.namedIn(naming.suffix(settings.frameworkName())), packages, clock);
        } catch (StoreException e) {
            throw unavailable(e);
        } catch (ArtifactException e) {
            throw new Failure(Exit.UNAVAILABLE, e.reason(), e.remedy(), e);
        }
        return serve(scheduler, settings, where, crateCluster, more, users, naming, clock);
    }

    private static Brain serve(
            Scheduler scheduler,
            SchedulerSettings settings,
            ApiSettings where,
            String crateCluster,
            List<Route> more,
            UnaryOperator<String> users,
            Naming naming,
            Clock clock) {
        SortedMap<String, DatabasePackage> packages = scheduler.packages();
        Naming.Server names = Naming.Server.none();
        try {
            names = naming.start(scheduler, settings.frameworkName());
            Backend backend = new Backend(
                    scheduler.engine(),
                    scheduler.store(),
                    scheduler.logs(Stream.concat(where.token().stream(), Stream.of(settings.secret()))
                            .toList()),
                    scheduler.secrets(),
                    scheduler.packages(),
                    Databases.specRules(packages, settings.parentRole(), users));
            List<Route> routes = new ArrayList<>(new KafkaRoutes(backend, Databases.kafkaVersions()).routes());
            routes.addAll(new FrameworkRoutes(backend, crateCluster, Launched.version()).routes());
            routes.addAll(new BackupRoutes(backend, clock).routes());
            routes.addAll(new RingRoutes(backend, clock).routes());
            routes.addAll(new HookRoutes(scheduler::webhooks).routes());
            routes.addAll(new NamesRoutes(backend, names.dns(), names.whyNot()).routes());
            routes.addAll(more);
            if (where.webhooks().isPresent()) {
                scheduler.tell(
                        HookFile.read(where.webhooks().get(), settings.data().resolve("secrets")));
            }
            Web web = Web.of(backend, scheduler.leadership());
            return new Brain(
                    scheduler, ApiServer.start(where, backend, routes, scheduler.leadership(), List.of(web)), names);
        } catch (HookException e) {
            names.close();
            scheduler.close();
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (ApiException e) {
            names.close();
            scheduler.close();
            throw new Failure(Exit.UNAVAILABLE, String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (RuntimeException e) {
            names.close();
            scheduler.close();
            throw e;
        }
    }

    URI api() {
        return api.uri();
    }

    Leadership leadership() {
        return scheduler.leadership();
    }

    Engine engine() {
        return scheduler.engine();
    }

    @Override
    public void close() {
        api.close();
        names.close();
        scheduler.close();
    }
}
