package dev.holdfast.model;

/** One offer, valid until it is used, declined or rescinded. */
public record OfferId(String value) implements Comparable<OfferId> {

    @Override
    public int compareTo(OfferId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
