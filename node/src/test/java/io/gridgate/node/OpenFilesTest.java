package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * How many clients a limit of open files leaves room for.
 *
 * <p>Thread-safety: confined to one test's thread.
 */
final class OpenFilesTest {

    @Test
    void aHighLimitLeavesTheConfiguredBound() {
        assertThat(OpenFiles.boundOfClients(10_000, 20_000)).isEqualTo(10_000);
        assertThat(OpenFiles.boundOfClients(10_000, Long.MAX_VALUE)).isEqualTo(10_000);
    }

    @Test
    void aLowLimitKeepsAQuarterForEverythingElse() {
        assertThat(OpenFiles.boundOfClients(10_000, 4096)).isEqualTo(3072);
        assertThat(OpenFiles.boundOfClients(10_000, 1024)).isEqualTo(768);
        assertThat(OpenFiles.boundOfClients(10_000, 400)).isEqualTo(144);
    }

    @Test
    void someClientsAreAlwaysTaken() {
        assertThat(OpenFiles.boundOfClients(10_000, 256)).isEqualTo(64);
        assertThat(OpenFiles.boundOfClients(10_000, 1)).isEqualTo(1);
    }
}
