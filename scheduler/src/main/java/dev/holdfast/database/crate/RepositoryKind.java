package dev.holdfast.database.crate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where CrateDB can keep snapshots, and which settings a repository of that type has. */
enum RepositoryKind {
    FS("compress chunk_size", "", ""),
    S3(
            "bucket base_path region endpoint protocol buffer_size chunk_size compress server_side_encryption max_retries"
                    + " use_throttle_retries storage_class use_path_style_access",
            "access_key secret_key",
            "bucket"),
    AZURE("container base_path endpoint chunk_size compress max_retries", "account key sas_token", "account"),
    GCS(
            "bucket base_path project_id endpoint chunk_size compress connect_timeout read_timeout",
            "private_key_id private_key client_id client_email",
            "bucket project_id private_key_id private_key client_id client_email");

    /** Settings that every type has. */
    private static final String RATES = "max_snapshot_bytes_per_sec max_restore_bytes_per_sec";

    static final String LOCATION = "location";
    static final String BASE_PATH = "base_path";
    static final String READ_ONLY = "readonly";

    private final String open;
    private final String secret;
    private final String required;

    /** Names with blanks between. */
    RepositoryKind(String open, String secret, String required) {
        this.open = open;
        this.secret = secret;
        this.required = required;
    }

    private static List<String> list(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
    }

    /** As CrateDB writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RepositoryKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static String words() {
        return String.join(
                ", ", Arrays.stream(values()).map(RepositoryKind::word).toList());
    }

    /** Settings that users may give. */
    SortedSet<String> settings() {
        TreeSet<String> all = new TreeSet<>(list(open));
        all.addAll(list(secret));
        all.addAll(list(RATES));
        return all;
    }

    /** Settings that CrateDB never shows again. */
    boolean isSecret(String setting) {
        return list(secret).contains(setting);
    }

    List<String> required() {
        return list(required);
    }

    /** Whether CrateDB can be told to only read from it. */
    boolean canBeReadOnly() {
        return this != GCS;
    }
}
