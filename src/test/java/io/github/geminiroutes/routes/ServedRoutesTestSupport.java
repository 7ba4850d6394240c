package io.github.geminiroutes.routes;

import io.github.geminiroutes.testing.GeminiServer;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;

/** Routes of a drop folder, and for each test a server of its own. */
abstract class ServedRoutesTestSupport extends DropFolderRoutesTestSupport {

    /** Started with the settings, which are asked for before the test's class is made. */
    GeminiServer server;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    Properties settings() {
        if (server == null) {
            server = GeminiServer.start();
        }
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        return properties;
    }
}
