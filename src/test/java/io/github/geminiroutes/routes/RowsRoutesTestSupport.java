package io.github.geminiroutes.routes;

import io.github.geminiroutes.testing.GeminiServer;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;

/** The routes of files of rows beside a drop folder, and a server of their own. */
abstract class RowsRoutesTestSupport extends DropFolderRoutesTestSupport {

    static final String BAD_REQUEST =
            """
            {"error":{"code":400,"message":"Invalid value.","status":"INVALID_ARGUMENT"}}""";

    /** Started with the settings, which are asked for before the test's class is made. */
    GeminiServer server;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-rows");
    }

    @Override
    Properties settings() {
        if (server == null) {
            server = GeminiServer.start();
        }
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.retry.max-retries", "2");
        return properties;
    }
}
