package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.service.instance.InstanceSource.Listener;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.Scheduler;
import java.math.BigInteger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries for one service of Consul's catalogue, one after the other, each on a background thread of its own.
 *
 * <p>The rules: the first query and every one after a failure does not wait; an index that goes backwards starts again from
 * 0; an index of 0 is never waited for; an empty set counts only when it is read twice; a query that outlives its deadline is
 * interrupted, whatever keeps it; two queries begin a tenth of a second apart at least. Whether the agent knows a leader is
 * not asked: newer agents do not say.
 *
 * <p>Thread-safety: guarded by itself; one query at a time.
 * <p>Source: Consul's documentation of blocking queries.
 */
final class ConsulWatch implements Watch {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulWatch.class);
    private static final Duration APART = Duration.ofMillis(100);
    private static final Duration WITHOUT_INDEX = Duration.ofSeconds(1);

    private final ConsulDiscovery discovery;
    private final Duration wait;
    private final ConsulConnection consul;
    private final DiscoveryPorts ports;
    private final Listener listener;
    private final BackOff backOff = new BackOff();
    private final Confirmation confirmation = new Confirmation();

    private BigInteger index = BigInteger.ZERO;
    private @Nullable Thread asking;
    private Scheduler.@Nullable Task next;
    private boolean failing;
    private boolean closed;

    ConsulWatch(ConsulDiscovery discovery, Duration wait, ConsulConnection consul, DiscoveryPorts ports, Listener listener) {
        this.discovery = discovery;
        this.wait = wait;
        this.consul = consul;
        this.ports = ports;
        this.listener = listener;
    }

    void start() {
        again(Duration.ZERO);
    }

    private void ask() {
        BigInteger from;
        synchronized (this) {
            if (closed) {
                return;
            }
            asking = Thread.currentThread();
            from = index;
        }
        again(askFrom(from));
    }

    /** Returns how long to pause before the next query. Whatever an answer holds that cannot be read is a failure too. */
    private Duration askFrom(BigInteger from) {
        Scheduler.Task deadline = ports.scheduler().schedule(ConsulConnection.longest(from.signum() == 0 ? Duration.ZERO : wait),
                this::interrupt);
        ConsulConnection.Answer answer;
        try {
            answer = consul.query(discovery, from, wait);
        } catch (RuntimeException e) {
            return fail(e);
        } finally {
            deadline.cancel();
            answered();
        }
        try {
            return take(answer);
        } catch (RuntimeException e) {
            return fail(e);
        }
    }

    private synchronized void interrupt() {
        if (asking != null) {
            asking.interrupt();
        }
    }

    /** From here on an interrupt would hit something else. */
    private synchronized void answered() {
        asking = null;
        var _ = Thread.interrupted();
    }

    private Duration take(ConsulConnection.Answer answer) {
        boolean accepted = confirmation.accepts(answer.instances());
        synchronized (this) {
            if (closed) {
                return Duration.ZERO;
            }
            if (failing) {
                LOG.atInfo().addKeyValue("consul_service", discovery.service()).log("consul answers again");
            }
            failing = false;
            backOff.reset();
            boolean backwards = answer.index().compareTo(index) < 0;
            index = backwards || !accepted ? BigInteger.ZERO : answer.index();
        }
        if (!accepted) {
            return Confirmation.AFTER;
        }
        listener.onInstances(answer.instances(), ports.clock().instant());
        return answer.index().signum() == 0 ? WITHOUT_INDEX : APART;
    }

    private Duration fail(RuntimeException failure) {
        String reason = ConsulConnection.reason(failure);
        synchronized (this) {
            if (closed) {
                return Duration.ZERO;
            }
            index = BigInteger.ZERO;
            if (!failing) {
                LOG.atWarn().addKeyValue("consul_service", discovery.service()).addKeyValue("reason", reason)
                        .log("consul does not answer, the last known instances stay");
            }
            failing = true;
        }
        listener.onTrouble("consul: " + reason);
        return backOff.next();
    }

    private synchronized void again(Duration pause) {
        if (!closed) {
            next = ports.scheduler().schedule(pause, this::ask);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
        interrupt();
    }
}
