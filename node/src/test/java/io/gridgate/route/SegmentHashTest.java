package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentHashTest {

    @Test
    void segmentsThatCollideAsStringsDoNotHere() {
        Set<Integer> strings = new HashSet<>();
        Set<Integer> segments = new HashSet<>();
        for (int i = 0; i < 4096; i++) {
            StringBuilder segment = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                segment.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            strings.add(segment.toString().hashCode());
            segments.add(SegmentHash.of("/" + segment + "/x", 1, segment.length() + 1));
        }
        assertThat(strings).hasSize(1);
        assertThat(segments).hasSizeGreaterThan(4_000);
    }
}
