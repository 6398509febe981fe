package io.gridgate.grid;

import io.gridgate.cache.shared.FillState.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The octets of what members tell one another of the response cache.
 *
 * <p>Thread-safety: stateless.
 */
final class CacheNewsCodec {

    static final int VERSION = 1;
    private static final int INVALIDATED = 255;

    /**
     * What is told of a key.
     *
     * @param ending of its fetch; null: what is stored under it is out of date
     */
    record News(String key, @Nullable Ending ending) {}

    private CacheNewsCodec() {}

    static byte[] encode(News news) {
        Ending ending = news.ending;
        return new OctetWriter(VERSION).octet(ending == null ? INVALIDATED : FillCodec.octet(ending)).text(news.key).octets();
    }

    static News decode(byte[] octets) {
        return OctetReader.read("cache news", VERSION, octets, in -> {
            int kind = in.octet();
            return new News(in.text(), kind == INVALIDATED ? null : FillCodec.ending(kind));
        });
    }
}
