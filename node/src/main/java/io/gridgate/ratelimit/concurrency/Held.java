package io.gridgate.ratelimit.concurrency;

import io.gridgate.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The permits that one exchange has: each is freed exactly once, when the exchange ends or is refused, whichever comes first.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class Held {

    private final Exchange exchange;
    private final ConcurrencyFilter.Desk desk;
    private @Nullable List<KeyPermits> keys;
    private boolean isOver;

    Held(Exchange exchange, ConcurrencyFilter.Desk desk) {
        this.exchange = exchange;
        this.desk = desk;
    }

    /** The exchange has a permit of that key; if it has ended meanwhile, that is freed at once. */
    void add(KeyPermits key) {
        desk.meters().taken();
        List<KeyPermits> held = keys;
        if (held == null) {
            held = new ArrayList<>(2);
            keys = held;
            held.add(key);
            exchange.onEnded(_ -> free());
        } else {
            held.add(key);
        }
        if (isOver) {
            free();
        }
    }

    /** Frees what is held; there will be no use for more. */
    void free() {
        isOver = true;
        List<KeyPermits> held = keys;
        if (held == null) {
            return;
        }
        long now = desk.ticker().nanos();
        for (KeyPermits key : held) {
            desk.meters().freed();
            key.free(now);
        }
        held.clear();
    }
}
