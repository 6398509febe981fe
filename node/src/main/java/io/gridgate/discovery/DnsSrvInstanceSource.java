package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.DiscoveryConfig.DnsSrvDiscovery;
import io.gridgate.config.value.HostPort;
import io.gridgate.service.instance.KnownInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds instances as the targets of SRV records (RFC 2782), by the JDK's own DNS client. A weight of 0 becomes 1. The
 * targets' names are looked up like any instance's.
 *
 * <p>Thread-safety: thread-safe.
 */
final class DnsSrvInstanceSource extends PollingSource {

    private static final String CLIENT = "com.sun.jndi.dns.DnsContextFactory";
    private static final String TIMEOUT_MILLIS = "1000";
    private static final String TRIES = "2";
    private static final String NO_TARGET = ".";

    private final String servers;

    /** {@code servers}: {@code dns:} for those of this machine, or {@code dns://host:port}. */
    DnsSrvInstanceSource(DiscoveryPorts ports, String servers) {
        super(ports);
        this.servers = servers;
    }

    /** Returns the source that asks the name servers of this machine. */
    static DnsSrvInstanceSource system(DiscoveryPorts ports) {
        return new DnsSrvInstanceSource(ports, "dns:");
    }

    @Override
    List<KnownInstance> read(DiscoveryConfig discovery) throws IOException {
        if (!(discovery instanceof DnsSrvDiscovery srv)) {
            throw new IllegalArgumentException("discovery: " + discovery + " (expected: dns_srv)");
        }
        String name = srv.name().endsWith(".") ? srv.name().substring(0, srv.name().length() - 1) : srv.name();
        if (!HostPort.isName(name)) {
            throw new IOException("\"" + srv.name() + "\" is not a name");
        }
        try {
            return instances(lookUp(name));
        } catch (NamingException e) {
            throw new IOException("SRV records of \"" + srv.name() + "\": " + e.getMessage(), e);
        }
    }

    /** The name is a plain one, so the context asks DNS and nothing else, and what comes are texts. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<String> lookUp(String name) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, CLIENT);
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        InitialDirContext context = new InitialDirContext(environment);
        try {
            return values(context.getAttributes(name, new String[]{"SRV"}).get("SRV"));
        } catch (NameNotFoundException e) {
            return List.of();
        } finally {
            context.close();
        }
    }

    private static List<String> values(@Nullable Attribute records) throws NamingException {
        List<String> values = new ArrayList<>();
        if (records != null) {
            NamingEnumeration<?> all = records.getAll();
            while (all.hasMore()) {
                values.add(String.valueOf(all.next()));
            }
        }
        return values;
    }

    private static List<KnownInstance> instances(List<String> records) throws IOException {
        List<KnownInstance> instances = new ArrayList<>();
        for (String text : records) {
            String[] fields = text.split(" ", -1);
            if (fields.length == 4 && !fields[3].equals(NO_TARGET)) {
                instances.add(instance(fields, text));
            }
        }
        instances.sort(Comparator.comparing(instance -> instance.address().toString()));
        return instances;
    }

    /** The fields are priority, weight, port and target. */
    private static KnownInstance instance(String[] fields, String text) throws IOException {
        String target = fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3];
        try {
            int weight = Math.max(1, Integer.parseInt(fields[1]));
            return new KnownInstance(new HostPort(target, Integer.parseInt(fields[2])), weight, Integer.parseInt(fields[0]), null);
        } catch (IllegalArgumentException e) {
            throw new IOException("\"" + text + "\" is not an SRV record", e);
        }
    }
}
