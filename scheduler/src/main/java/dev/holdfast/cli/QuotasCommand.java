package dev.holdfast.cli;

import dev.holdfast.api.kafka.TopicAsks;
import dev.holdfast.api.wire.DoneInfo;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "quotas", description = "What Kafka's clients are allowed.")
final class QuotasCommand {

    @Command(name = "list", description = "List limits.")
    int list(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = "A cluster.") String name) {
        List<TopicAsks.Quota> quotas = remote.client().list(path(name), TopicAsks.Quota.class);
        output.emit(quotas, out -> {
            Table table = new Table("WHO", "LIMITS");
            quotas.forEach(quota -> table.row(joined(quota.entity(), ","), joined(limits(quota), " ")));
            table.print(out);
        });
        return Exit.DONE;
    }

    @Command(
            name = "set",
            description = "Set limits of a user, client-id or ip (* for everyone); below 0 takes one off.")
    int set(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = "A cluster.") String name,
            @Parameters(paramLabel = "WHO", description = "As in client-id=app, user=* or user=ann,client-id=app.")
                    String who,
            @Parameters(
                            paramLabel = "LIMIT=N",
                            arity = "1..*",
                            description = "As in producer_byte_rate=1000000; -1 takes it off.")
                    List<String> limits) {
        SortedMap<String, Double> numbers = new TreeMap<>();
        TopicsCommand.assignments(limits).forEach((limit, value) -> numbers.put(limit, number(value)));
        TopicAsks.Quota ask = new TopicAsks.Quota(TopicsCommand.assignments(List.of(who.split(",", -1))), numbers);
        return TopicsCommand.done(output, remote.client().post(path(name), ask, DoneInfo.class));
    }

    /** Numbers as a user writes them: {@code 1000000}, not {@code 1000000.0}. */
    private static SortedMap<String, String> limits(TopicAsks.Quota quota) {
        SortedMap<String, String> texts = new TreeMap<>();
        quota.limits()
                .forEach((limit, number) -> texts.put(
                        limit, BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()));
        return texts;
    }

    private static String joined(SortedMap<String, String> all, String separator) {
        return all.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(separator));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new Failure(Exit.USAGE, "'" + text + "' is no number", "write as in 1000000", e);
        }
    }

    private static String path(String name) {
        return new Target(name, "").path() + "/quotas";
    }
}
