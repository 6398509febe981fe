package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.listenPort;
import static io.gridgate.config.shape.Scalars.absolutePath;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Shapes.distinct;
import static io.gridgate.config.shape.Shapes.list;
import static io.gridgate.config.shape.Shapes.someOf;

import io.gridgate.config.node.ListenersConfig;
import io.gridgate.config.node.ListenersConfig.Admin;
import io.gridgate.config.node.ListenersConfig.Certificate;
import io.gridgate.config.node.ListenersConfig.ClientAuth;
import io.gridgate.config.node.ListenersConfig.Http;
import io.gridgate.config.node.ListenersConfig.Https;
import io.gridgate.config.node.NodeDefaults;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.Cidr;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The keys of a node's listeners.
 *
 * <p>Thread-safety: immutable.
 */
final class ListenerKeys {

    static final ListenersConfig DEFAULT = new ListenersConfig(Http.DEFAULT, null, Admin.DEFAULT);

    private ListenerKeys() {}

    private static final Key<Http, String> HTTP_BIND = Key.<Http, String>of("bind", Words.BIND, Http::bind, "the address")
            .orElse(NodeDefaults.ANY_ADDRESS);
    private static final Key<Http, Integer> HTTP_PORT = Key
            .<Http, Integer>of("port", listenPort(), Http::port, "the port; 0 = any free one").orElse(NodeDefaults.HTTP_PORT);
    private static final MapShape<Http> HTTP_MAP = MapShape.of("http_listener", "The clear-text proxy listener.",
            List.of(HTTP_BIND, HTTP_PORT),
            v -> new Http(v.get(HTTP_BIND), v.get(HTTP_PORT)));

    private static final Key<Certificate, Path> CERT_FILE = Key
            .<Certificate, Path>of("cert_file", absolutePath(), Certificate::certFile, "PEM chain").required();
    private static final Key<Certificate, Path> KEY_FILE = Key
            .<Certificate, Path>of("key_file", absolutePath(), Certificate::keyFile, "PEM private key").required();
    private static final MapShape<Certificate> CERTIFICATE = MapShape.of("certificate",
            "A certificate; its files are read again when they change.",
            List.of(CERT_FILE, KEY_FILE), v -> new Certificate(v.get(CERT_FILE), v.get(KEY_FILE)));

    private static final Key<Https, String> HTTPS_BIND = Key.<Https, String>of("bind", Words.BIND, Https::bind, "the address")
            .orElse(NodeDefaults.ANY_ADDRESS);
    private static final Key<Https, Integer> HTTPS_PORT = Key
            .<Https, Integer>of("port", listenPort(), Https::port, "the port; 0 = any free one").orElse(NodeDefaults.HTTPS_PORT);
    private static final Key<Https, List<Certificate>> HTTPS_CERTIFICATES = Key
            .<Https, List<Certificate>>of("certificates", someOf(CERTIFICATE),
                    Https::certificates, "chosen by the name that the client asks for; the first where it asks for none")
            .required();
    private static final Key<Https, List<String>> PROTOCOLS = Key
            .<Https, List<String>>of("protocols", distinct(oneOf(NodeDefaults.TLS_PROTOCOLS)), Https::protocols,
                    "the versions of TLS that are spoken")
            .orElse(NodeDefaults.TLS_PROTOCOLS);
    private static final Key<Https, ClientAuth> CLIENT_AUTH = Key
            .<Https, ClientAuth>of("client_auth", oneOf(ClientAuth.class), Https::clientAuth, "whether clients show a certificate")
            .orElse(ClientAuth.NONE);
    private static final Key<Https, Path> CLIENT_CA = Key.of("client_ca_file", absolutePath(), Https::clientCaFile,
            "PEM certificates that theirs are checked against");
    private static final MapShape<Https> HTTPS_MAP = MapShape.checked("https_listener", "The TLS proxy listener.",
            List.of(HTTPS_BIND, HTTPS_PORT, HTTPS_CERTIFICATES, PROTOCOLS, CLIENT_AUTH, CLIENT_CA), ListenerKeys::https);

