package io.gridgate.service.balance;

import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Which instances may be chosen for an attempt; asked for in this order until one is found. */
enum Candidates {
    /** Available, and not tried by this exchange. */
    UNTRIED_AVAILABLE,
    /** Available, although this exchange tried it before. */
    AVAILABLE,
    /** Nothing is available: any that was not tried. A wrong verdict on all of them must not become an outage. */
    UNTRIED,
    /** Nothing is available and all were tried. */
    ANY;

    /** Returns whether the instance may be chosen for the next attempt of the exchange. */
    boolean accept(Instance instance, Exchange exchange) {
        return switch (this) {
            case UNTRIED_AVAILABLE -> instance.isAvailable() && !wasTried(instance, exchange);
            case AVAILABLE -> instance.isAvailable();
            case UNTRIED -> !wasTried(instance, exchange);
            case ANY -> true;
        };
    }

    /**
     * Returns the turn of this pick (>= 0), and takes it if it is the first pick of the exchange. A retry and a second look
     * take none: they would step in time with the instances, and every exchange would begin at the same broken one.
     */
    int turn(AtomicInteger position, Exchange exchange) {
        boolean first = this == UNTRIED_AVAILABLE && exchange.attempts().isEmpty();
        return (first ? position.getAndIncrement() : position.get()) & Integer.MAX_VALUE;
    }

    private static boolean wasTried(Instance instance, Exchange exchange) {
        List<Attempt> attempts = exchange.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).destination() == instance) {
                return true;
            }
        }
        return false;
    }
}
