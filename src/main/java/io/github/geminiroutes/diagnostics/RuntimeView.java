package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.Finding;
import java.util.List;
import java.util.Map;

/** What is known about Camel: a running one, or the route files it would start. */
interface RuntimeView {

    /** Camel's version. */
    String version();

    /** The profile; empty if none is set. */
    String profile();

    /** One finding about all routes, and one for each route that is not as it should be. */
    List<Finding> routes();

    /** The components in use, by scheme; the value is empty if the component is available. */
    Map<String, String> components();
}
