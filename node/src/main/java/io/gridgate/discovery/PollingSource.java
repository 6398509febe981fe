package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that can only be asked again and again: every ten seconds, sooner after a failure.
 *
 * <p>Thread-safety: thread-safe; each watch is guarded by itself and asks on the lookup threads.
 */
abstract class PollingSource implements InstanceSource {

    private static final Logger LOG = LoggerFactory.getLogger(PollingSource.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final DiscoveryPorts ports;

    PollingSource(DiscoveryPorts ports) {
        this.ports = ports;
    }

    /**
     * Returns the instances now; may block.
     *
     * @throws IOException when nobody can say
     */
    abstract List<KnownInstance> read(DiscoveryConfig discovery) throws IOException;

    @Override
    public final Watch watch(DiscoveryConfig discovery, Listener listener) {
        Polling polling = new Polling(discovery, listener);
        polling.begin();
        return polling;
    }

    /**
     * One watch.
     *
     * <p>Thread-safety: guarded by itself; one read at a time.
     */
    private final class Polling implements Watch {

        private final DiscoveryConfig discovery;
        private final Listener listener;
        private final BackOff backOff = new BackOff();
        private final Confirmation confirmation = new Confirmation();
        private Scheduler.@Nullable Task next;
        private boolean closed;

        Polling(DiscoveryConfig discovery, Listener listener) {
            this.discovery = discovery;
            this.listener = listener;
        }

        void begin() {
            try {
                ports.lookups().execute(this::poll);
            } catch (RejectedExecutionException e) {
                again(EVERY);
            }
        }

        private void poll() {
            if (isClosed()) {
                return;
            }
            try {
                take(read(discovery));
            } catch (IOException e) {
                fail(e);
            } catch (RuntimeException e) {
                // Whoever listens failed: the next look may find it well again, and none would come without it.
                fail(new IOException(e.toString(), e));
            }
        }

        private void take(List<KnownInstance> instances) {
            backOff.reset();
            boolean accepted = confirmation.accepts(instances);
            if (accepted && !isClosed()) {
                listener.onInstances(instances, ports.clock().instant());
            }
            again(accepted ? EVERY : Confirmation.AFTER);
        }

        private void fail(IOException failure) {
            if (!isClosed()) {
                String message = failure.getMessage();
                String problem = message == null ? failure.getClass().getSimpleName() : message;
                LOG.atWarn().addKeyValue("discovery", DiscoveryKey.of(discovery)).addKeyValue("reason", problem)
                        .log("instances cannot be looked up");
                listener.onTrouble(problem);
            }
            again(backOff.next());
        }

        private synchronized void again(Duration delay) {
            if (!closed) {
                next = ports.scheduler().schedule(delay, this::begin);
            }
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
    }
}
