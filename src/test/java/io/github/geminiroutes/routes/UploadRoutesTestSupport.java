package io.github.geminiroutes.routes;

import java.util.List;
import java.util.Properties;

/** Prompts whose attachments are too large for a request, and are uploaded. */
abstract class UploadRoutesTestSupport extends ServedRoutesTestSupport {

    /** A document over the limit of these tests. */
    static String large(String name) {
        return "%PDF-1.7 " + name + "x".repeat(5_000) + " %%EOF";
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-files");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.max-request-size", "4000");
        return properties;
    }
}
