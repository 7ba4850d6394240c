package io.github.geminiroutes.routes;

import java.util.List;
import java.util.Properties;

/** The routes of files of rows beside a drop folder. */
abstract class RowsRoutesTestSupport extends ServedRoutesTestSupport {

    static final String BAD_REQUEST =
            """
            {"error":{"code":400,"message":"Invalid value.","status":"INVALID_ARGUMENT"}}""";

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-rows");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "2");
        return properties;
    }
}
