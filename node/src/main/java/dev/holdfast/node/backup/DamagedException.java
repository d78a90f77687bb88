package dev.holdfast.node.backup;

/** What lies in a backup is not what was put there. */
final class DamagedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    DamagedException(String where) {
        super(where + " is damaged", "restore from another backup");
    }
}
