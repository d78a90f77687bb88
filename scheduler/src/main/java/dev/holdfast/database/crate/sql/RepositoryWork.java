package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Secrets;
import dev.holdfast.database.crate.BackupWish;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Our repository, made as the spec says if it is not there. One that is there and is another is never changed: it may hold the only
 * backups of something.
 *
 * <p>Secrets go into the statement's arguments, so that no list of statements shows them, and are cut out of what CrateDB answers.
 */
final class RepositoryWork {

    private static final String FIND = "select type, settings from sys.repositories where name = ?";
    private static final int EXISTS = 4095;

    private final Secrets secrets;

    RepositoryWork(Secrets secrets) {
        this.secrets = secrets;
    }

    String make(Session session, ClusterSpec target) throws ChoreFailedException {
        BackupWish wish = BackupWish.of(target)
                .orElseThrow(() -> new ChoreFailedException("the spec names no backup-repository any more"));
        List<Answer.Row> there = session.run(FIND, BackupWish.REPOSITORY).rows();
        if (!there.isEmpty()) {
            compare(wish, there.get(0).text(0), Settings.flat("", there.get(0).json(1)));
            return "the repository is there";
        }
        SortedMap<String, String> values = filled(wish);
        String settings = values.keySet().stream().map(name -> name + " = ?").collect(Collectors.joining(", "));
        Answer answer = session.ask(
                "create repository " + SqlNames.name(BackupWish.REPOSITORY) + " type " + wish.type() + " with ("
                        + settings + ")",
                values.values().toArray());
        boolean raced = answer instanceof Answer.Refused refused && refused.code() == EXISTS;
        Optional<String> problem = answer.problem().filter(text -> !raced);
        if (problem.isPresent()) {
            throw new ChoreFailedException(cut(problem.get(), wish, values));
        }
        return "the repository is made";
    }

    private static void compare(BackupWish wish, String type, SortedMap<String, String> there)
            throws ChoreFailedException {
        List<String> differences = new ArrayList<>();
        if (!type.equals(wish.type())) {
            differences.add("its type is " + type + ", not " + wish.type());
        }
        TreeMap<String, String> open = new TreeMap<>(wish.settings());
        open.keySet().removeAll(wish.secrets());
        open.forEach((name, value) -> {
            String has = there.getOrDefault(name, "");
            if (!has.equals(value)) {
                differences.add(
                        name + " is " + (has.isEmpty() ? "not set" : "'" + has + "'") + ", not '" + value + "'");
            }
        });
        if (!differences.isEmpty()) {
            throw new ChoreFailedException("there is another repository '" + BackupWish.REPOSITORY + "': "
                    + String.join("; ", differences)
                    + "; make the spec fit it, or take it away with: drop repository " + BackupWish.REPOSITORY
                    + " (its files stay)");
        }
    }

    private SortedMap<String, String> filled(BackupWish wish) throws ChoreFailedException {
        TreeMap<String, String> values = new TreeMap<>(wish.settings());
        for (Map.Entry<String, String> setting : wish.settings().entrySet()) {
            for (String name : Secret.names(setting.getValue())) {
                Optional<String> value = secrets.value(name);
                if (value.isEmpty()) {
                    throw new ChoreFailedException("the secret '" + name + "' cannot be had: write it to "
                            + secrets.place(name) + ", mode 0600");
                }
                values.computeIfPresent(
                        setting.getKey(), (key, text) -> text.replace("${secret:" + name + "}", value.get()));
            }
        }
        return values;
    }

    private static String cut(String text, BackupWish wish, SortedMap<String, String> values) {
        String cut = text;
        for (String name : wish.secrets()) {
            String value = values.getOrDefault(name, "");
            if (!value.isBlank()) {
                cut = cut.replace(value, "…");
            }
        }
        return cut;
    }
}
