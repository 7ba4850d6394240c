package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.util.List;
import org.apache.hc.client5.http.AuthenticationStrategy;
import org.apache.hc.client5.http.auth.AuthSchemeFactory;
import org.apache.hc.client5.http.auth.StandardAuthScheme;
import org.apache.hc.client5.http.impl.auth.BasicSchemeFactory;
import org.apache.hc.client5.http.impl.auth.DigestScheme;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;

/**
 * What a proxy may say to {@code CONNECT}. HttpClient takes any refusal for the server's answer to
 * the call, and some take the body with it: a proxy could speak for a server whose certificate it
 * does not have.
 */
final class Tunnel {

    /**
     * For servers, to which nobody has a password: what they ask for is not looked at. HttpClient
     * writes a stack trace into the log for some of it.
     */
    static final AuthenticationStrategy NO_SCHEMES = (type, challenges, context) -> List.of();

    /** A nonce that has run out is renewed once or twice. */
    private static final int MOST_CHALLENGES = 5;

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private Tunnel() {}

    /**
     * Lets pass that there is a tunnel, and that user and password are asked for.
     *
     * @throws GeminiException for any other code, by the code alone
     */
    static void check(int code) {
        if (code == HttpStatus.SC_OK || code == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
            return;
        }
        Failure failure =
                code / 100 == 2
                        ? Failure.of(FailureKind.NOT_FROM_GEMINI, "").withHttpCode(code)
                        : FAILURES.classify(code, null);
        throw new GeminiException(
                failure.withMessage("The proxy does not connect to the server: HTTP " + code));
    }

    /** How user and password are sent: as Basic or Digest. */
    static Lookup<AuthSchemeFactory> schemes() {
        return RegistryBuilder.<AuthSchemeFactory>create()
                .register(StandardAuthScheme.BASIC, BasicSchemeFactory.INSTANCE)
                .register(StandardAuthScheme.DIGEST, context -> new BoundedDigest())
                .build();
    }

    /** A proxy that finds each nonce too old would be asked without end. */
    private static final class BoundedDigest extends DigestScheme {

        private static final long serialVersionUID = 1;

        private int challenges;

        @Override
        public boolean isChallengeComplete() {
            challenges++;
            return challenges > MOST_CHALLENGES || super.isChallengeComplete();
        }
    }
}