    private static Https https(Values v, String path, Reading reading) {
        if (v.get(PROTOCOLS).isEmpty()) {
            reading.error(path + ".protocols", "an empty list (expected: at least 1)");
        }
        if (v.get(CLIENT_AUTH) != ClientAuth.NONE && !v.has(CLIENT_CA) && !reading.hasErrorBelow(path + ".client_ca_file")) {
            reading.error(path + ".client_auth", "client_auth without client_ca_file");
        }
        return new Https(v.get(HTTPS_BIND), v.get(HTTPS_PORT), v.get(HTTPS_CERTIFICATES), v.get(PROTOCOLS), v.get(CLIENT_AUTH),
                v.find(CLIENT_CA));
    }

    private static final Key<Admin, String> ADMIN_BIND = Key
            .<Admin, String>of("bind", Words.BIND, Admin::bind, "the address; one beyond loopback needs token_file and certificates")
            .orElse(NodeDefaults.LOOPBACK);
    private static final Key<Admin, Integer> ADMIN_PORT = Key
            .<Admin, Integer>of("port", listenPort(), Admin::port, "the port; 0 = any free one").orElse(NodeDefaults.ADMIN_PORT);
    private static final Key<Admin, Path> TOKEN_FILE = Key.of("token_file", absolutePath(), Admin::tokenFile,
            "a file with the token that each call bears");
    private static final Key<Admin, List<Certificate>> ADMIN_CERTIFICATES = Key
            .<Admin, List<Certificate>>of("certificates", list(CERTIFICATE), Admin::certificates, "absent: clear text").orElse(List.of());
    private static final MapShape<Admin> ADMIN_MAP = MapShape.checked("admin_listener", "The admin listener.",
            List.of(ADMIN_BIND, ADMIN_PORT, TOKEN_FILE, ADMIN_CERTIFICATES), ListenerKeys::admin);

    private static Admin admin(Values v, String path, Reading reading) {
        String bind = v.get(ADMIN_BIND);
        boolean guarded = v.has(TOKEN_FILE) && !v.get(ADMIN_CERTIFICATES).isEmpty();
        if (isBeyondLoopback(bind) && !guarded && !reading.hasErrorBelow(path)) {
            reading.error(path + ".bind", bind + " is beyond loopback: token_file and certificates are needed");
        }
        return new Admin(bind, v.get(ADMIN_PORT), v.find(TOKEN_FILE), v.get(ADMIN_CERTIFICATES));
    }

    /** Returns whether nobody beyond this machine can call that address; not so of a reference that was kept. */
    static boolean isLoopback(String bind) {
        return bind.equals("localhost") || Cidr.isAddress(bind) && InetAddress.ofLiteral(bind).isLoopbackAddress();
    }

    private static boolean isBeyondLoopback(String bind) {
        return Cidr.isAddress(bind) && !isLoopback(bind);
    }

    private static final Key<ListenersConfig, Http> HTTP = Key
            .<ListenersConfig, Http>of("http", HTTP_MAP, ListenersConfig::http, "the clear-text proxy listener").orElse(Http.DEFAULT);
    private static final Key<ListenersConfig, Https> HTTPS = Key.of("https", HTTPS_MAP, ListenersConfig::https,
            "the TLS proxy listener; absent: none");
    private static final Key<ListenersConfig, Admin> ADMIN = Key
            .<ListenersConfig, Admin>of("admin", ADMIN_MAP, ListenersConfig::admin, "the admin listener").orElse(Admin.DEFAULT);

    static final MapShape<ListenersConfig> LISTENERS = MapShape.checked("listeners", "Where the node listens.", List.of(HTTP, HTTPS, ADMIN),
            ListenerKeys::listeners);

    private static ListenersConfig listeners(Values v, String path, Reading reading) {
        Http http = v.get(HTTP);
        Https https = v.find(HTTPS);
        Admin admin = v.get(ADMIN);
        if (https != null) {
            checkApart(http.bind(), http.port(), https.bind(), https.port(), path + ".https", "listeners.http", reading);
            checkApart(https.bind(), https.port(), admin.bind(), admin.port(), path + ".admin", "listeners.https", reading);
        }
        checkApart(http.bind(), http.port(), admin.bind(), admin.port(), path + ".admin", "listeners.http", reading);
        return new ListenersConfig(http, https, admin);
    }

    private static void checkApart(String bindA, int portA, String bindB, int portB, String path, String other, Reading reading) {
        boolean overlap = bindA.equals(bindB) || isAny(bindA) || isAny(bindB);
        if (portA == portB && portA != 0 && overlap && !reading.hasErrorBelow(path)) {
            reading.error(path, "port " + portA + " is " + other + "'s already");
        }
    }

    private static boolean isAny(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::");
    }
}
