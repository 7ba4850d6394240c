package io.github.geminiroutes.diagnostics.section;

/** The six sections, in the order of the report. */
public enum SectionName {
    SYSTEM("system", "System Information"),
    DIRECTORIES("directories", "Directory Permissions"),
    API("api", "API Configuration"),
    RUNTIME("runtime", "Runtime Environment"),
    NETWORK("network", "Network Connectivity"),
    PERFORMANCE("performance", "Performance Metrics");

    private final String id;
    private final String title;

    SectionName(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The name for programs: in the JSON report, and as the metric's tag {@code section}. */
    public String id() {
        return id;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
