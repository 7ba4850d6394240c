package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardProxyTest {

    private static final String API = "generativelanguage.googleapis.com";

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example.com:3128, proxy.example.com, 3128",
        "proxy.example.com:3128, proxy.example.com, 3128",
        "http://proxy.example.com, proxy.example.com, 80",
        "HTTP://10.0.0.1:8080/, 10.0.0.1, 8080",
        "http://[fd00::1]:8080, fd00::1, 8080"
    })
    void readsHostAndPort(String written, String host, int port) {
        ForwardProxy proxy = ForwardProxy.of(written, "");

        assertThat(proxy.host()).isEqualTo(host);
        assertThat(proxy.port()).isEqualTo(port);
        assertThat(proxy.isFor(API, 443)).isTrue();
    }

    @Test
    void noneIsForNobody() {
        ForwardProxy none = ForwardProxy.of(" ", "example.com");

        assertThat(none.isSet()).isFalse();
        assertThat(none.isFor(API, 443)).isFalse();
        assertThat(none).hasToString("none");
    }

    @Test
    void keepsUserAndPasswordToItself() {
        ForwardProxy proxy = ForwardProxy.of("http://me:s%40cret@proxy.example.com:3128", "");

        assertThat(proxy.credentials()).contains("me:s@cret");
        assertThat(proxy).hasToString("proxy.example.com:3128");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://me:secret@proxy:1080",
                "https://me:secret@proxy:443",
                "http://me:secret@",
                "http://me:secret@pro xy:1",
                "me:secret@proxy:99999"
            })
    void refusesWhatIsNoHttpProxyWithoutShowingIt(String written) {
        assertThatThrownBy(() -> ForwardProxy.of(written, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HTTP proxy")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | generativelanguage.googleapis.com | true",
                "googleapis.com | generativelanguage.googleapis.com | true",
                ".googleapis.com | generativelanguage.googleapis.com | true",
                "*.googleapis.com | generativelanguage.googleapis.com | true",
                "apis.com | generativelanguage.googleapis.com | false",
                "GoogleAPIs.com | generativelanguage.googleapis.com | true",
                "a.com, googleapis.com:443 | generativelanguage.googleapis.com | true",
                "googleapis.com:8443 | generativelanguage.googleapis.com | false",
                "a.com b.com | b.com | true",
                "10.1.2.3 | 10.1.2.3 | true",
                "fd00::1 | fd00::1 | true",
                "fd00::1 | [fd00::1] | true",
                "[fd00::1] | fd00::1 | true",
                "[fd00::1]:443 | fd00::1 | true",
                "[fd00::1]:8443 | fd00::1 | false",
                "fd00:0:0::0001 | fd00::1 | true",
                "FD00::A | [fd00::a] | true",
                "fd00::1 | fd00::2 | false",
                "fd00::1:443 | fd00::1 | false",
                "fe80::1%eth0 | fe80::1 | true",
                "10.0.0.0/8 | 10.255.1.2 | true",
                "10.0.0.0/8 | 11.0.0.1 | false",
                "a.com,192.168.4.0/22 | 192.168.7.255 | true",
                "192.168.4.0/22 | 192.168.8.0 | false",
                "192.168.4.7/32 | 192.168.4.7 | true",
                "0.0.0.0/0 | 8.8.8.8 | true",
                "0.0.0.0/0 | generativelanguage.googleapis.com | false",
                "fd00::/8 | [fd12:3456::1] | true",
                "[fd00::]/8 | fd12:3456::1 | true",
                "fd00::/8 | fe80::1 | false",
                "fd00::/8 | 10.0.0.1 | false",
                "10.0.0.0/33 | 10.0.0.1 | false",
                "10.0.0.0/x | 10.0.0.1 | false",
                "googleapis.com. | generativelanguage.googleapis.com | true",
                "generativelanguage.googleapis.com.evil | generativelanguage.googleapis.com | false"
            })
    void leavesOutWhatNoProxyNames(String noProxy, String host, boolean isDirect) {
        assertThat(ForwardProxy.of("http://proxy:3128", noProxy).isFor(host, 443))
                .isEqualTo(!isDirect);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "LOCALHOST"})
    void thisMachineIsCalledDirectly(String host) {
        assertThat(ForwardProxy.of("http://proxy:3128", "").isFor(host, 80)).isFalse();
    }
}
