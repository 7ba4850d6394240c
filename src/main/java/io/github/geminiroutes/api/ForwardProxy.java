package io.github.geminiroutes.api;

import java.net.URI;
import java.util.Optional;

/**
 * The proxy for calls, and the hosts that are called without it, as the variables {@code
 * HTTPS_PROXY} and {@code NO_PROXY} define them. Neither Java nor Camel reads these.
 *
 * <p>{@link NoProxy} says what {@code NO_PROXY} may list. Calls to this machine never use a proxy.
 */
public final class ForwardProxy {

    private static final String ALLOWED =
            "must be the address of an HTTP proxy such as http://proxy.example.com:3128";

    private final URI address;
    private final NoProxy exceptions;

    private ForwardProxy(URI address, NoProxy exceptions) {
        this.address = address;
        this.exceptions = exceptions;
    }

    /**
     * @param proxy {@code http://[user:password@]host[:port]}, or the same without {@code http://};
     *     empty for none
     * @param noProxy hosts to be called directly; may be empty
     * @throws IllegalArgumentException if this is not the address of an HTTP proxy; the message
     *     says what is allowed and does not show the value, which may contain a password
     */
    public static ForwardProxy of(String proxy, String noProxy) {
        return new ForwardProxy(
                proxy.isBlank() ? null : address(proxy.strip()), NoProxy.of(noProxy));
    }

    private static URI address(String proxy) {
        try {
            URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if ("http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // The message of the exception would show a password.
        }
        throw new IllegalArgumentException(ALLOWED);
    }

    /** Whether a proxy is set. */
    public boolean isSet() {
        return address != null;
    }

    /** Whether calls to this host go through the proxy. */
    public boolean isFor(String host, int port) {
        return isSet() && !isThisMachine(host) && !exceptions.covers(host, port);
    }

    /** The host of the proxy; null if none is set. */
    public String host() {
        return isSet() ? NoProxy.withoutBrackets(address.getHost()) : null;
    }

    /** The port of the proxy, 80 by default; -1 if no proxy is set. */
    public int port() {
        return !isSet() ? -1 : address.getPort() < 0 ? 80 : address.getPort();
    }

    /** User and password, separated by a colon, decoded. */
    public Optional<String> credentials() {
        return Optional.ofNullable(isSet() ? address.getUserInfo() : null);
    }

    /**
     * Whether the name is that of this machine: {@code localhost}, {@code 127.…} or {@code ::1}.
     */
    public static boolean isThisMachine(String host) {
        String name = NoProxy.withoutBrackets(host);
        return name.equalsIgnoreCase("localhost")
                || name.matches("127(\\.[0-9]+){3}")
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1");
    }

    /** Host and port, never user and password. */
    @Override
    public String toString() {
        return isSet() ? address.getHost() + ":" + port() : "none";
    }
}
