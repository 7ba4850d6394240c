package io.github.geminiroutes.app;

import io.github.geminiroutes.support.GeminiJson;
import java.math.BigDecimal;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * What takes long when it is used first, and is used by each start: loaded on a thread of its own,
 * while the settings are read and the log is configured.
 */
final class EarlyLoading {

    private EarlyLoading() {}

    static void begin() {
        Thread loading = new Thread(EarlyLoading::load, "gemini-early-loading");
        loading.setDaemon(true);
        loading.start();
    }

    /** Creates no logger: the log is not configured. */
    static void load() {
        // Its powers of five.
        BigDecimal.ONE.signum();
        GeminiJson.MAPPER.getFactory();
        try {
            // The certificates that Java trusts: Camel's client of HTTP reads them for http, too.
            SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            // The client says so when it is made, in the place where the user is told.
            return;
        }
    }
}
