package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.PassingBody;
import io.gridgate.exchange.Response;
import org.jspecify.annotations.Nullable;

/**
 * An answer that came to a client without a fetch, and is kept for others all the same. It is taken in at the backend's pace, while the client
 * follows at its own, so that those who ask this node for it now may wait for it as for a fetch; it stays on this node.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class Deposit implements Collector.Listener {

    /** Puts it where it belongs, unless the flight is spoilt. */
    interface Owner {

        void keep(StoredAnswer answer, Flight flight);
    }

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final CachePolicy.Key key;
    private final StoredAnswer answer;
    private final Owner owner;
    private final Flight flight = new Flight();
    private int reserved;

    private Deposit(CacheFilter filter, CachePolicy.Key key, StoredAnswer answer, Owner owner) {
        this.filter = filter;
        this.cache = filter.cache();
        this.key = key;
        this.answer = answer;
        this.owner = owner;
    }

    /**
     * Returns the response for the client, which is kept while it comes; null: it is not, since it is too large or another fetch of the key is under
     * way.
     *
     * @param answer what it is kept as, without its body
     */
    static @Nullable Response of(CacheFilter filter, Exchange exchange, CachePolicy.Key key, StoredAnswer answer, Owner owner,
            Response response) {
        Deposit deposit = new Deposit(filter, key, answer, owner);
        if (response.body().length() > filter.policy().octetsMax() || deposit.cache.joinOr(key, deposit.flight) != null) {
            return null;
        }
        Collector collector = new Collector(response.body(), deposit);
        Body followed = new Followed(collector);
        exchange.onCancelled(collector::abandon);
        collector.start();
        return new Response(response.status(), response.headers(), followed);
    }

    @Override
    public boolean mayGrow(int octets) {
        if (reserved + (long) octets > filter.policy().octetsMax() || !cache.reserve(octets)) {
            return false;
        }
        reserved += octets;
        return true;
    }

    @Override
    public void onTooLarge() {
        release();
        cache.land(key, flight, new Flight.Landing.Alone());
    }

    @Override
    public void onCollected(byte[] octets) {
        StoredAnswer whole = answer.with(octets);
        owner.keep(whole, flight);
        filter.meters().filled(true);
        cache.land(key, flight, Flight.Landing.with(whole, cache.clock().millis()));
    }

    @Override
    public void onOver(boolean isWhole) {
        release();
        if (!isWhole) {
            filter.meters().filled(false);
            cache.land(key, flight, new Flight.Landing.Alone());
        }
    }

    private void release() {
        cache.release(reserved);
        reserved = 0;
    }

    /** What the client sees of it; when it wants no more, neither does anybody else. */
    private static final class Followed extends PassingBody {
        private final Collector collector;

        private Followed(Collector collector) {
            super(collector.follow());
            this.collector = collector;
        }

        @Override
        public void close() {
            super.close();
            collector.abandon();
        }
    }
}
