package io.gridgate.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
            "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false",
            "0.0.0.0/0, 255.1.2.3, true", "192.168.1.128/25, 192.168.1.200, true", "192.168.1.128/25, 192.168.1.127, false",
            "128.0.0.0/1, 200.0.0.1, true", "128.0.0.0/1, 127.0.0.1, false", "200.0.0.0/5, 207.255.255.255, true",
            "200.0.0.0/5, 208.0.0.0, false",
            "fd00::/8, fd12::1, true", "fd00::/8, fe00::1, false", "::1, ::1, true", "2001:db8::/33, 2001:db8:7fff::1, true",
            "2001:db8::/33, 2001:db8:8000::1, false", "0.0.0.0/0, ::1, false", "::/0, 10.0.0.1, false"})
    void blockHoldsItsAddresses(String block, String address, boolean held) {
        assertThat(Cidr.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "256.0.0.1",
            "999.1.1.1/8", "::/129", "fe80::1%eth0",
            "1:2", "10.0.0.0/8/8", "10.0.0.0/+8"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\"" + text + "\"");
    }
}
