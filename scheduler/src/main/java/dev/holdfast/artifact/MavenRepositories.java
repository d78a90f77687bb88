package dev.holdfast.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.model.Activation;
import org.apache.maven.model.ActivationOS;
import org.apache.maven.model.ActivationProperty;
import org.apache.maven.model.Profile;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.locator.DefaultModelLocator;
import org.apache.maven.model.profile.DefaultProfileActivationContext;
import org.apache.maven.model.profile.DefaultProfileSelector;
import org.apache.maven.model.profile.activation.JdkVersionProfileActivator;
import org.apache.maven.model.profile.activation.OperatingSystemProfileActivator;
import org.apache.maven.model.profile.activation.PropertyProfileActivator;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.RepositoryPolicy;
import org.eclipse.aether.repository.RemoteRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which repositories Maven would ask for a project that names none: those of the settings' active profiles, then the
 * ones of Maven's own super POM, unless a profile already defined one of the same id. Mirrors and credentials come
 * later.
 */
final class MavenRepositories {

    private static final Logger log = LoggerFactory.getLogger(MavenRepositories.class);
    private static final String LAYOUT = "default";

    private MavenRepositories() {}

    static List<RemoteRepository> of(MavenSettings settings) {
        Map<String, RemoteRepository> byId = new LinkedHashMap<>();
        for (org.apache.maven.settings.Profile profile : activeProfiles(settings)) {
            for (Repository repository : profile.getRepositories()) {
                byId.putIfAbsent(repository.getId(), remote(repository));
            }
        }
        for (RemoteRepository builtIn : builtIn()) {
            byId.putIfAbsent(builtIn.getId(), builtIn);
        }
        return List.copyOf(byId.values());
    }

    /** The repositories every Maven project inherits, read from the super POM inside Maven's library. */
    static List<RemoteRepository> builtIn() {
        DefaultModelProcessor processor = new DefaultModelProcessor()
                .setModelLocator(new DefaultModelLocator())
                .setModelReader(new DefaultModelReader());
        List<RemoteRepository> repositories = new ArrayList<>();
        for (org.apache.maven.model.Repository repository : new DefaultSuperPomProvider()
                .setModelProcessor(processor)
                .getSuperModel("4.0.0")
                .getRepositories()) {
            repositories.add(new RemoteRepository.Builder(repository.getId(), LAYOUT, repository.getUrl()).build());
        }
        return repositories;
    }

    private static List<org.apache.maven.settings.Profile> activeProfiles(MavenSettings settings) {
        Map<String, org.apache.maven.settings.Profile> byId = new LinkedHashMap<>();
        List<Profile> candidates = new ArrayList<>();
        for (org.apache.maven.settings.Profile profile : settings.settings().getProfiles()) {
            byId.put(profile.getId(), profile);
            Profile candidate = new Profile();
            candidate.setId(profile.getId());
            if (profile.getActivation() != null) {
                candidate.setActivation(activation(profile.getActivation()));
            }
            candidates.add(candidate);
        }
        DefaultProfileActivationContext context = new DefaultProfileActivationContext()
                .setActiveProfileIds(settings.settings().getActiveProfiles())
                .setSystemProperties(settings.properties());
        List<Profile> active = new DefaultProfileSelector()
                .addProfileActivator(new JdkVersionProfileActivator())
                .addProfileActivator(new OperatingSystemProfileActivator())
                .addProfileActivator(new PropertyProfileActivator())
                .getActiveProfiles(
                        candidates, context, problem -> log.warn("Maven settings: {}", problem.getMessage()));
        List<org.apache.maven.settings.Profile> result = new ArrayList<>();
        for (Profile profile : active) {
            org.apache.maven.settings.Profile found = byId.get(profile.getId());
            if (found != null) {
                result.add(found);
            }
        }
        return result;
    }

    /** Settings have their own copy of the activation model; activation by file makes no sense outside a project. */
    private static Activation activation(org.apache.maven.settings.Activation from) {
        Activation activation = new Activation();
        activation.setActiveByDefault(from.isActiveByDefault());
        if (from.getJdk() != null) {
            activation.setJdk(from.getJdk());
        }
        if (from.getProperty() != null) {
            ActivationProperty property = new ActivationProperty();
            property.setName(from.getProperty().getName());
            property.setValue(from.getProperty().getValue());
            activation.setProperty(property);
        }
        if (from.getOs() != null) {
            ActivationOS os = new ActivationOS();
            os.setArch(from.getOs().getArch());
            os.setFamily(from.getOs().getFamily());
            os.setName(from.getOs().getName());
            os.setVersion(from.getOs().getVersion());
            activation.setOs(os);
        }
        return activation;
    }

    private static RemoteRepository remote(Repository repository) {
        return new RemoteRepository.Builder(repository.getId(), LAYOUT, repository.getUrl())
                .setReleasePolicy(policy(repository.getReleases()))
                .setSnapshotPolicy(policy(repository.getSnapshots()))
                .build();
    }

    private static org.eclipse.aether.repository.RepositoryPolicy policy(
            @org.jspecify.annotations.Nullable RepositoryPolicy policy) {
        boolean enabled = policy == null || policy.isEnabled();
        return new org.eclipse.aether.repository.RepositoryPolicy(
                enabled,
                org.eclipse.aether.repository.RepositoryPolicy.UPDATE_POLICY_DAILY,
                org.eclipse.aether.repository.RepositoryPolicy.CHECKSUM_POLICY_WARN);
    }
}
