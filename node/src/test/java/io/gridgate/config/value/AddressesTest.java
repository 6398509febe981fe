package io.gridgate.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and networks as documents write them. */
class AddressesTest {

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:80", "user.svc_a:65535", "[::1]:1", "localhost:8080"})
    void hostAndPortAreShownAsTheyAreWritten(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", ":80", "a:", "a:0", "a:65536", "a:x", "::1:80", "[::1]", "[x]:1", "a b:1", "-a:1", "a..b:1", "http://a:1"})
    void whatIsNoHostAndPortIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "10.128.0.0/9, 10.127.255.255, false",
            "10.128.0.0/9, 10.200.0.1, true",
            "127.0.0.1, 127.0.0.1, true", "127.0.0.1, 127.0.0.2, false", "0.0.0.0/0, 203.0.113.9, true", "fd00::/8, fdff::1, true",
            "fd00::/8, fe80::1, false",
            "0.0.0.0/0, ::1, false", "::/0, ::1, true"})
    void networkContainsItsAddresses(String network, String address, boolean contains) {
        assertThat(Cidr.parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.1/8", "::1/129", "10.0.0.256",
            "010.0.0.1", "example.com"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void networksAreEqualByTheirAddresses() {
        assertThat(Cidr.parse("127.0.0.1")).isEqualTo(Cidr.parse("127.0.0.1/32")).hasSameHashCodeAs(Cidr.parse("127.0.0.1/32"))
                .hasToString("127.0.0.1/32").isNotEqualTo(Cidr.parse("127.0.0.0/31"));
    }
}
