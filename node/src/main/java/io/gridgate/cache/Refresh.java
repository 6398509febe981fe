package io.gridgate.cache;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;

/**
 * The fetch of an answer that a client was given stale: nobody waits for it, and it is one in the cluster (RFC 5861 3).
 *
 * <p>Thread-safety: stateless.
 */
final class Refresh {

    private Refresh() {}

    /** Begins it, unless the key is being fetched. */
    static void begin(CacheFilter filter, CachePolicy.Key key, Search.Finder finder, StoredAnswer stale, Exchange asked, Chain next) {
        ResponseCache cache = filter.cache();
        Flight mine = new Flight();
        if (cache.joinOr(key, mine) != null) {
            return;
        }
        Fetch fetch = Fetch.inBackground(filter, FetchOrder.of(filter.policy(), key, stale), mine, asked);
        if (!cache.shared().isThere()) {
            var _ = fetch.begin(next);
            return;
        }
        Search.begin(cache, key, asked.loop(), finder, result -> {
            switch (result) {
                case Search.Result.Fetch(var claim) -> {
                    mine.claimed(claim);
                    var _ = fetch.begin(next);
                }
                case Search.Result.Found(StoredAnswer found) -> drop(cache, key, fetch, mine, new Flight.Landing.Found(found));
                case Search.Result.Again _ -> drop(cache, key, fetch, mine, new Flight.Landing.Again());
                case Search.Result.Alone _ -> drop(cache, key, fetch, mine, new Flight.Landing.Alone());
            }
        });
    }

    private static void drop(ResponseCache cache, CachePolicy.Key key, Fetch fetch, Flight flight, Flight.Landing how) {
        fetch.drop();
        cache.land(key, flight, how);
    }
}
