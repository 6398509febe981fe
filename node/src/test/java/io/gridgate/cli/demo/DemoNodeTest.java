package io.gridgate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.Checked;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.NamedText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The nodes of the demo. */
final class DemoNodeTest {

    @Test
    void nodeDocumentIsValidAndItsPortsFollowItsNumber() {
        Checked<NodeDocument> checked = NodeReader
                .read(List.of(new NamedText("gw-2.yaml", new DemoNode(2, 3).document(Path.of("/tmp/demo")))), Map.of());

        assertThat(checked.problems()).isEmpty();
        NodeDocument document = checked.orElseThrow();
        assertThat(document.node().name()).isEqualTo("gw-2");
        assertThat(document.listeners().http().port()).isEqualTo(8081);
        assertThat(document.listeners().admin().port()).isEqualTo(9081);
        assertThat(document.cluster().port()).isEqualTo(5702);
    }

    @Test
    void operatorsOptionsWinOverTheSmallHeap() {
        assertThat(DemoNode.jvmOptions(List.of("-XX:+UseSerialGC", "-Xmx512m", "-Da=b", "-agentlib:jdwp=x"), " -Xmx1g  -Da=b "))
                .containsExactly("-XX:+UseSerialGC", "-Xms32m", "-Xmx192m", "-Xmx1g", "-Da=b");
        assertThat(DemoNode.jvmOptions(List.of(), null)).containsExactly("-Xms32m", "-Xmx192m");
    }
}
