package io.gridgate.grid;

import io.gridgate.config.value.HostPort;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import java.time.Instant;

/**
 * The octets of the last known instances of a service.
 *
 * <p>Thread-safety: stateless.
 */
final class StoredInstancesCodec {

    static final int VERSION = 1;

    private StoredInstancesCodec() {}

    static byte[] encode(StoredInstances stored) {
        return new OctetWriter(VERSION).number(stored.knownAt().toEpochMilli()).list(stored.instances(), StoredInstancesCodec::write)
                .octets();
    }

    static StoredInstances decode(byte[] octets) {
        return OctetReader.read("stored instances", VERSION, octets, in -> {
            Instant knownAt = Instant.ofEpochMilli(in.number());
            return new StoredInstances(in.list(StoredInstancesCodec::instance), knownAt);
        });
    }

    private static void write(OctetWriter out, KnownInstance instance) {
        String zone = instance.zone();
        out.text(instance.address().host()).integer(instance.address().port()).integer(instance.weight()).integer(instance.priority())
                .octet(zone == null ? 0 : 1).text(zone == null ? "" : zone);
    }

    private static KnownInstance instance(OctetReader in) {
        HostPort address = new HostPort(in.text(), in.integer());
        int weight = in.integer();
        int priority = in.integer();
        boolean hasZone = in.octet() == 1;
        String zone = in.text();
        return new KnownInstance(address, weight, priority, hasZone ? zone : null);
    }
}
