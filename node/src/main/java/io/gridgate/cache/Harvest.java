package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch leaves in the cache, and what those who wait for it are told.
 *
 * <p>Thread-safety: confined to the loop of the fetch.
 */
final class Harvest {

    private final ResponseCache cache;
    private final CacheMeters.Route meters;
    private final FetchOrder order;
    private final Flight flight;
    private final Request request;
    private final List<String> names;
    private final long born;
    private long sentAtMillis;
    /** What was stored is out of date, and nothing has come in its place yet. */
    private boolean outdated;
    private int reserved;
    private boolean hasRoom = true;

    /**
     * Creates it.
     *
     * @param asked the exchange that the fetch is for
     * @param request as the origin gets it
     * @param outdated whether what was stored has been found to be out of date already
     */
    Harvest(CacheFilter filter, FetchOrder order, Flight flight, Exchange asked, Request request, boolean outdated) {
        this.cache = filter.cache();
        this.meters = filter.meters();
        this.order = order;
        this.flight = flight;
        this.request = request;
        this.names = PurgeNames.of(order.policy(), order.key(), asked);
        this.born = cache.purges().sequence();
        this.outdated = outdated;
    }

    /** The origin is asked now. */
    void sent() {
        sentAtMillis = cache.clock().millis();
    }

    boolean isOutdated() {
        return outdated;
    }

    /** Nothing came. Returns what may be given instead; null: nothing. */
    @Nullable
    StoredAnswer failed(Throwable cause) {
        meters.filled(false);
        StoredAnswer stale = staleIfError();
        land(stale == null ? new Flight.Landing.Failed(cause) : new Flight.Landing.Stale(stale));
        return stale;
    }

    /** Returns what may be given if the origin fails. */
    @Nullable
    StoredAnswer staleIfError() {
        StoredAnswer stale = order.stale();
        if (stale == null || !stale.terms().mayBeStale()) {
            return null;
        }
        return -stale.freshSeconds(cache.clock().millis()) < stale.terms().ifErrorSeconds() ? stale : null;
    }

    /** What is stored is good still. Returns it as it is now; null: that was said of something else, and the whole is to be fetched. */
    @Nullable
    StoredAnswer notModified(StoredAnswer stale, Headers notModified) {
        String etag = notModified.joined(CacheFields.ETAG);
        String mine = stale.etag();
        if (etag != null && mine != null && !EntityTags.listHas(etag, mine)) {
            forget(stale);
            return null;
        }
        HopByHop.strip(notModified);
        long now = cache.clock().millis();
        Headers fields = CacheFields.updated(stale.fields(), notModified);
        long age = Storing.initialAge(notModified, sentAtMillis, now);
        Storing.Verdict verdict = Storing.verdict(order.policy(), request, stale.status(), fields, sentAtMillis, now);
        meters.filled(true);
        if (verdict != null) {
            StoredAnswer fresh = stale.freshened(verdict.fields(), now, age, verdict.terms()).bornAt(born);
            if (!cache.put(order.key(), fresh, flight)) {
                forget(stale);
            }
            land(Flight.Landing.with(fresh, now));
            return fresh;
        }
        if (isOfRequest(stale.status(), fields, now)) {
            ofOne();
        } else {
            forget(stale);
            land(new Flight.Landing.Alone());
        }
        return stale.freshened(fields, now, age, stale.terms());
    }

    /** Returns what is to be stored when its body has come; null: it is not, and those who wait know that. */
    @Nullable
    StoredAnswer storable(Response response) {
        long now = cache.clock().millis();
        Storing.Verdict verdict = Storing.verdict(order.policy(), request, response.status(), response.headers(), sentAtMillis, now);
        if (verdict != null && response.body().length() <= order.policy().octetsMax()) {
            sayIfTooLarge(response.body().length());
            return verdict.answer(response.status(), now, PurgeNames.with(names, response.headers()), request.target().path(), born);
        }
        if (verdict == null && isOfRequest(response.status(), response.headers(), now)) {
            ofOne();
            return null;
        }
        StoredAnswer stale = order.stale();
        if (stale != null && !isServerError(response.status())) {
            forget(stale);
        }
        ofNobody();
        return null;
    }

    static boolean isServerError(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    /** Returns whether such an answer to anybody else would be stored. */
    private boolean isOfRequest(int status, Headers fields, long now) {
        return Storing.verdict(order.policy(), Storing.ofAnybody(request), status, fields, sentAtMillis, now) != null;
    }

    /** Takes room for so many octets more of the body; returns false if there is none. */
    boolean mayGrow(int octets) {
        if (reserved + (long) octets > order.policy().octetsMax()) {
            return false;
        }
        sayIfTooLarge(reserved + (long) octets);
        hasRoom = cache.reserve(octets);
        reserved += hasRoom ? octets : 0;
        return hasRoom;
    }

    /** What is too large for the grid no other node needs to wait for, from when that is known. */
    private void sayIfTooLarge(long octets) {
        if (SharedLevel.isTooLarge(octets)) {
            cache.shared().stays(order.key(), flight);
        }
    }

    /** The body cannot be kept. */
    void tooLarge() {
        release();
        if (hasRoom) {
            ofNobody();
        } else {
            land(new Flight.Landing.NoRoom());
        }
    }

    /** The body has come. */
    void collected(StoredAnswer answer) {
        if (cache.put(order.key(), answer, flight)) {
            outdated = false;
        }
        meters.filled(true);
        land(Flight.Landing.with(answer, cache.clock().millis()));
    }

    /** The body is over; nobody waits any longer. */
    void over(boolean whole) {
        release();
        if (!whole) {
            meters.filled(false);
            land(new Flight.Landing.Alone());
        }
    }

    private void release() {
        cache.release(reserved);
        reserved = 0;
    }

    private void ofOne() {
        cache.markUncacheableOfOne(order.key());
        land(new Flight.Landing.OfOne());
    }

    private void ofNobody() {
        cache.markUncacheable(order.key());
        land(new Flight.Landing.Alone());
    }

    private void forget(StoredAnswer stale) {
        cache.remove(order.key(), stale);
        // What spoilt the flight has made it invalid everywhere.
        outdated = !flight.isSpoiled();
    }

    /** What this node has found to be out of date, and has nothing instead of, must not come back from the grid or stay on other nodes. */
    private void land(Flight.Landing how) {
        cache.land(order.key(), flight, how);
        if (outdated) {
            outdated = false;
            cache.shared().invalidate(order.key());
        }
    }
}
