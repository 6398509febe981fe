package io.gridgate.http;

import java.net.InetAddress;

/**
 * A block of IP addresses, {@code 10.0.0.0/8} or one address.
 *
 * <p>Thread-safety: immutable. Source: RFC 4632 3.1.
 */
public final class Cidr {

    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /**
     * Returns the block that the text states; never asks a name service.
     *
     * @throws IllegalArgumentException when it is no address or the prefix is out of range
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] octets = literal(address, text);
        int bits = octets.length * 8;
        if (slash >= 0) {
            bits = prefix(text.substring(slash + 1));
        }
        if (bits < 0 || bits > octets.length * 8) {
            throw new IllegalArgumentException("\"" + text + "\" has no valid prefix length (expected: 0 to " + octets.length * 8 + ")");
        }
        return new Cidr(octets, bits, text);
    }

    /** Returns whether the address lies in this block; an IPv4 block never holds an IPv6 address. */
    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != network[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || (octets[whole] ^ network[whole]) >> 8 - rest == 0;
    }

    /** Returns the number that the one to three digits state, or -1. */
    private static int prefix(String digits) {
        boolean number = !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }

    private static byte[] literal(String address, String text) {
        try {
            if (address.chars().allMatch(c -> Grammar.hexDigit(c) >= 0 || c == '.' || c == ':')
                    && (address.indexOf(':') >= 0 || address.chars().filter(c -> c == '.').count() == 3)) {
                return InetAddress.ofLiteral(address).getAddress();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address or a block such as 10.0.0.0/8", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an IP address or a block such as 10.0.0.0/8");
    }

    @Override
    public String toString() {
        return text;
    }
}
