package io.gridgate.service;

import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Scheduler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lookups of one instance's name: every 30 s, sooner while it has no address. An address that is still among the answers
 * is kept; when a lookup fails the last address stays.
 *
 * <p>Thread-safety: guarded by itself; the lookups run on their own threads.
 */
final class NameWatch {

    private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final Instance instance;
    private final ServicePorts ports;
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    private Scheduler.@Nullable Task next;
    private boolean closed;

    NameWatch(Instance instance, ServicePorts ports) {
        this.instance = instance;
        this.ports = ports;
    }

    /** Completes when the name was looked up once. */
    CompletableFuture<Void> first() {
        return first;
    }

    void start() {
        try {
            ports.lookups().execute(this::lookUp);
        } catch (RejectedExecutionException e) {
            first.complete(null);
        }
    }

    private void lookUp() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        Duration again = EVERY;
        try {
            take(ports.resolver().resolve(instance.host()));
        } catch (UnknownHostException e) {
            again = AFTER_FAILURE;
            fail();
        }
        first.complete(null);
        synchronized (this) {
            if (!closed) {
                next = ports.scheduler().schedule(again, this::start);
            }
        }
    }

    private void take(List<InetAddress> addresses) {
        InetSocketAddress old = instance.socketAddress();
        boolean kept = !old.isUnresolved() && addresses.contains(old.getAddress());
        if (!kept && !addresses.isEmpty()) {
            instance.resolved(new InetSocketAddress(addresses.getFirst(), instance.port()));
        }
        if (old.isUnresolved()) {
            instance.trouble(null);
        }
    }

    private void fail() {
        if (instance.socketAddress().isUnresolved() && instance.trouble() == null) {
            LOG.atWarn().addKeyValue("service", instance.service()).addKeyValue("instance", instance.address())
                    .log("name of instance has no address");
            instance.trouble("the name \"" + instance.host() + "\" has no address");
        }
    }

    synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
        first.complete(null);
    }
}
