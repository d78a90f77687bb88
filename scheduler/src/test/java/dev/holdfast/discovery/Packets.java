package dev.holdfast.discovery;

import java.util.Arrays;
import java.util.Random;

/** Packets that are nearly queries: random ones, true ones with octets changed, cut or put in, and ones made to be hard to read. */
final class Packets {

    private final Random random;
    private final byte[] query;

    Packets(Random random, byte[] query) {
        this.random = random;
        this.query = query.clone();
    }

    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> noise(random.nextInt(600));
            case 1 -> changed(query.clone(), 1 + random.nextInt(4));
            case 2 -> Arrays.copyOf(query, random.nextInt(query.length + 1));
            case 3 -> header(noise(12 + random.nextInt(500)));
            case 4 -> pointers();
            default -> extended();
        };
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] changed(byte[] packet, int times) {
        for (int i = 0; i < times; i++) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
        }
        return packet;
    }

    /** A header that passes as a query's, so that what follows is looked at. */
    private byte[] header(byte[] packet) {
        packet[2] &= 0x07;
        Arrays.fill(packet, 4, 12, (byte) 0);
        packet[5] = 1;
        packet[11] = (byte) random.nextInt(5);
        return packet;
    }

    /** Names that point to themselves, to each other, and past the end. */
    private byte[] pointers() {
        byte[] packet = header(new byte[14 + random.nextInt(60)]);
        for (int i = 12; i + 1 < packet.length; i += 2) {
            packet[i] = (byte) (0xc0 | random.nextInt(2));
            packet[i + 1] = (byte) random.nextInt(random.nextBoolean() ? packet.length : 256);
        }
        return packet;
    }

    /** The true question and options of any kind. */
    private byte[] extended() {
        byte[] options = noise(random.nextInt(80));
        byte[] packet = Arrays.copyOf(query, query.length + 11 + options.length);
        int at = query.length;
        packet[11] = (byte) (1 + random.nextInt(2));
        packet[at] = 0;
        packet[at + 2] = 41;
        packet[at + 3] = (byte) random.nextInt(256);
        packet[at + 6] = (byte) random.nextInt(random.nextInt(4) == 0 ? 3 : 1);
        int length = random.nextInt(8) == 0 ? random.nextInt(65_536) : options.length;
        packet[at + 9] = (byte) (length >> 8);
        packet[at + 10] = (byte) length;
        System.arraycopy(options, 0, packet, at + 11, options.length);
        return packet;
    }
}
