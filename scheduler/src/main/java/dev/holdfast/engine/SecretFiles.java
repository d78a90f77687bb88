package dev.holdfast.engine;

import dev.holdfast.database.Secrets;
import dev.holdfast.engine.certificate.Authority;
import dev.holdfast.model.Operation;
import dev.holdfast.model.SecretWish;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.store.SharedSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's secrets: one file each, named as in {@code ${secret:NAME}}. They are read just before a launch leaves
 * and put nowhere else, so that state, plans, logs and views only ever hold names.
 *
 * <p>What a launch wishes to be made up is made up here at its first use, written down before it is used, and never again changed.
 * So is a cluster's own authority ({@code NAME-ca}), whose certificate lies beside the secrets in {@code certificates/NAME.pem}.
 */
public final class SecretFiles implements Secrets {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);

    /** Linux takes no longer variable into a process's environment. */
    private static final int MOST_BYTES = 100_000;

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final String AUTHORITY = "-ca";
    private static final String PRIVATE = "rw-------";
    private static final String PRIVATE_DIRECTORY = "rwx------";
    private static final String PUBLIC = "rw-r--r--";
    private static final String PUBLIC_DIRECTORY = "rwxr-xr-x";

    /** What is made up cannot be guessed: 256 bits. */
    private static final int PASSWORD_BYTES = 32;

    private final Path directory;
    private final Path certificates;
    private final Clock clock;
    /** Where what is made up is kept for other schedulers. */
    private final Optional<SharedSecrets> shared;

    private final SecureRandom random = new SecureRandom();

    /** {@code directory} need not exist as long as nothing secret is asked for. */
    public SecretFiles(Path directory) {
        this(directory, Clock.systemUTC());
    }

    SecretFiles(Path directory, Clock clock) {
        this(directory, clock, Optional.empty());
    }

    private SecretFiles(Path directory, Clock clock, Optional<SharedSecrets> shared) {
        this.shared = shared;
        this.directory = directory.toAbsolutePath();
        this.certificates = this.directory.resolveSibling("certificates");
        this.clock = clock;
    }

    /** Those below a scheduler's data directory. */
    public static SecretFiles in(Path data) {
        return new SecretFiles(data.resolve("secrets"));
    }

    /** The same, whose made-up secrets are kept where other schedulers find them, too. Given ones are for users to put on each. */
    public SecretFiles shared(SharedSecrets with) {
        return new SecretFiles(directory, clock, Optional.of(with));
    }

    /** Lets other schedulers have all that are here. */
    void share(SharedSecrets with) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (problem(name).isEmpty()) {
                    String unused = with.keep(name, Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Writes down what another scheduler has made up, before the first use of any. What is here already stays. */
    void catchUp() {
        shared.ifPresent(kept -> kept.all().forEach((name, value) -> {
            try {
                if (Files.notExists(directory.resolve(name))) {
                    write(directory.resolve(name), value);
                } else if (!Files.readString(directory.resolve(name)).strip().equals(value.strip())) {
                    LOG.warn(
                            "the secret '{}' here is not the one that another scheduler has made up; it is used", name);
                }
                if (name.endsWith(AUTHORITY)) {
                    Authority unused = authority(name.substring(0, name.length() - AUTHORITY.length()));
                }
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn("the secret '{}' of another scheduler cannot be written down: {}", name, e.toString());
            }
        }));
    }

    /** Why a secret cannot be used; never what is in it. */
    public Optional<Problem> problem(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.of(
                    Problem.of("", "there is no secret '" + name + "'", "write it to " + file + ", mode 0600"));
        }
        try {
            boolean open = Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            if (open) {
                return Optional.of(
                        Problem.of("", "others may read or write the secret in " + file, "chmod 600 " + file));
            }
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                return Optional.of(Problem.of(
                        "", "the secret in " + file + " is too long", "use at most " + MOST_BYTES + " bytes"));
            }
            String value = read(file);
            return value.isEmpty() || value.indexOf('\0') >= 0
                    ? Optional.of(Problem.of("", "the secret in " + file + " is empty or no text", "write it anew"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(Problem.of(
                    "",
                    "the secret in " + file + " cannot be read: " + e.getClass().getSimpleName(),
                    "let the scheduler's user read it"));
        }
    }

    /**
     * The operation with the values of its secrets in it, for sending only. A secret that cannot be had leaves an empty
     * variable: the node's start command then refuses, and says so.
     */
    Operation filled(Operation operation) {
        if (!(operation instanceof Operation.LaunchGroup launch)) {
            return operation;
        }
        return new Operation.LaunchGroup(
                launch.executor(), launch.tasks().stream().map(this::filled).toList());
    }

    private TaskSpec filled(TaskSpec task) {
        List<TaskSpec.Variable> environment = new ArrayList<>();
        for (TaskSpec.Variable variable : task.environment()) {
            environment.add(
                    variable.secret()
                            ? new TaskSpec.Variable(variable.name(), sent(variable.value()), true)
                            : variable);
        }
        return new TaskSpec(
                task.id(),
                task.name(),
                task.agentId(),
                task.resources(),
                task.command(),
                task.user(),
                environment,
                task.fetches(),
                task.graceSeconds(),
                task.volumes(),
                task.ports(),
                task.labels());
    }

    /** Empty if it cannot be had, which the log then explains. */
    private String sent(String text) {
        SecretWish wish = SecretWish.parse(text);
        try {
            if (wish instanceof SecretWish.Keystore keystore) {
                return keystore(keystore);
            }
            String name = wish instanceof SecretWish.Minted minted ? mint(minted.name()) : wish.text();
            return value(name).orElse("");
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("the secret '{}' cannot be made: {}", text, e.toString());
            return "";
        }
    }

    private String keystore(SecretWish.Keystore wish) throws IOException, GeneralSecurityException {
        String password = value(mint(wish.password())).orElse("");
        if (password.isEmpty()) {
            return "";
        }
        byte[] store =
                authority(wish.cluster()).keystore(wish.subject(), wish.names(), password, clock.instant(), random);
        return Base64.getEncoder().encodeToString(store);
    }

    /** Its name, once there is one of that name. */
    private String mint(String name) throws IOException {
        Path file = directory.resolve(name);
        if (Files.notExists(file)) {
            write(file, kept(name, password() + "\n"));
        }
        return name;
    }

    private String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String authorityName(String cluster) {
        return cluster + AUTHORITY;
    }

    /** What is made up, or what another scheduler has made up before. */
    private String kept(String name, String made) {
        return shared.map(with -> with.keep(name, made)).orElse(made);
    }

    private Authority authority(String cluster) throws IOException, GeneralSecurityException {
        String name = authorityName(cluster);
        Path file = directory.resolve(name);
        if (Files.notExists(file)) {
            byte[] mark = new byte[4];
            random.nextBytes(mark);
            String title = "Holdfast authority of " + cluster + " "
                    + java.util.HexFormat.of().formatHex(mark);
            write(
                    file,
                    kept(name, Authority.make(title, clock.instant(), random).pem()));
        }
        Authority authority = Authority.parse(
                value(name).orElseThrow(() -> new GeneralSecurityException(name + " is no usable secret")));
        String open = authority.certificatePem();
        if (!certificates(cluster).filter(open::equals).isPresent()) {
            NewFile.directory(certificates, PUBLIC_DIRECTORY);
            NewFile.inPlace(certificates.resolve(cluster + ".pem"), open, PUBLIC);
        }
        return authority;
    }

    private void write(Path file, String text) throws IOException {
        NewFile.directory(directory, PRIVATE_DIRECTORY);
        NewFile.unlessThere(file, text, PRIVATE);
        LOG.info("a new secret is in {}", file);
    }

    @Override
    public Optional<String> value(String name) {
        Optional<Problem> problem = problem(name);
        if (problem.isPresent()) {
            LOG.warn("{}: {}", problem.get().message(), problem.get().remedy());
            return Optional.empty();
        }
        try {
            return Optional.of(read(directory.resolve(name)));
        } catch (IOException e) {
            LOG.warn("the secret '{}' cannot be read: {}", name, e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    @Override
    public String place(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    public Optional<String> certificates(String cluster) {
        try {
            return Optional.of(Files.readString(certificates.resolve(cluster + ".pem"), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty(); // then those count that every Java trusts
        }
    }

    @Override
    public Optional<Identity> identity(String cluster, String user) {
        Optional<String> authority = Files.exists(directory.resolve(authorityName(cluster)))
                ? value(authorityName(cluster))
                : Optional.empty();
        if (authority.isEmpty()) {
            return Optional.empty();
        }
        try {
            String lock = password();
            byte[] store =
                    Authority.parse(authority.get()).keystore(user, List.of(user), lock, clock.instant(), random);
            return Optional.of(new Identity(Base64.getEncoder().encodeToString(store), lock));
        } catch (GeneralSecurityException e) {
            LOG.warn("no certificate for '{}' of {} can be made: {}", user, cluster, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public String certificatesPlace(String cluster) {
        return certificates.resolve(cluster + ".pem").toString();
    }

    /** Without the line break that editors and echo put at the end. */
    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    }
}
