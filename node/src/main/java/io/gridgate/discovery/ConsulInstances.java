package io.gridgate.discovery;

import com.orbitz.consul.model.catalog.ServiceWeights;
import com.orbitz.consul.model.health.HealthCheck;
import com.orbitz.consul.model.health.Service;
import com.orbitz.consul.model.health.ServiceHealth;
import io.gridgate.config.value.HostPort;
import io.gridgate.service.instance.KnownInstance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Consul's catalogue says, as instances: the service's address or else its node's, the weight of its worst check, the
 * zone of its meta data.
 *
 * <p>One with a critical check, without a port or with a warning weight of 0 while it warns is left out; of two at one
 * address the first counts.
 *
 * <p>Thread-safety: stateless.
 */
final class ConsulInstances {

    private static final String CRITICAL = "critical";
    private static final String WARNING = "warning";
    private static final String ZONE = "zone";

    private ConsulInstances() {}

    static List<KnownInstance> of(List<ServiceHealth> entries) {
        Map<String, KnownInstance> byAddress = new TreeMap<>();
        for (ServiceHealth entry : entries) {
            KnownInstance instance = instance(entry);
            if (instance != null) {
                byAddress.putIfAbsent(instance.address().toString(), instance);
            }
        }
        return List.copyOf(byAddress.values());
    }

    private static @Nullable KnownInstance instance(ServiceHealth entry) {
        Service service = entry.getService();
        String host = service.getAddress().isEmpty() ? entry.getNode().getAddress() : service.getAddress();
        int weight = weight(service, entry.getChecks());
        if (host.isEmpty() || service.getPort() < 1 || service.getPort() > 65_535 || weight < 1) {
            return null;
        }
        HostPort address = new HostPort(host, service.getPort());
        return new KnownInstance(address, Math.min(weight, KnownInstance.WEIGHT_MAX), 0, service.getMeta().get(ZONE));
    }

    /** Returns the weight that its checks leave it, 0 when it must not be used. */
    private static int weight(Service service, List<HealthCheck> checks) {
        if (checks.stream().anyMatch(check -> check.getStatus().equals(CRITICAL))) {
            return 0;
        }
        boolean warns = checks.stream().anyMatch(check -> check.getStatus().equals(WARNING));
        return service.getWeights().map(warns ? ServiceWeights::getWarning : ServiceWeights::getPassing).orElse(1);
    }
}
