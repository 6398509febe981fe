package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"})
    void aTraceOfThisOrALaterVersionIsContinued(String text) {
        assertThat(TraceParent.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c80319cb-7ad6b7169203331-01", "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    void anythingElseIsNot(String text) {
        assertThat(TraceParent.isValid(text)).isFalse();
    }

    @Test
    void aNewTraceIsValidAndUnlikeTheLast() {
        String first = TraceParent.start();
        assertThat(TraceParent.isValid(first)).isTrue();
        assertThat(TraceParent.start()).isNotEqualTo(first);
    }
}
