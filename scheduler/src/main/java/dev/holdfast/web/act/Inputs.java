package dev.holdfast.web.act;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was filled in, or came with the address. */
record Inputs(Map<String, String> values) {

    Inputs {
        values = Map.copyOf(values);
    }

    static Inputs of(Context context) {
        Map<String, String> values = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, all) -> first(all).ifPresent(value -> values.put(name, value)));
        if ("POST".equals(context.req().getMethod())) {
            context.formParamMap().forEach((name, all) -> first(all).ifPresent(value -> values.put(name, value)));
        }
        return new Inputs(values);
    }

    private static Optional<String> first(List<String> all) {
        return all.stream().findFirst();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Without blanks around it; empty if it is not there. */
    String text(String name) {
        return raw(name).strip();
    }

    String raw(String name) {
        return Optional.ofNullable(values.get(name)).orElse("");
    }

    boolean checked(String name) {
        return text(name).equals("true");
    }

    /** Lines with something in them. */
    List<String> lines(String name) {
        return raw(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
