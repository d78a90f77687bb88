package dev.holdfast.node.backup;

/**
 * How far a node is with its part, and all nodes with theirs, in words.
 *
 * @param node that is at it
 * @param verb past tense: {@code copied}
 * @param own bytes of its part
 * @param before bytes that other nodes have done
 * @param ring what is known of all: {@code of 9.0 GB}, or {@code 1 of 3 nodes done}
 */
record Share(String node, String verb, long own, long before, String ring) {

    String text(long done) {
        return node + ": " + Bytes.text(done) + " of " + Bytes.text(own) + " " + verb + ", " + Bytes.text(own - done)
                + " left; all nodes: " + Bytes.text(before + done) + " " + ring;
    }
}
