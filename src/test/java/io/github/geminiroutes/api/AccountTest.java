package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

    private static final String URL = "https://generativelanguage.googleapis.com";

    @Test
    void isTheSameForTheSameKeyAndAddress() {
        assertThat(Account.of("k", "", URL))
                .isEqualTo(Account.of(" k\n", "", URL + "/"))
                .hasSameHashCodeAs(Account.of("k", "", URL))
                .isNotEqualTo(Account.of("l", "", URL))
                .isNotEqualTo(Account.of("k", "", URL + "/eu"));
    }

    /** The key in the file may change; whose it is does not. */
    @Test
    void isThatOfItsKeyFile() {
        assertThat(Account.of("k", "/run/secrets/key", URL))
                .isEqualTo(Account.of("other", "/run/secrets/key", URL))
                .isNotEqualTo(Account.of("/run/secrets/key", "", URL));
    }

    @Test
    void neverShowsItsKey() {
        Account account = Account.of("AQ.secret", "", URL);

        assertThat(account.toString()).doesNotContain("secret").contains(account.label());
        assertThat(account.label()).matches("[0-9a-f]{8}");
        assertThat(account.key().value()).isEqualTo("AQ.secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "/v1beta",
                "/v1beta/",
                "/v1",
                "/v1alpha/",
                "/v1beta/models",
                "/v1/models/"
            })
    void aVersionAtTheEndOfAnAddressIsLeftOut(String end) {
        assertThat(Account.address(" " + URL + end)).isEqualTo(URL);
        assertThat(Account.address(URL + "/eu" + end)).isEqualTo(URL + "/eu");
    }

    @Test
    void aVersionWithinAnAddressIsTheServers() {
        assertThat(Account.address(URL + "/v1/account/google"))
                .isEqualTo(URL + "/v1/account/google");
        assertThat(Account.address(URL + "/v1beta2")).isEqualTo(URL + "/v1beta2");
    }
}
