package io.gridgate.config.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network in CIDR notation, or one address: {@code 10.0.0.0/8}, {@code fd00::/8}, {@code 127.0.0.1}.
 *
 * <p>Thread-safety: immutable.
 */
public final class Cidr {
    private final byte[] network;
    private final int prefixBits;

    private Cidr(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Returns the network of {@code address/bits}, or of a bare address all of whose bits count.
     *
     * @throws IllegalArgumentException if the address is a name or malformed, the bits do not fit, or bits behind the prefix are set
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!isAddress(address)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a network (expected: address/bits)");
        }
        byte[] octets = octets(address);
        int bits = slash < 0 ? octets.length * 8 : bits(text, slash + 1, octets.length * 8);
        Cidr cidr = new Cidr(octets, bits);
        if (!Arrays.equals(cidr.masked(octets), octets)) {
            throw new IllegalArgumentException("\"" + text + "\" has address bits behind its prefix (expected: "
                    + text(cidr.masked(octets)) + "/" + bits + ")");
        }
        return cidr;
    }

    private static int bits(String text, int from, int max) {
        String digits = text.substring(from);
        boolean number = !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int bits = number ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > max) {
            throw new IllegalArgumentException("\"" + text + "\": prefix \"" + digits + "\" is not 0-" + max);
        }
        return bits;
    }

    /** Returns whether the text is a literal IPv4 or IPv6 address. No name is ever looked up. */
    public static boolean isAddress(String text) {
        if (text.indexOf(':') >= 0) {
            return text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0) && resolves(text);
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255 || (part.length() > 1 && part.startsWith("0"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean resolves(String literal) {
        try {
            return InetAddress.ofLiteral(literal) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] octets(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    /** Returns whether the address lies in this network. An IPv4 address never lies in an IPv6 network. */
    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != network.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((octets[whole] ^ network[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }

    private byte[] masked(byte[] octets) {
        byte[] masked = octets.clone();
        for (int i = 0; i < masked.length; i++) {
            int keep = Math.clamp(prefixBits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xFF << (8 - keep));
        }
        return masked;
    }

    private static String text(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("octets: " + octets.length + " (expected: 4 or 16)", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && prefixBits == that.prefixBits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixBits;
    }

    /** Returns {@code address/bits}. */
    @Override
    public String toString() {
        return text(network) + "/" + prefixBits;
    }
}
