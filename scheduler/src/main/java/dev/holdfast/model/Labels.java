package dev.holdfast.model;

/** Keys of the labels on every reservation we make; together they say whose it is and which attempt made it. */
public final class Labels {

    /** The id made once with the state; what lacks it is foreign. */
    public static final String OWNER = "holdfast_owner";

    /** The node, as {@code cluster/group-index}. */
    public static final String NODE = "holdfast_node";

    /** The volume generation: one more each time the node is replaced. */
    public static final String GENERATION = "holdfast_generation";

    /** Unique for every attempt, so that the surplus of a repeated RESERVE can be told from the real one. */
    public static final String CLAIM = "holdfast_claim";

    private Labels() {}
}
