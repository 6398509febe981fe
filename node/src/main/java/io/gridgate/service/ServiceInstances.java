package io.gridgate.service;

import io.gridgate.config.service.InstanceConfig;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The instances that any held configuration of a service names, one object for each address whatever revisions come and go, and the
 * lookups of those that are known by a name.
 *
 * <p>Thread-safety: guarded by the registry's lock.
 */
final class ServiceInstances {

    private static final String FIXED = "fixed";

    private final String service;
    private final ServicePorts ports;
    private final Map<String, Instance> byAddress = new HashMap<>();
    private final Map<Instance, NameWatch> names = new HashMap<>();

    ServiceInstances(String service, ServicePorts ports) {
        this.service = service;
        this.ports = ports;
    }

    /**
     * Returns the instances that the service's configuration and its source name now.
     *
     * @param leads whether it says what the instances weigh
     */
    List<Instance> of(Service user, boolean leads) {
        Map<String, Instance> now = new LinkedHashMap<>();
        for (InstanceConfig fixed : user.config().instances()) {
            add(now, new KnownInstance(fixed.address(), fixed.weight(), 0, fixed.zone()), FIXED, leads);
        }
        Feed feed = user.feed();
        if (feed != null) {
            feed.instances().forEach(known -> add(now, known, feed.sourceName(), leads));
        }
        return List.copyOf(now.values());
    }

    private void add(Map<String, Instance> set, KnownInstance known, String source, boolean leads) {
        String address = known.address().toString();
        if (set.containsKey(address)) {
            return;
        }
        Instance instance = byAddress.get(address);
        if (instance == null) {
            instance = new Instance(service, known, source, ports.ticker(), ports.clock().instant());
            byAddress.put(address, instance);
        }
        if (leads) {
            instance.known(known, source, ports.clock().instant());
        }
        set.put(address, instance);
    }

    /** Forgets the instances that are not used any more, and returns them; the names of the others are looked up from now on. */
    List<Instance> retain(Set<Instance> used) {
        List<Instance> retired = new ArrayList<>();
        for (Iterator<Instance> all = byAddress.values().iterator(); all.hasNext();) {
            Instance instance = all.next();
            if (!used.contains(instance)) {
                all.remove();
                retired.add(instance);
            }
        }
        retired.forEach(this::stopLookups);
        used.forEach(this::startLookups);
        return retired;
    }

    private void startLookups(Instance instance) {
        if (instance.socketAddress().isUnresolved() && !names.containsKey(instance)) {
            NameWatch watch = new NameWatch(instance, ports);
            names.put(instance, watch);
            watch.start();
        }
    }

    private void stopLookups(Instance instance) {
        NameWatch watch = names.remove(instance);
        if (watch != null) {
            watch.close();
        }
    }

    /** Completes when the instance's name was looked up once. */
    CompletableFuture<Void> lookup(Instance instance) {
        NameWatch watch = names.get(instance);
        return watch == null ? CompletableFuture.completedFuture(null) : watch.first();
    }
}
