package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where the server wants the pieces of an upload. The address carries a credential of its own: it
 * is shown nowhere, and only Google and the host of the API get bytes.
 */
final class UploadAddress {

    /** Not all of googleapis.com: anybody may have a bucket of the storage there. */
    private static final Pattern GOOGLE =
            Pattern.compile("([a-z0-9-]+[.-])*generativelanguage[.]googleapis[.]com");

    private UploadAddress() {}

    /**
     * The address to use. Behind a gateway it is the gateway's: a client may have no other way out.
     *
     * @param given by the server; null if it gave none
     * @param base the address of the API
     * @throws GeminiException if it is none, or that of another host
     */
    static URI of(String given, URI base) {
        if (given == null) {
            throw refused("The server gave no address for the upload");
        }
        URI address = parse(given);
        if (isSameServer(address, base)) {
            return address;
        }
        if (!"https".equalsIgnoreCase(address.getScheme())
                || port(address) != 443
                || !isGoogle(address.getHost())) {
            throw refused(
                    "The server wants the upload at another host, "
                            + address.getHost()
                            + ", which is neither Google's nor that of gemini.base-url");
        }
        if (isGoogle(base.getHost())) {
            return address;
        }
        return parse(
                base
                        + address.getRawPath()
                        + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()));
    }

    private static URI parse(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawPath() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // The message of the exception would show the address.
        }
        throw refused("The server's address for the upload is none");
    }

    private static boolean isSameServer(URI one, URI other) {
        return one.getHost().equalsIgnoreCase(other.getHost())
                && one.getScheme().equalsIgnoreCase(other.getScheme())
                && port(one) == port(other);
    }

    private static boolean isGoogle(String host) {
        return GOOGLE.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static GeminiException refused(String message) {
        return new GeminiException(Failure.of(FailureKind.MALFORMED_ANSWER, message));
    }
}
