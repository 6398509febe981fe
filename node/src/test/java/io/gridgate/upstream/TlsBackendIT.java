package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.fixture.TestCertificates;
import io.gridgate.fixture.TestCertificates.Leaf;
import io.gridgate.http.Headers;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.UpstreamRig.Ask;
import io.gridgate.upstream.UpstreamRig.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts over TLS: who is trusted, what is told, large bodies, cuts. */
class TlsBackendIT {

    private static final int MIB = 1 << 20;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir static Path directory;

    private static TestCertificates certificates;
    private static Leaf server;
    private static Leaf client;
    private static SSLContext serverContext;

    private UpstreamRig rig;

    @BeforeAll
    static void certificates() throws IOException, GeneralSecurityException {
        certificates = TestCertificates.in(directory);
        server = certificates.leaf("server", "EC", "dns:localhost,dns:shop.internal");
        client = certificates.leaf("client", "RSA", "dns:gateway");
        serverContext = context(server);
    }

    @BeforeEach
    void start() throws IOException {
        rig = new UpstreamRig();
    }

    @AfterEach
    void leaks() throws IOException {
        rig.close();
    }

    private static SSLContext context(Leaf leaf) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Certificate[] chain;
        try (var in = Files.newInputStream(leaf.certificate())) {
            chain = factory.generateCertificates(in).toArray(new Certificate[0]);
        }
        String pem = Files.readString(leaf.key()).replaceAll("-----[A-Z ]+-----", "").replace("\n", "");
        PrivateKey key = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        keys.setKeyEntry("server", key, new char[0], chain);
        try (var in = Files.newInputStream(certificates.authority())) {
            keys.setCertificateEntry("ca", factory.generateCertificate(in));
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance("PKIX");
        identity.init(keys, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static ScriptedBackend backend(ScriptedBackend.Script script) throws IOException {
        return ScriptedBackend.serving(serverContext.getServerSocketFactory(), script);
    }

    private AttemptFilter filter(@Nullable String serverName, @Nullable Path authority, @Nullable Leaf certificate) throws IOException {
        UpstreamTlsConfig tls = new UpstreamTlsConfig(true, serverName, authority, certificate == null ? null : certificate.certificate(),
                certificate == null ? null : certificate.key());
        return rig.filter(UpstreamRig.TIMEOUTS, ConnectionsConfig.DEFAULT, tls);
    }

    private AttemptFilter trusting() throws IOException {
        return filter(null, certificates.authority(), null);
    }

    private static AttemptFailure kind(Throwable failure) {
        return ((AttemptException) failure).failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpokenAndConnectionsUsedAgain(String version) throws IOException {
        try (ScriptedBackend backend = backend(peer -> {
            ((SSLSocket) peer.socket()).setEnabledProtocols(new String[]{version});
            ScriptedBackend.each((request, to) -> to.write(OK)).serve(peer);
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            for (int i = 0; i < 5; i++) {
                assertThat(rig.send(trusting(), instance, 0, Ask.get("/")).text()).isEqualTo("ok");
                Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            }
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anUnknownAuthorityIsAConnectFailure() throws IOException {
        try (ScriptedBackend backend = backend(ScriptedBackend.each((request, to) -> to.write(OK)))) {
            Sent sent = rig.send(filter(null, null, null), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.CONNECT);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherNameIsAConnectFailure() throws IOException {
        try (ScriptedBackend backend = backend(ScriptedBackend.each((request, to) -> to.write(OK)))) {
            Instance other = UpstreamRig.instance("127.0.0.1", backend.address());
            assertThat(kind(rig.send(trusting(), other, 0, Ask.get("/")).failure())).isEqualTo(AttemptFailure.CONNECT);
            AttemptFilter wrong = filter("pay.internal", certificates.authority(), null);
            assertThat(kind(rig.send(wrong, other, 0, Ask.get("/")).failure())).isEqualTo(AttemptFailure.CONNECT);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void theConfiguredNameIsAskedForAndChecked() throws IOException {
        try (ScriptedBackend backend = backend(ScriptedBackend.each((request, to) -> {
            SSLSession session = ((SSLSocket) to.socket()).getSession();
            String asked = ((SNIHostName) ((ExtendedSSLSession) session).getRequestedServerNames().getFirst()).getAsciiName();
            to.write("HTTP/1.1 200 OK\r\nContent-Length: " + asked.length() + "\r\n\r\n" + asked);
        }))) {
            Instance byAddress = UpstreamRig.instance("127.0.0.1", backend.address());
            Sent sent = rig.send(filter("shop.internal", certificates.authority(), null), byAddress, 0, Ask.get("/"));
            assertThat(sent.text()).isEqualTo("shop.internal");
        }
    }

    @Test
    void aClientCertificateIsShownToABackendThatAsks() throws IOException {
        try (ScriptedBackend backend = backend(peer -> {
            ((SSLSocket) peer.socket()).setNeedClientAuth(true);
            peer.readRequest();
            String name = ((SSLSocket) peer.socket()).getSession().getPeerPrincipal().getName();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.send(filter(null, certificates.authority(), client), instance, 0, Ask.get("/")).text()).isEqualTo("CN=client");
            Throwable without = rig.send(trusting(), instance, 0, Ask.get("/")).failure();
            // With TLS 1.3 the backend refuses after the client has finished its part of the handshake.
            assertThat(kind(without)).isIn(AttemptFailure.CONNECT, AttemptFailure.RESET);
        }
    }

    @Test
    void largeBodiesComeAndGoWhole() throws IOException {
        int octets = 8 * MIB + 5;
        try (ScriptedBackend backend = backend(ScriptedBackend.each((request, peer) -> {
            Patterns.check(request.body());
            Patterns.pour(peer, octets, request.line().startsWith("PUT"));
        }))) {
            Instance instance = UpstreamRig.instance(backend.address());
            for (String method : new String[]{"POST", "PUT"}) {
                PatternBody body = new PatternBody(octets, method.equals("PUT") ? -1 : octets, 40_000);
                Sent sent = rig.send(trusting(), instance, 0, Ask.of(method, "/", Headers.of("Host", "a")).with(body).untaken());
                PatternSink sink = new PatternSink(sent.response().body(), sent.loop, 1);
                sent.onLoop(() -> sent.response().body().start(sink));
                assertThat(Sent.join(sink.done)).isEqualTo(octets);
                Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            }
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBackendThatReadsSlowlyHoldsTheUploadBack() throws IOException {
        int octets = 20 * MIB;
        PatternBody body = new PatternBody(octets, octets, 40_000);
        try (ScriptedBackend backend = backend(peer -> {
            ((SSLSocket) peer.socket()).startHandshake();
            Awaitility.await().until(() -> body.pauses > 0);
            Patterns.check(Objects.requireNonNull(peer.readRequest()).body());
            peer.write(OK);
            peer.awaitClose();
        })) {
            Sent sent = rig.send(trusting(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("PUT", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.text()).isEqualTo("ok");
        }
    }

    @Test
    void aBodyThatTheConnectionEndsIsWholeOnlyAfterAFarewell() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            SSLSocket secure = (SSLSocket) serverContext.getSocketFactory().createSocket(peer.socket(), null, false);
            boolean proper = new String(secure.getInputStream().readNBytes(11), StandardCharsets.US_ASCII).equals("GET /proper");
            secure.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nuntil the end".getBytes(StandardCharsets.US_ASCII));
            if (proper) {
                secure.close();
            }
            peer.socket().shutdownOutput();
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.send(trusting(), instance, 0, Ask.get("/proper")).text()).isEqualTo("until the end");
            Sent cut = rig.send(trusting(), instance, 0, Ask.get("/cut"));
            assertThat(kind(cut.bodyFailure())).isEqualTo(AttemptFailure.BODY);
        }
    }

    @Test
    void abruptEndsDuringTheHandshakeAreConnectFailures() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> peer.write("HTTP/1.1 400 this is no TLS\r\n\r\n"))) {
            Sent sent = rig.send(trusting(), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.CONNECT);
        }
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> assertThat(peer.in().read()).isPositive())) {
            Sent sent = rig.send(trusting(), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.CONNECT);
        }
    }

    @Test
    void aSilentHandshakeIsBoundByTheConnectTime() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose)) {
            AttemptFilter hurried = rig.filter(
                    new TimeoutsConfig(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5), null),
                    ConnectionsConfig.DEFAULT, new UpstreamTlsConfig(true, null, certificates.authority(), null, null));
            Sent sent = rig.send(hurried, UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.CONNECT);
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    void aProbeSpeaksTls() throws IOException {
        ServiceConfig plain = ServiceConfig.of("shop", List.of());
        ServiceConfig service = new ServiceConfig("shop", plain.instances(), null, plain.loadBalancer(),
                new UpstreamTlsConfig(true, null, certificates.authority(), null, null), plain.protocol(), plain.timeouts(), false,
                plain.retries(), null, null, null, plain.connections());
        try (ScriptedBackend backend = backend(ScriptedBackend.each((request, to) -> to.write(OK)))) {
            var status = rig.pools.healthProbe().probe(UpstreamRig.instance(backend.address()), service, "/", Duration.ofSeconds(10));
            assertThat(Sent.join(status.toCompletableFuture())).isEqualTo(200);
        }
    }
}
