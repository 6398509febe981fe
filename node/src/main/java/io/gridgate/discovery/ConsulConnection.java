package io.gridgate.discovery;

import com.orbitz.consul.AgentClient;
import com.orbitz.consul.Consul;
import com.orbitz.consul.ConsulException;
import com.orbitz.consul.HealthClient;
import com.orbitz.consul.config.CacheConfig;
import com.orbitz.consul.config.ClientConfig;
import com.orbitz.consul.model.ConsulResponse;
import com.orbitz.consul.model.health.ServiceHealth;
import com.orbitz.consul.option.ImmutableQueryOptions;
import com.orbitz.consul.option.QueryOptions;
import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.service.instance.KnownInstance;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.HostnameVerifier;
import okhttp3.ConnectionPool;
import okhttp3.internal.tls.OkHostnameVerifier;

/**
 * The node's client of its Consul agent. Queries block the calling virtual thread, which can be interrupted: the connection
 * is then closed and the query fails at once.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ConsulConnection implements AutoCloseable {

    private static final long CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final long READ_TIMEOUT_MILLIS = 5_000;
    /** What a waiting query may take beyond the longest that Consul itself takes. */
    private static final Duration MARGIN = Duration.ofSeconds(4);

    private final Consul consul;
    private final HealthClient health;

    private ConsulConnection(Consul consul) {
        this.consul = consul;
        this.health = consul.healthClient();
    }

    /**
     * Returns a client of that agent; does not ask it anything.
     *
     * @throws IOException when the token file or a TLS file cannot be read
     */
    static ConsulConnection of(ConsulConfig config) throws IOException {
        CacheConfig margin = CacheConfig.builder().withTimeoutAutoAdjustmentEnabled(true).withTimeoutAutoAdjustmentMargin(MARGIN).build();
        Consul.Builder builder = Consul.builder()
                .withPing(false)
                .withUrl((config.tls().enabled() ? "https://" : "http://") + config.address())
                .withConnectTimeoutMillis(CONNECT_TIMEOUT_MILLIS)
                .withReadTimeoutMillis(READ_TIMEOUT_MILLIS)
                .withWriteTimeoutMillis(READ_TIMEOUT_MILLIS)
                .withConnectionPool(new ConnectionPool())
                .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                .withClientConfiguration(new ClientConfig(margin));
        authenticate(builder, config);
        return new ConsulConnection(builder.build());
    }

    private static void authenticate(Consul.Builder builder, ConsulConfig config) throws IOException {
        if (config.tokenFile() != null) {
            builder.withTokenAuth(Files.readString(config.tokenFile()).strip());
        }
        if (config.tls().enabled()) {
            ConsulTls tls = ConsulTls.of(config.tls());
            builder.withSslContext(tls.context()).withTrustManager(tls.trust());
            String name = config.tls().serverName();
            if (name != null) {
                HostnameVerifier verifier = (_, session) -> OkHostnameVerifier.INSTANCE.verify(name, session);
                builder.withHostnameVerifier(verifier);
            }
        }
    }

    /**
     * Returns the instances of the service that may be used, and the index to wait for a change of them.
     *
     * @param index 0: answer now; otherwise answer when the index is beyond it, or after {@code wait}
     * @throws ConsulException when the agent cannot be reached, has no leader, or refuses
     */
    Answer query(ConsulDiscovery discovery, BigInteger index, Duration wait) {
        ImmutableQueryOptions.Builder options = index.signum() == 0
                ? ImmutableQueryOptions.builder()
                : QueryOptions.blockSeconds((int) wait.toSeconds(), index);
        if (discovery.tag() != null) {
            options.addTag(discovery.tag());
        }
        ConsulResponse<List<ServiceHealth>> response = discovery.passing()
                ? health.getHealthyServiceInstances(discovery.service(), options.build())
                : health.getAllServiceInstances(discovery.service(), options.build());
        return new Answer(ConsulInstances.of(response.getResponse()), response.getIndex());
    }

    /** Returns the client of what the agent itself knows. */
    AgentClient agent() {
        return consul.agentClient();
    }

    /** Returns the longest that a query with that wait can take; Consul adds up to a sixteenth of its own. */
    static Duration longest(Duration wait) {
        return wait.plus(wait.dividedBy(16)).plus(MARGIN).plus(MARGIN);
    }

    /** Returns why a query failed, in words for an operator. */
    static String reason(RuntimeException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Closes every connection; queries under way fail. */
    @Override
    public void close() {
        consul.destroy();
    }

    /**
     * What Consul said.
     *
     * <p>Thread-safety: immutable.
     */
    record Answer(List<KnownInstance> instances, BigInteger index) {}
}
