package io.gridgate.service.instance;

import io.gridgate.base.Ticker;
import io.gridgate.config.value.HostPort;
import io.gridgate.exchange.Destination;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One address that a service answers at, with all that is known and measured of it. Its identity is the service's name and
 * the address: it outlives revisions and every change of the instance set that keeps the address.
 *
 * <p>Thread-safety: thread-safe; single volatile and atomic fields, each written by what its setter names.
 */
public final class Instance implements Destination {

    private final String service;
    private final HostPort hostPort;
    private final String address;
    private final long id;
    private final Ticker ticker;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final LatencyAverage latency;
    private final AtomicReference<@Nullable SlowStart> slowStart = new AtomicReference<>();

    private volatile InetSocketAddress socketAddress;
    private volatile KnownInstance known;
    private volatile String source;
    private volatile Health health = Health.UNKNOWN;
    private volatile @Nullable Ejection ejection;
    private volatile @Nullable String trouble;
    private volatile Instant changedAt;
    private volatile boolean retired;
    private volatile double inFlightElsewhere;
    private volatile double loadCorrection;

    /** Creates the instance of that service, with the state of one that was never used. */
    public Instance(String service, KnownInstance known, String source, Ticker ticker, Instant now) {
        this.service = service;
        this.hostPort = known.address();
        this.address = hostPort.toString();
        this.id = StableHash.of(service + "/" + address);
        this.ticker = ticker;
        this.latency = new LatencyAverage(ticker);
        this.known = known;
        this.source = source;
        this.changedAt = now;
        this.socketAddress = NameResolver.literalOrUnresolved(hostPort);
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public String address() {
        return address;
    }

    /** Returns a hash of its service and address, by which nodes tell one another of it. */
    public long id() {
        return id;
    }

    /** Returns the host as the source names it: a name, or an address without brackets. */
    public String host() {
        return hostPort.host();
    }

    /** Returns the port, 1 to 65535. */
    public int port() {
        return hostPort.port();
    }

    /**
     * Returns where to connect to. Never looked up here; unresolved while the host's name has no address, and an attempt then
     * fails with {@code CONNECT}.
     */
    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    /** Sets where to connect to; the registry does, whenever the name was looked up. */
    public void resolved(InetSocketAddress resolvedAddress) {
        socketAddress = resolvedAddress;
    }

    /** Returns what its source said last. */
    public KnownInstance known() {
        return known;
    }

    /** Returns where it is known from: {@code fixed}, {@code consul}, {@code dns}, {@code dns_srv}. */
    public String source() {
        return source;
    }

    /** Sets what its source says now; the registry does. */
    public void known(KnownInstance now, String nowFrom, Instant at) {
        if (!now.equals(known) || !nowFrom.equals(source)) {
            known = now;
            source = nowFrom;
            changedAt = at;
        }
    }

    /** Returns its share beside the others, from 1. */
    public int weight() {
        return known.weight();
    }

    /** Returns its zone, or null when unknown. */
    public @Nullable String zone() {
        return known.zone();
    }

    /** Returns how many exchanges use it now. */
    public int inFlight() {
        return inFlight.get();
    }

    /** One more exchange uses it. */
    public void began() {
        inFlight.incrementAndGet();
    }

    /** One exchange less uses it. */
    public void ended() {
        inFlight.decrementAndGet();
    }

    /**
     * Returns what it bears, as balancers see it (>= 0): the exchanges of this node, corrected by what other nodes have under
     * way there. The same as {@link #inFlight} while no other node speaks.
     */
    public double load() {
        return Math.max(0, inFlight.get() + loadCorrection);
    }

    /** Sets what other nodes have under way there, and what that makes of this node's count; the conversation about load does. */
    public void heardLoad(double elsewhere, double correction) {
        inFlightElsewhere = elsewhere;
        loadCorrection = correction;
    }

    /** Returns how many exchanges of other nodes use it, on average of late, as far as they told. */
    public double inFlightElsewhere() {
        return inFlightElsewhere;
    }

    /** Returns the average time from an attempt's begin to the head of its answer. */
    public LatencyAverage latency() {
        return latency;
    }

    /** Returns what the active checks say. */
    public Health health() {
        return health;
    }

    /** Sets what the active checks say, and why; the checks do. {@code why} is null when there is nothing to complain about. */
    public void health(Health now, @Nullable String why, Instant at) {
        trouble = why;
        if (health != now) {
            if (health == Health.UNHEALTHY && now == Health.HEALTHY) {
                slowStart.set(new SlowStart(ticker.nanos()));
            }
            health = now;
            changedAt = at;
        }
    }

    /** Returns why it is not used, as far as a probe or a name lookup told, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** Sets why it cannot be used; null when it can. */
    public void trouble(@Nullable String why) {
        trouble = why;
    }

    /** Returns the failures since the last success; the outlier detection counts them. */
    public AtomicInteger failuresInARow() {
        return failuresInARow;
    }

    /** Returns its last ejection, over or not, or null when there was none. */
    public @Nullable Ejection ejection() {
        return ejection;
    }

    /** Returns whether it is ejected at this moment. */
    public boolean isEjected() {
        Ejection last = ejection;
        return last != null && last.untilNanos() - ticker.nanos() > 0;
    }

    /** Takes it out of use for a time, and lets it start slowly then; the outlier detection does. */
    public void eject(Ejection how, Instant at) {
        slowStart.set(new SlowStart(how.untilNanos()));
        ejection = how;
        changedAt = at;
    }

    /** Ends an ejection early and returns whether there was one; a passing probe does, or whoever told of it. */
    public boolean unEject(Instant at) {
        Ejection last = ejection;
        if (last == null || !isEjected()) {
            return false;
        }
        long now = ticker.nanos();
        slowStart.set(new SlowStart(now));
        ejection = new Ejection(now, last.count(), last.by(), last.until());
        changedAt = at;
        return true;
    }

    /** Returns whether it was out of use a short while ago and has less than its share for now. */
    public boolean isStartingSlowly() {
        SlowStart start = slowStart.get();
        return start != null && !start.isOver(ticker.nanos());
    }

    /**
     * Returns whether it takes a turn that falls to it: always, but for a while after it was out of use, when it takes a
     * growing part of them ({@link SlowStart}).
     */
    public boolean takesTurn() {
        SlowStart start = slowStart.get();
        if (start == null) {
            return true;
        }
        long now = ticker.nanos();
        if (start.isOver(now)) {
            slowStart.compareAndSet(start, null);
            return true;
        }
        return start.takesTurn(now);
    }

    /** Returns whether requests may go to it: not unhealthy, not ejected, and its name has an address. */
    public boolean isAvailable() {
        return health != Health.UNHEALTHY && !isEjected() && !socketAddress.isUnresolved();
    }

    /**
     * Returns whether nothing references it any more. An exchange that picked it before may still use it; what is made for it
     * from now on must not be kept.
     */
    public boolean isRetired() {
        return retired;
    }

    /** Nothing references it any more; the registry says so, before it tells its listeners. */
    public void retire() {
        retired = true;
    }

    /** Returns when its health, ejection, weight or zone changed last. */
    public Instant changedAt() {
        return changedAt;
    }

    /** Returns {@code service/host:port}. */
    @Override
    public String toString() {
        return service + "/" + address;
    }

    /**
     * One ejection.
     *
     * <p>Thread-safety: immutable.
     *
     * @param untilNanos the ticker's moment when it is over
     * @param count how many there were in close succession, from 1; the next one is that much longer
     * @param by the node that ejected it and told this one; null: this node
     * @param until the time of day when it was to be over, by the clock of the node that ejected it: nodes know it by that
     */
    public record Ejection(long untilNanos, int count, @Nullable String by, Instant until) {}
}
