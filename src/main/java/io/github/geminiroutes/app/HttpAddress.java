package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Where the program's HTTP server listens, by {@code gemini.http-host} and {@code .http-port}. */
final class HttpAddress {

    private static final String HOST = "gemini.http-host";
    private static final String PORT = "gemini.http-port";

    private final Settings settings;

    HttpAddress(Settings settings) {
        this.settings = settings;
    }

    String host() {
        return settings.text(HOST);
    }

    /** 0 for any free one. */
    int port() {
        return (int) settings.wholeNumber(PORT, 0, 65_535);
    }

    /**
     * Checks that the address is free: Camel only logs a warning if it is not.
     *
     * @throws SettingsException if the port is taken, or the host is not an address of this machine
     */
    private void requireFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host()), port()));
        } catch (UnknownHostException e) {
            throw unknown();
        } catch (BindException e) {
            throw bindRefused(e);
        } catch (IOException e) {
            throw settings.refused(
                    PORT, "cannot be listened on (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * A drain may run without the server, because it ends by itself. A service may not.
     *
     * @return why a drain runs without it; null if the address is free
     * @throws SettingsException if it is not free, and this is no drain
     */
    String obstacle(boolean drain) {
        try {
            requireFree();
            return null;
        } catch (SettingsException e) {
            if (!drain) {
                throw e;
            }
            return e.getMessage();
        }
    }

    /** The failure of a host that is no address of this machine. */
    SettingsException unknown() {
        return settings.refused(HOST, "must be an address of this machine such as 127.0.0.1");
    }

    private SettingsException bindRefused(BindException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("assign")) {
            return unknown();
        }
        return settings.refused(
                PORT,
                reason.contains("denied")
                        ? "ports below 1024 are for privileged users: set HTTP_PORT to a higher one"
                        : "the port is taken on "
                                + host()
                                + ": stop the program that listens there, or set HTTP_PORT to"
                                + " another (0: any free one)");
    }
}
