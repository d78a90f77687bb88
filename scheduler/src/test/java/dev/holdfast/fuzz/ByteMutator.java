package dev.holdfast.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes bytes without knowing what they mean: a few times, at places that are near one another more often than not. */
final class ByteMutator implements Mutator {

    private static final int MOST_CHANGES = 6;
    private static final int MOST_BYTES = 256 * 1024;

    /** Bytes that mean something to lengths, tags and texts. */
    private static final byte[] TELLING = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '\n', '"', '{', '[', '9', '-', '\\'};

    @Override
    public byte[] mutate(List<byte[]> samples, SplittableRandom random) {
        byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
        int changes = 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            bytes = change(bytes, samples, random);
        }
        return bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
    }

    private static byte[] change(byte[] bytes, List<byte[]> samples, SplittableRandom random) {
        if (bytes.length == 0) {
            return new byte[] {telling(random)};
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 4));
        return switch (random.nextInt(9)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
            case 1 -> with(bytes, at, telling(random));
            case 2 -> with(bytes, at, (byte) random.nextInt(256));
            case 3 -> spliced(bytes, at, length, new byte[0]);
            case 4 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> {
                byte[] other = samples.get(random.nextInt(samples.size()));
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                yield spliced(bytes, at, length, Arrays.copyOfRange(other, from, other.length));
            }
            case 7 -> spliced(bytes, at, 0, repeated(telling(random), 1 + random.nextInt(2000)));
            default -> spliced(bytes, at, length, random(random, length));
        };
    }

    private static byte telling(SplittableRandom random) {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        bytes[at] = value;
        return bytes;
    }

    private static byte[] repeated(byte value, int times) {
        byte[] many = new byte[times];
        Arrays.fill(many, value);
        return many;
    }

    private static byte[] random(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + added.length);
        out.write(bytes, 0, at);
        out.writeBytes(added);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }
}
