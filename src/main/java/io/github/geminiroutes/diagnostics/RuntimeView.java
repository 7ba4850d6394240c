package io.github.geminiroutes.diagnostics;

import java.util.List;
import java.util.Map;

/** What is known of Camel: of the running one, or of the files it would start from. */
interface RuntimeView {

    /** Camel's version. */
    String version();

    /** The profile; empty if none is set. */
    String profile();

    /**
     * A finding about the routes for each that is not as it should be, and one about the others.
     */
    List<Finding> routes();

    /** The components in use, by scheme; an empty state means that it is there. */
    Map<String, String> components();
}
