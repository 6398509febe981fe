package io.gridgate.ratelimit.concurrency;

import io.gridgate.exchange.Exchange;
import io.gridgate.ratelimit.concurrency.ConcurrencyFilter.Desk;
import io.gridgate.ratelimit.concurrency.KeyPermits.Entry;

/**
 * An exchange that goes on whatever a limit says, and is counted by it: it takes a permit if there is one, and is a violation if there is none.
 *
 * <p>Thread-safety: callbacks come on any thread and go on on the exchange's loop.
 */
final class ShadowPermit implements Waiter {

    private final ConcurrencyLimit limit;
    private final KeyPermits key;
    private final Exchange exchange;
    private final Held held;

    private ShadowPermit(ConcurrencyLimit limit, KeyPermits key, Exchange exchange, Desk desk) {
        this.limit = limit;
        this.key = key;
        this.exchange = exchange;
        this.held = new Held(exchange, desk);
    }

    /** Counts the exchange by that key of the limit. */
    static void count(ConcurrencyLimit limit, String name, Exchange exchange, Desk desk) {
        ShadowPermit permit;
        Entry entry;
        do {
            permit = new ShadowPermit(limit, limit.table().permits(name), exchange, desk);
            entry = permit.key.enter(permit, desk.asks().standing(), desk.ticker().nanos());
        } while (entry == Entry.RETIRED);
        permit.follow(entry);
    }

    private void follow(Entry entry) {
        switch (entry) {
            case PASSED -> held.add(key);
            case WAITING -> exchange.onEnded(_ -> {
                var _ = key.leave(this);
            });
            case REFUSED, LOST, RETIRED -> {
                // Nobody knows whether it would have passed.
            }
        }
    }

    @Override
    public void onAdmitted() {
        exchange.loop().execute(() -> held.add(key));
    }

    @Override
    public void onRefused() {
        limit.violated();
    }

    @Override
    public void onLost() {
        // Nobody knows whether it would have passed.
    }
}
