package dev.holdfast.artifact;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Gets files from Maven repositories exactly where the user's own Maven would get them: same settings, mirrors,
 * proxies, credentials and local repository. Not for several threads at once; downloads within one call run in
 * parallel.
 */
public final class MavenResolver implements AutoCloseable {

    /** Told about each file's transferred bytes while it comes in; called from several threads. */
    interface TransferWatcher {
        void transferred(Coordinate coordinate, long bytes);
    }

    private static final int ATTEMPTS = 3;

    private final MavenSettings settings;
    private final RepositorySystem system;
    private final DefaultRepositorySystemSession session;
    private final List<RemoteRepository> repositories;

    private MavenResolver(MavenSettings settings) {
        this.settings = settings;
        this.system = new RepositorySystemSupplier().get();
        this.session = MavenSession.open(system, settings);
        this.repositories = system.newResolutionRepositories(session, MavenRepositories.of(settings));
    }

    /** Reads the settings and makes ready; opens no connection. */
    public static MavenResolver open(MavenOptions options) throws ArtifactException {
        return new MavenResolver(MavenSettings.read(options));
    }

    static MavenResolver open(MavenSettings settings) {
        return new MavenResolver(settings);
    }

    /** The ids of the repositories that will be asked, mirrors already put in place of what they mirror. */
    public List<String> repositoryIds() {
        return repositories.stream().map(RemoteRepository::getId).toList();
    }

    /**
     * Fetches exactly these files, without looking at what they depend on. What the local repository has is not fetched
     * again.
     */
    Map<Coordinate, Path> resolve(List<Coordinate> coordinates, TransferWatcher watcher) throws ArtifactException {
        session.setTransferListener(listener(watcher));
        Map<Coordinate, Path> found = new LinkedHashMap<>();
        List<Coordinate> missing = coordinates;
        List<ArtifactResult> results = List.of();
        for (int attempt = 0; attempt < ATTEMPTS && !missing.isEmpty(); attempt++) {
            results = attempt(missing);
            List<Coordinate> still = new ArrayList<>();
            for (ArtifactResult result : results) {
                Coordinate coordinate = coordinate(result.getRequest().getArtifact());
                path(result).ifPresentOrElse(path -> found.put(coordinate, path), () -> still.add(coordinate));
            }
            missing = still;
            if (results.stream().anyMatch(result -> !result.isResolved() && isFinal(result))) {
                break; // Asking again cannot help: it does not exist, or there is no network to ask.
            }
        }
        for (ArtifactResult result : results) {
            if (!result.isResolved()) {
                throw failure(result);
            }
        }
        return found;
    }

    /** These files and everything they need at run time, by Maven's rules for conflicts. */
    Map<Coordinate, Path> resolveWithDependencies(List<Coordinate> roots) throws ArtifactException {
        CollectRequest collect = new CollectRequest();
        roots.forEach(root -> collect.addDependency(new Dependency(artifact(root), JavaScopes.RUNTIME)));
        repositories.forEach(collect::addRepository);
        DependencyRequest request =
                new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
        try {
            Map<Coordinate, Path> found = new LinkedHashMap<>();
            for (ArtifactResult result :
                    system.resolveDependencies(session, request).getArtifactResults()) {
                path(result).ifPresent(path -> found.put(coordinate(result.getArtifact()), path));
            }
            return found;
        } catch (DependencyResolutionException e) {
            throw new ArtifactException(
                    "the dependencies of " + roots + " cannot be resolved: " + e.getMessage(),
                    "Check the coordinates, and that 'mvn dependency:get' can fetch them here.",
                    e);
        }
    }

    @Override
    public void close() {
        system.shutdown();
    }

    private List<ArtifactResult> attempt(List<Coordinate> coordinates) {
        List<ArtifactRequest> requests = new ArrayList<>();
        for (Coordinate coordinate : coordinates) {
            requests.add(new ArtifactRequest(artifact(coordinate), repositories, ""));
        }
        try {
            return system.resolveArtifacts(session, requests);
        } catch (ArtifactResolutionException e) {
            return e.getResults();
        }
    }

    private static boolean isFinal(ArtifactResult result) {
        return result.getExceptions().stream().allMatch(e -> e instanceof ArtifactNotFoundException || isOffline(e));
    }

    private static boolean isOffline(Throwable e) {
        return e instanceof RepositoryOfflineException || (e.getCause() != null && isOffline(e.getCause()));
    }

    private ArtifactException failure(ArtifactResult result) {
        Coordinate coordinate = coordinate(result.getRequest().getArtifact());
        List<Exception> causes = result.getExceptions();
        String asked = "repositories asked: " + new TreeSet<>(repositoryIds());
        if (settings.offline()) {
            return new ArtifactException(
                    coordinate + " is not in " + settings.localRepository() + " and Maven is set to be offline",
                    "Go online once, or copy the file to "
                            + settings.localRepository().resolve(coordinate.repositoryPath()) + ".");
        }
        if (!causes.isEmpty() && causes.stream().allMatch(e -> e instanceof ArtifactNotFoundException)) {
            return new ArtifactException(
                    coordinate + " does not exist (" + asked + ")",
                    "Choose a version that exists, or add a repository that has it to " + "Maven's settings.");
        }
        Throwable first = causes.isEmpty() ? new IllegalStateException("no cause given") : causes.get(0);
        Throwable root = first;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new ArtifactException(
                coordinate + " could not be fetched: " + firstLine(root) + " (" + asked + ")",
                "Check the network, and the mirror, proxy and credentials in Maven's settings; what is already here is"
                        + " kept.",
                first);
    }

    private static String firstLine(Throwable e) {
        String message =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    private static Optional<Path> path(ArtifactResult result) {
        return result.isResolved()
                ? Optional.of(result.getArtifact().getFile().toPath()).filter(Files::isRegularFile)
                : Optional.empty();
    }

    private static DefaultArtifact artifact(Coordinate c) {
        return new DefaultArtifact(c.group(), c.artifact(), c.classifier(), c.extension(), c.version());
    }

    private static Coordinate coordinate(org.eclipse.aether.artifact.Artifact a) {
        return new Coordinate(a.getGroupId(), a.getArtifactId(), a.getExtension(), a.getClassifier(), a.getVersion());
    }

    private static AbstractTransferListener listener(TransferWatcher watcher) {
        return new AbstractTransferListener() {
            @Override
            public void transferProgressed(TransferEvent event) {
                // The trace leads back to the request, the only place where the coordinate is a coordinate.
                for (org.eclipse.aether.RequestTrace trace = event.getResource().getTrace();
                        trace != null;
                        trace = trace.getParent()) {
                    if (trace.getData() instanceof ArtifactRequest request) {
                        watcher.transferred(coordinate(request.getArtifact()), event.getTransferredBytes());
                        return;
                    }
                }
            }
        };
    }
}
