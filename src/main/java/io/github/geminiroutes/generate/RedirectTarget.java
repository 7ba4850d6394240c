package io.github.geminiroutes.generate;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server redirects a call to, for people. Only the host: a query may hold secrets. */
final class RedirectTarget {

    private static final int LONGEST = 253;

    private RedirectTarget() {}

    /**
     * @param location the header, as it came
     */
    static String message(String location) {
        return "The server redirects the call to " + target(location);
    }

    private static String target(String location) {
        URI uri;
        try {
            uri = new URI(location.strip());
        } catch (URISyntaxException e) {
            return "something that is no address";
        }
        String host = uri.getHost();
        if (host == null) {
            return uri.getRawAuthority() == null && !uri.isAbsolute()
                    ? "another path of the same host"
                    : "something that is no address";
        }
        String shown = host.length() <= LONGEST ? host : host.substring(0, LONGEST) + "…";
        return (uri.getScheme() == null ? "" : uri.getScheme() + "://")
                + shown
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
