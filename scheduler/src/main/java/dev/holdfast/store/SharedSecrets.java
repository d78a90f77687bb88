package dev.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;

/**
 * Secrets that were made up, for whichever scheduler leads: in ZooKeeper, each locked (AES-256-GCM, its name bound to it) with a key
 * that ZooKeeper never sees. Each is written once and never changed.
 */
public final class SharedSecrets {

    private static final int SHORTEST_KEY = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String PROOF = "holdfast";

    private final ZooKeeperSession session;
    private final Znodes znodes;
    private final SecretKeySpec key;
    private final Path keyFile;
    private final SecureRandom random = new SecureRandom();

    private SharedSecrets(ZooKeeperSession session, Path keyFile, SecretKeySpec key) {
        this.session = session;
        this.znodes = ZooKeeperStore.prepared(session);
        this.keyFile = keyFile;
        this.key = key;
    }

    /**
     * Opens those that go with the state at this place.
     *
     * @throws StoreException if the key cannot be read, or is not the one they are locked with
     */
    public static SharedSecrets open(ZooKeeperSession session, Path keyFile) {
        SharedSecrets secrets = new SharedSecrets(session, keyFile, key(keyFile));
        secrets.prove();
        return secrets;
    }

    private static SecretKeySpec key(Path file) {
        try {
            String line = Files.readString(file).lines().findFirst().orElse("").strip();
            if (line.length() < SHORTEST_KEY) {
                throw new StoreException(
                        "the key in " + file + " has fewer than " + SHORTEST_KEY + " characters",
                        "make one: head -c 32 /dev/urandom | base64 > " + file + "; every scheduler needs the same",
                        new IllegalArgumentException(file.toString()));
            }
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return new SecretKeySpec(bytes, "AES");
        } catch (IOException e) {
            throw new StoreException(
                    "the key file " + file + " cannot be read: " + e.getMessage(),
                    "make one: head -c 32 /dev/urandom | base64 > " + file + "; every scheduler needs the same",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first who comes leaves something that only the right key opens. */
    private void prove() {
        String place = znodes.path(Znodes.SECRETS);
        byte[] proof = znodes.data(place).orElse(new byte[0]);
        if (proof.length == 0) {
            session.call(place, zookeeper -> {
                try {
                    return zookeeper.setData(place, lock(PROOF, PROOF), 0);
                } catch (KeeperException.BadVersionException e) {
                    return zookeeper.exists(place, false); // another was faster
                }
            });
            proof = znodes.data(place).orElse(new byte[0]);
        }
        String unused = unlock(PROOF, proof);
    }

    /** Keeps it unless there is one of that name; what is there then. */
    public String keep(String name, String value) {
        String path = znodes.path(Znodes.SECRETS) + "/" + name;
        session.call(path, zookeeper -> {
            try {
                return zookeeper.create(path, lock(name, value), session.acl(), CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException e) {
                return path;
            }
        });
        return unlock(name, znodes.data(path).orElse(new byte[0]));
    }

    /** By name. */
    public Map<String, String> all() {
        String place = znodes.path(Znodes.SECRETS);
        Map<String, String> all = new TreeMap<>();
        znodes.all(place, znodes.children(place)).forEach((name, data) -> all.put(name, unlock(name, data)));
        return all;
    }

    private byte[] lock(String name, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] locked = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(value.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(nonce.length + locked.length)
                    .put(nonce)
                    .put(locked)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String unlock(String name, byte[] data) {
        try {
            if (data.length <= NONCE_BYTES) {
                throw new GeneralSecurityException("it is too short");
            }
            ByteBuffer bytes = ByteBuffer.wrap(data);
            byte[] nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            byte[] locked = new byte[bytes.remaining()];
            bytes.get(locked);
            return new String(cipher(Cipher.DECRYPT_MODE, name, nonce).doFinal(locked), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreException(
                    "the key in " + keyFile + " is not the one that the secrets in " + session.address()
                            + " are locked with",
                    "give every scheduler the same file",
                    e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
