package io.github.geminiroutes.routes;

import java.util.List;
import java.util.Properties;

/** The routes of events beside a drop folder. */
abstract class EventRoutesTestSupport extends DropFolderRoutesTestSupport {

    /** Where the events go. */
    abstract String endpoint();

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-events");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.events.to", endpoint());
        return properties;
    }
}
