package io.gridgate.node;

import io.gridgate.config.node.ListenersConfig;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.exchange.Handler;
import io.gridgate.ingress.FrontLimits;
import io.gridgate.ingress.FrontListener;
import io.gridgate.ingress.FrontOptions;
import io.gridgate.wire.CertificateFiles;
import io.gridgate.wire.ConnectionGate;
import io.gridgate.wire.ServerTls;
import io.gridgate.wire.TlsFileException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a node: clear text and TLS for clients, and admin.
 *
 * <p>Thread-safety: immutable; the listeners are thread-safe.
 */
record Listeners(List<FrontListener> proxy, FrontListener admin) {

    /** Operators, probes and scrapers; apart from the clients' bound, so that a full node can still be asked why. */
    private static final int ADMIN_CONNECTIONS = 256;

    /** Binds all ports; on a failure those that are bound are closed again. */
    static Listeners start(NodeDocument node, Traffic traffic, Handler adminHandler) throws IOException {
        List<FrontListener> started = new ArrayList<>();
        try {
            FrontListener admin = admin(node, traffic, adminHandler);
            started.add(admin);
            ConnectionGate gate = new ConnectionGate(OpenFiles.boundOfClients(node.limits().connections()));
            List<FrontListener> proxy = new ArrayList<>();
            ListenersConfig.Http http = node.listeners().http();
            proxy.add(listen(node, traffic, "http", http.bind(), http.port(), null, gate));
            started.addAll(proxy);
            ListenersConfig.Https https = node.listeners().https();
            if (https != null) {
                proxy.add(listen(node, traffic, "https", https.bind(), https.port(), tls(traffic, https), gate));
            }
            return new Listeners(List.copyOf(proxy), admin);
        } catch (IOException | RuntimeException e) {
            started.forEach(FrontListener::stopAccepting);
            throw e;
        }
    }

    private static FrontListener listen(NodeDocument node, Traffic traffic, String name, String bind, int port, @Nullable ServerTls tls,
            ConnectionGate gate) throws IOException {
        return FrontListener.start(traffic.wire(),
                new FrontOptions(name, address(bind, port), tls, gate, limits(node), peer -> isTrusted(node, peer)),
                traffic.gateway(), traffic.metrics());
    }

    private static FrontListener admin(NodeDocument node, Traffic traffic, Handler handler) throws IOException {
        ListenersConfig.Admin admin = node.listeners().admin();
        ServerTls tls = admin.certificates().isEmpty() ? null
                : traffic.tlsFiles().server(new ServerTls.Spec(certificates(admin.certificates()), List.of("TLSv1.2", "TLSv1.3"),
                        ServerTls.ClientAuth.NONE, null));
        return FrontListener.start(traffic.wire(), new FrontOptions("admin", address(admin.bind(), admin.port()), tls,
                new ConnectionGate(ADMIN_CONNECTIONS), limits(node), peer -> false), handler, traffic.metrics());
    }

    private static ServerTls tls(Traffic traffic, ListenersConfig.Https https) throws TlsFileException {
        ServerTls.ClientAuth clientAuth = switch (https.clientAuth()) {
            case NONE -> ServerTls.ClientAuth.NONE;
            case WANT -> ServerTls.ClientAuth.WANT;
            case REQUIRE -> ServerTls.ClientAuth.REQUIRE;
        };
        return traffic.tlsFiles()
                .server(new ServerTls.Spec(certificates(https.certificates()), https.protocols(), clientAuth, https.clientCaFile()));
    }

    private static List<CertificateFiles> certificates(List<ListenersConfig.Certificate> certificates) {
        return certificates.stream().map(each -> new CertificateFiles(each.certFile(), each.keyFile())).toList();
    }

    private static FrontLimits limits(NodeDocument node) {
        NodeDocument.Limits limits = node.limits();
        return new FrontLimits(Math.toIntExact(limits.headersBytes()), Math.toIntExact(limits.uriBytes()), limits.headerTimeout(),
                limits.idle());
    }

    private static boolean isTrusted(NodeDocument node, InetAddress peer) {
        return node.trustedProxies().stream().anyMatch(block -> block.contains(peer));
    }

    private static InetSocketAddress address(String bind, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(bind), port);
    }

    /** Returns each listener with its address, for an operator. */
    List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        proxy.forEach(listener -> addresses.add("proxy " + text(listener)));
        addresses.add("admin " + text(admin));
        return addresses;
    }

    private static String text(FrontListener listener) {
        InetSocketAddress address = listener.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
