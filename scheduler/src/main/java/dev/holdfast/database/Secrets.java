package dev.holdfast.database;

import java.util.Optional;

/**
 * The scheduler's secrets, for drivers: asked for when a connection is made, since a file may have changed by then. What they give
 * goes into that connection and nowhere else.
 */
public interface Secrets {

    /** Its value; empty if there is no such secret, or it cannot be used. */
    Optional<String> value(String name);

    /** The file it is in, or would be, for people who may read it there. */
    String place(String name);

    /** Public certificates, in PEM, of those who vouch for the nodes of a cluster; empty if nobody in particular does. */
    Optional<String> certificates(String cluster);

    /** The file they are in, or would be. */
    String certificatesPlace(String cluster);

    /**
     * A key and a certificate that show a user to nodes of a cluster whose authority is the scheduler's own; made anew each time; empty if
     * the cluster has no such authority.
     */
    Optional<Identity> identity(String cluster, String user);

    /**
     * Who somebody is.
     *
     * @param keystore PKCS12 in Base64
     * @param password that locks it
     */
    record Identity(String keystore, String password) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** Where there are none: for those who only look at descriptors, and for tests. */
    static Secrets none() {
        return new Secrets() {
            @Override
            public Optional<String> value(String name) {
                return Optional.empty();
            }

            @Override
            public String place(String name) {
                return "secrets/" + name;
            }

            @Override
            public Optional<String> certificates(String cluster) {
                return Optional.empty();
            }

            @Override
            public String certificatesPlace(String cluster) {
                return "certificates/" + cluster + ".pem";
            }

            @Override
            public Optional<Identity> identity(String cluster, String user) {
                return Optional.empty();
            }
        };
    }
}
