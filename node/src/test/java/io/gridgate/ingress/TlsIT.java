package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.exchange.Response;
import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.TestCertificates;
import io.gridgate.fixture.TestCertificates.Leaf;
import io.gridgate.http.Headers;
import io.gridgate.wire.CertificateFiles;
import io.gridgate.wire.ClientTls;
import io.gridgate.wire.ServerTls;
import io.gridgate.wire.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir static Path directory;

    private static TestCertificates certificates;
    private static Leaf localhost;
    private static Leaf client;
    private static TlsFiles files;

    @BeforeAll
    static void make() throws IOException {
        certificates = TestCertificates.in(directory);
        localhost = certificates.leaf("localhost", "RSA", "dns:localhost,ip:127.0.0.1");
        client = certificates.leaf("client", "EC", "dns:client");
        files = TlsFiles.start(Duration.ofMillis(50));
    }

    @AfterAll
    static void stop() {
        files.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestsAreAnswered(String protocol) throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontLimits.DEFAULT);
                RawClient raw = connect(fixture, null, protocol)) {
            for (int i = 0; i < 3; i++) {
                assertThat(raw.send(GET).answer().text()).isEqualTo("GET /a");
            }
            assertThat(fixture.handler.last().client().scheme()).isEqualTo("https");
            raw.send("GET /b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(raw.answer().text()).isEqualTo("GET /b");
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bigBodiesPassBothWays(String protocol) throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontLimits.DEFAULT)) {
            fixture.handler.script = exchange -> CompletableFuture
                    .completedFuture(new Response(200, new Headers(), exchange.request().body()));
            try (RawClient raw = connect(fixture, null, protocol)) {
                byte[] octets = new byte[20_000_000];
                new java.util.Random(1).nextBytes(octets);
                Thread sender = Thread.ofPlatform().start(() -> {
                    try {
                        raw.send("POST /b HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + octets.length + "\r\n\r\n").send(octets);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertThat(raw.answer().body()).isEqualTo(octets);
                sender.join();
            }
        }
    }

    @Test
    void clientCertificateIsAskedFor() throws Exception {
        ServerTls require = files.server(new ServerTls.Spec(List.of(pair(localhost)), List.of("TLSv1.2", "TLSv1.3"),
                ServerTls.ClientAuth.REQUIRE, certificates.authority()));
        try (FrontFixture fixture = FrontFixture.startTls(require, FrontLimits.DEFAULT)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThatThrownBy(() -> {
                    try (RawClient raw = connect(fixture, null, protocol)) {
                        raw.send(GET).answer();
                    }
                }).isInstanceOf(IOException.class);
                try (RawClient raw = connect(fixture, client, protocol)) {
                    assertThat(raw.send(GET).answer().status()).isEqualTo(200);
                }
            }
        }
        ServerTls want = files.server(new ServerTls.Spec(List.of(pair(localhost)), List.of("TLSv1.3"), ServerTls.ClientAuth.WANT,
                certificates.authority()));
        try (FrontFixture fixture = FrontFixture.startTls(want, FrontLimits.DEFAULT); RawClient raw = connect(fixture, null, "TLSv1.3")) {
            assertThat(raw.send(GET).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void handshakeHasADeadline() throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontFixture.limits(300, 5000));
                RawClient raw = fixture.client()) {
            raw.send(new byte[]{22, 3, 1});
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void clearTextOnTheTlsPortIsClosed() throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontLimits.DEFAULT); RawClient raw = fixture.client()) {
            raw.send(GET);
            raw.isReset();
            assertThat(fixture.handler.seen).isEmpty();
        }
    }

    @Test
    void certificateIsChosenByTheNameAskedFor() throws Exception {
        Leaf other = certificates.leaf("other", "EC", "dns:*.other.test");
        ServerTls tls = files.server(new ServerTls.Spec(List.of(pair(localhost), pair(other)), List.of("TLSv1.2", "TLSv1.3"),
                ServerTls.ClientAuth.NONE, null));
        try (FrontFixture fixture = FrontFixture.startTls(tls, FrontLimits.DEFAULT)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(shownTo(fixture, "localhost", protocol)).contains("CN=localhost");
                assertThat(shownTo(fixture, "a.other.test", protocol)).contains("CN=other");
                assertThat(shownTo(fixture, null, protocol)).isNotEmpty();
            }
        }
    }

    @Test
    void changedCertificateIsShownAndNoConnectionIsLost() throws Exception {
        // Given
        Leaf first = certificates.leaf("first", "RSA", "dns:localhost");
        Leaf second = certificates.leaf("second", "EC", "dns:localhost");
        Path cert = directory.resolve("live.pem");
        Path key = directory.resolve("live.key");
        Files.copy(first.certificate(), cert);
        Files.copy(first.key(), key);
        ServerTls tls = files
                .server(new ServerTls.Spec(List.of(new CertificateFiles(cert, key)), List.of("TLSv1.3"), ServerTls.ClientAuth.NONE, null));
        try (FrontFixture fixture = FrontFixture.startTls(tls, FrontLimits.DEFAULT); RawClient open = connect(fixture, null, "TLSv1.3")) {
            assertThat(open.send(GET).answer().status()).isEqualTo(200);
            assertThat(shownTo(fixture, "localhost", "TLSv1.3")).contains("CN=first");

            // When: the certificate is written before its key
            Files.copy(second.certificate(), cert, StandardCopyOption.REPLACE_EXISTING);
            assertThat(shownTo(fixture, "localhost", "TLSv1.3")).contains("CN=first");
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);

            // Then
            Awaitility.await().untilAsserted(() -> assertThat(shownTo(fixture, "localhost", "TLSv1.3")).contains("CN=second"));
            assertThat(open.send(GET).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void fileThatCannotBeUsedIsNamed() throws Exception {
        Path absent = directory.resolve("absent.pem");
        assertThatThrownBy(() -> server(new Leaf(absent, localhost.key()))).hasMessage(absent + ": there is no such file");
        assertThatThrownBy(() -> server(new Leaf(localhost.key(), localhost.key()))).hasMessageContaining("has no certificate");
        assertThatThrownBy(() -> server(new Leaf(localhost.certificate(), localhost.certificate())))
                .hasMessageContaining("has no private key");
        assertThatThrownBy(() -> server(new Leaf(localhost.certificate(), client.key())))
                .hasMessageStartingWith(client.key() + ": is not the key");
        Path pkcs1 = Files.writeString(directory.resolve("pkcs1.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> server(new Leaf(localhost.certificate(), pkcs1))).hasMessageContaining("openssl pkcs8");
    }

    @Test
    void halfOfAClientThatEndsItIsAnswered() throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontLimits.DEFAULT)) {
            CompletableFuture<Response> answer = new CompletableFuture<>();
            fixture.handler.script = exchange -> answer;
            try (RawClient raw = connect(fixture, null, "TLSv1.3")) {
                raw.send(GET).endOutput();
                Awaitility.await().until(() -> !fixture.handler.seen.isEmpty());
                answer.complete(Response.of(200, "text/plain", "still here"));
                assertThat(raw.answer().text()).isEqualTo("still here");
            }
        }
    }

    @Test
    void clientThatIsGoneIsFoundOut() throws Exception {
        try (FrontFixture fixture = FrontFixture.startTls(server(localhost), FrontLimits.DEFAULT)) {
            fixture.handler.script = exchange -> new CompletableFuture<>();
            Socket plain = new Socket("127.0.0.1", fixture.front.port());
            SSLSocket socket = (SSLSocket) clientTls(null).context().getSocketFactory().createSocket(plain, "localhost", plain.getPort(),
                    false);
            RawClient.over(socket).send(GET);
            Awaitility.await().until(() -> !fixture.handler.seen.isEmpty());
            plain.close();
            Awaitility.await().until(() -> fixture.handler.last().isCancelled());
        }
    }

    private static ServerTls server(Leaf leaf) throws IOException {
        return files.server(new ServerTls.Spec(List.of(pair(leaf)), List.of("TLSv1.2", "TLSv1.3"), ServerTls.ClientAuth.NONE, null));
    }

    private static CertificateFiles pair(Leaf leaf) {
        return new CertificateFiles(leaf.certificate(), leaf.key());
    }

    private static ClientTls clientTls(@Nullable Leaf identity) throws IOException {
        return files.client(new ClientTls.Spec(null, certificates.authority(), identity == null ? null : pair(identity)));
    }

    private static RawClient connect(FrontFixture fixture, @Nullable Leaf identity, String protocol) throws IOException {
        return RawClient.over(socket(fixture, identity, "localhost", protocol));
    }

    private static SSLSocket socket(FrontFixture fixture, @Nullable Leaf identity, @Nullable String name, String protocol)
            throws IOException {
        SSLSocket socket = (SSLSocket) clientTls(identity).context().getSocketFactory().createSocket("127.0.0.1", fixture.front.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[]{protocol});
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String shownTo(FrontFixture fixture, @Nullable String name, String protocol) throws IOException {
        try (SSLSocket socket = socket(fixture, null, name, protocol)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
        } catch (SSLException e) {
            throw new IOException(name + " over " + protocol, e);
        }
    }
}
