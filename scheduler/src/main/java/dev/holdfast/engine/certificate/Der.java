package dev.holdfast.engine.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the few kinds of ASN.1 values, in DER, that a certificate is made of. */
final class Der {

    static final int DNS_NAME = 0x82;
    static final int IP_ADDRESS = 0x87;
    static final int KEY_ID = 0x80;

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_ID = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int EXPLICIT = 0xa0;

    /** From this year on a time has four digits of its year. */
    private static final int LONG_YEARS = 2050;

    private static final DateTimeFormatter SHORT = format("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter LONG = format("yyyyMMddHHmmss'Z'");

    private Der() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, joined(parts));
    }

    /** A part of a sequence that is told from others by its number alone. */
    static byte[] explicit(int number, byte[] content) {
        return value(EXPLICIT | number, content);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] yes() {
        return value(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] nothing() {
        return value(NULL, new byte[0]);
    }

    static byte[] octets(byte[] content) {
        return value(OCTET_STRING, content);
    }

    /** @param unused bits at the end that do not count */
    static byte[] bits(int unused, byte[] content) {
        return value(BIT_STRING, joined(new byte[] {(byte) unused}, content));
    }

    static byte[] time(Instant at) {
        boolean late = at.atZone(ZoneOffset.UTC).getYear() >= LONG_YEARS;
        String text = (late ? LONG : SHORT).format(at);
        return value(late ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param dotted such as {@code 2.5.29.17} */
    static byte[] objectId(String dotted) {
        String[] numbers = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            base128(Integer.parseInt(numbers[i]), out);
        }
        return value(OBJECT_ID, out.toByteArray());
    }

    /** Seven bits a byte, the highest first; all bytes but the last are marked. */
    private static void base128(int number, ByteArrayOutputStream out) {
        int bytes = Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
        for (int i = bytes - 1; i >= 0; i--) {
            int seven = number >>> (7 * i) & 0x7f;
            out.write(i > 0 ? seven | 0x80 : seven);
        }
    }

    static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - from));
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
