package io.gridgate.config.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts of a document and their packed form. */
class GatewaySourceTest {

    @Test
    void packedFormKeepsNamesAndTexts() {
        GatewaySource source = new GatewaySource(List.of(new NamedText("a.yaml", "x: \u00e4\n"), new NamedText("b.yaml", "")));

        assertThat(GatewaySource.fromBytes(source.bytes())).isEqualTo(source);
    }

    @Test
    void packedFormOfVersionOneStaysReadable() {
        byte[] packed = HexFormat.of().parseHex("01" + "00000001" + "00000001" + "61" + "00000002" + "7b7d");

        assertThat(GatewaySource.of("a", "{}").bytes()).isEqualTo(packed);
        assertThat(GatewaySource.fromBytes(packed)).isEqualTo(GatewaySource.of("a", "{}"));
    }

    @Test
    void directoryIsReadByNameAndItsPlaceMakesNoDifference(@TempDir Path one, @TempDir Path two) throws IOException {
        for (Path directory : List.of(one, two)) {
            Files.writeString(directory.resolve("20-routes.yml"), "routes: []");
            Files.writeString(directory.resolve("10-services.yaml"), "services: {}");
            Files.writeString(directory.resolve(".hidden.yaml"), "zzz: 1");
            Files.writeString(directory.resolve("gateway.schema.txt"), "no");
        }

        GatewaySource source = GatewaySource.fromPath(one);
        assertThat(source.files()).extracting(NamedText::fileName).containsExactly("10-services.yaml", "20-routes.yml");
        assertThat(source.files().getFirst().name()).isEqualTo(one.resolve("10-services.yaml").toString());
        assertThat(source.bytes()).isEqualTo(GatewaySource.fromPath(two).bytes());
    }

    @Test
    void schemaBesideTheDocumentsIsNoPartOfThem(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), "routes: []");
        Files.writeString(directory.resolve("gateway.schema.json"), "{}");

        assertThat(GatewaySource.fromPath(directory).files()).extracting(NamedText::fileName).containsExactly("gateway.yaml");
    }

    @Test
    void whatIsNoDocumentIsRefused(@TempDir Path directory) throws IOException {
        Path binary = Files.write(directory.resolve("x.yaml"), new byte[]{(byte) 0xC3, 0x28});
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThatThrownBy(() -> GatewaySource.fromPath(binary)).isInstanceOf(IOException.class).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> GatewaySource.fromPath(empty)).isInstanceOf(IOException.class).hasMessageContaining("0 files");
        assertThatThrownBy(() -> GatewaySource.fromPath(directory.resolve("none"))).isInstanceOf(IOException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void damagedOctetsAreRefused() {
        byte[] packed = GatewaySource.of("a.yaml", "routes: []").bytes();

        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> GatewaySource.fromBytes(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] text = "routes: []".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> GatewaySource.fromBytes(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
