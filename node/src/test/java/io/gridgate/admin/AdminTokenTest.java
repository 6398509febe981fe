package io.gridgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.admin.AdminFixture.Answer;
import io.gridgate.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call the admin API when a token file is configured. */
final class AdminTokenTest {

    @TempDir Path directory;

    @Test
    void callWithoutTokenIs401WithAChallenge() throws Exception {
        try (AdminFixture admin = new AdminFixture(tokens("s3cret"))) {
            Answer answer = admin.get("/admin/v1/cluster");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers().first("WWW-Authenticate")).isEqualTo("Bearer realm=\"gridgate\"");
            assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"");
            assertThat(admin.get("/nothing/here").status()).isEqualTo(401);
            assertThat(admin.get("/metrics").status()).isEqualTo(401);
        }
    }

    @Test
    void wrongTokenIs401AndTheRightOneIsTaken() throws Exception {
        try (AdminFixture admin = new AdminFixture(tokens("# operators\n\ns3cret\n" + "sha256:" + sha256("other") + "\n"))) {
            assertThat(with(admin, "Bearer s3cre").status()).isEqualTo(401);
            assertThat(with(admin, "Bearer s3cre").headers().first("WWW-Authenticate")).endsWith("error=\"invalid_token\"");
            assertThat(with(admin, "Basic s3cret").status()).isEqualTo(401);
            assertThat(with(admin, "Bearer s3cret").status()).isEqualTo(200);
            assertThat(with(admin, "bearer other").status()).isEqualTo(200);
            assertThat(with(admin, "Bearer sha256:" + sha256("other")).status()).isEqualTo(401);
        }
    }

    @Test
    void healthAndReadyAreOpen() throws Exception {
        try (AdminFixture admin = new AdminFixture(tokens("s3cret"))) {
            assertThat(admin.get("/health").status()).isEqualTo(200);
            assertThat(admin.get("/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void changedFileIsReadAgainAndALostOneKept() throws Exception {
        TokenFile tokens = tokens("old");
        try (AdminFixture admin = new AdminFixture(tokens)) {
            Files.writeString(file(), "new one\n");
            Files.setLastModifiedTime(file(), FileTime.from(Instant.now().plusSeconds(5)));

            assertThat(with(admin, "Bearer old").status()).isEqualTo(401);
            assertThat(with(admin, "Bearer new one").status()).isEqualTo(200);

            Files.delete(file());
            assertThat(with(admin, "Bearer new one").status()).isEqualTo(200);
        }
    }

    @Test
    void fileWithoutTokenOrWithAMalformedHashIsRefused() {
        assertThatThrownBy(() -> tokens("# nothing\n")).isInstanceOf(IOException.class).hasMessageEndingWith("tokens: no token in it");
        assertThatThrownBy(() -> tokens("sha256:12")).isInstanceOf(IOException.class)
                .hasMessageEndingWith("tokens:1: sha256: must be followed by 64 hexadecimal digits");
    }

    private static Answer with(AdminFixture admin, String authorization) throws Exception {
        return admin.call("GET", "/admin/v1/cluster", Headers.of("Authorization", authorization), "");
    }

    private TokenFile tokens(String content) throws IOException {
        Files.writeString(file(), content);
        return TokenFile.open(file());
    }

    private Path file() {
        return directory.resolve("tokens");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
