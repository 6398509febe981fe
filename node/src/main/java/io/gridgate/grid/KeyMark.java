package io.gridgate.grid;

import io.gridgate.base.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the first member leaves in the grid so that others can tell whether they have the same key, without telling the key.
 *
 * <p>Thread-safety: stateless.
 */
final class KeyMark {

    static final int VERSION = 1;
    private static final int SALT_OCTETS = 16;
    private static final int MAC_OCTETS = 32;

    private KeyMark() {}

    /** Returns a mark of that key, or of the absence of one. */
    static byte[] of(String clusterName, @Nullable Secret key) {
        byte[] salt = new byte[SALT_OCTETS];
        new SecureRandom().nextBytes(salt);
        return of(clusterName, key, salt);
    }

    static byte[] of(String clusterName, @Nullable Secret key, byte[] salt) {
        OctetWriter out = new OctetWriter(VERSION).octet(key == null ? 0 : 1).raw(salt);
        return out.raw(key == null ? new byte[MAC_OCTETS] : mac(clusterName, key, salt)).octets();
    }

    /** Returns why a member with that key, or none, does not belong to a grid with this mark; empty if it does. */
    static String mismatch(byte[] mark, String clusterName, @Nullable Secret key) {
        return OctetReader.read("key mark", VERSION, mark, in -> {
            boolean keyed = in.octet() == 1;
            byte[] salt = in.raw(SALT_OCTETS);
            byte[] mac = in.raw(MAC_OCTETS);
            if (keyed != (key != null)) {
                return keyed ? "the grid's members have a secret_file, this node has none"
                        : "this node has a secret_file, the grid's have none";
            }
            return key == null || MessageDigest.isEqual(mac, mac(clusterName, key, salt)) ? ""
                    : "this node's secret_file is not the grid's";
        });
    }

    private static byte[] mac(String clusterName, Secret key, byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(salt);
            return mac.doFinal(("gridgate/" + clusterName).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256: missing (expected: in every Java runtime)", e);
        }
    }
}
