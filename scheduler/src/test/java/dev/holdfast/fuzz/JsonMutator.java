package dev.holdfast.fuzz;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes JSON where it means something: another value, another type, a name less, a name more, a part of another sample. Now and
 * then the text itself is broken, too.
 */
final class JsonMutator implements Mutator {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 3000;

    private final ByteMutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(List<byte[]> samples, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return bytes.mutate(samples, random);
        }
        if (random.nextInt(200) == 0) {
            String open = random.nextBoolean() ? "[" : "{\"spec\":";
            return open.repeat(random.nextInt(DEEP)).getBytes(StandardCharsets.UTF_8);
        }
        JsonNode tree = JSON.readTree(samples.get(random.nextInt(samples.size())));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            tree = change(tree, samples, random);
        }
        return JSON.writeValueAsBytes(tree);
    }

    private static JsonNode change(JsonNode tree, List<byte[]> samples, SplittableRandom random) {
        List<JsonNode> holders = new ArrayList<>();
        collect(tree, holders);
        if (holders.isEmpty()) {
            return value(tree, samples, random);
        }
        JsonNode holder = holders.get(random.nextInt(holders.size()));
        if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + "x", value(NODES.nullNode(), samples, random));
                case 2, 3 -> alike(name, samples, random).ifPresent(other -> object.set(name, other));
                default -> {
                    JsonNode old = object.get(name);
                    object.set(name, value(old == null ? NODES.nullNode() : old, samples, random));
                }
            }
        } else if (holder instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextInt(5) == 0) {
                array.add(value(NODES.nullNode(), samples, random));
            } else if (random.nextInt(4) == 0) {
                JsonNode again = array.get(random.nextInt(array.size()));
                for (int i = random.nextInt(random.nextInt(10) == 0 ? 500 : 3); i >= 0; i--) {
                    array.add(again.deepCopy());
                }
            } else {
                int at = random.nextInt(array.size());
                array.set(at, value(array.get(at), samples, random));
            }
        }
        return tree;
    }

    /** What stands under the same name elsewhere: the other words of an enum, another id. */
    private static Optional<JsonNode> alike(String name, List<byte[]> samples, SplittableRandom random) {
        List<JsonNode> found =
                JSON.readTree(samples.get(random.nextInt(samples.size()))).findValues(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isObject() || node.isArray()) {
            holders.add(node);
            node.forEach(child -> collect(child, holders));
        }
    }

    private static JsonNode value(JsonNode old, List<byte[]> samples, SplittableRandom random) {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(-1);
            case 2 -> NODES.numberNode(0);
            case 3 -> NODES.numberNode(Long.MAX_VALUE - random.nextInt(2));
            case 4 -> NODES.numberNode(Long.MIN_VALUE);
            case 5 -> NODES.numberNode(random.nextBoolean() ? 1e300 : -1e-300);
            case 6 -> NODES.numberNode(BigInteger.TEN.pow(40 + random.nextInt(300)));
            case 7 -> NODES.stringNode(text(random));
            case 8 -> NODES.booleanNode(random.nextBoolean());
            case 9 -> NODES.objectNode();
            case 10 -> NODES.arrayNode();
            case 11 -> {
                List<JsonNode> parts = new ArrayList<>();
                collect(JSON.readTree(samples.get(random.nextInt(samples.size()))), parts);
                yield parts.isEmpty() ? NODES.nullNode() : parts.get(random.nextInt(parts.size()));
            }
            case 12 -> NODES.arrayNode().add(old.deepCopy());
            default -> old.isString() ? NODES.stringNode(bent(old.stringValue(), random)) : NODES.stringNode("" + old);
        };
    }

    private static String bent(String text, SplittableRandom random) {
        if (text.isEmpty()) {
            return text(random);
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text(random) + text.substring(at);
            case 2 -> text + text;
            default -> text.toUpperCase(java.util.Locale.ROOT);
        };
    }

    private static String text(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> " ";
            case 2 -> "\u0000";
            case 3 -> "../../etc/passwd";
            case 4 -> "'; DROP TABLE record; --";
            case 5 -> "\ud800";
            case 6 -> "NaN";
            case 7 -> "99999999999999999999";
            case 8 -> "-1";
            case 9 -> "/";
            case 10 -> "(((((((((((((((((((((a+)+)+)+)+)+$";
            default -> "y".repeat(random.nextInt(5000));
        };
    }
}
