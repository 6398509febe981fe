package io.gridgate.grid;

/**
 * The octets of what is to be dropped of a key's stored answers.
 *
 * <p>Thread-safety: stateless.
 */
final class CacheDropCodec {

    static final int VERSION = 1;

    /**
     * What is dropped.
     *
     * @param order the place of the drop, or of the load, among all that was done with the key
     */
    record Drop(CacheDropProcessor.What what, long order) {}

    private CacheDropCodec() {}

    static byte[] encode(Drop drop) {
        return new OctetWriter(VERSION).octet(switch (drop.what) {
            case ONE_LOAD -> 0;
            case STORED -> 1;
            case ALL -> 2;
        }).number(drop.order).octets();
    }

    static Drop decode(byte[] octets) {
        return OctetReader.read("drop", VERSION, octets, in -> {
            int kind = in.octet();
            CacheDropProcessor.What what = switch (kind) {
                case 0 -> CacheDropProcessor.What.ONE_LOAD;
                case 1 -> CacheDropProcessor.What.STORED;
                case 2 -> CacheDropProcessor.What.ALL;
                default -> throw new IllegalArgumentException("drop: " + kind + " (expected: 0 to 2)");
            };
            return new Drop(what, in.number());
        });
    }
}
