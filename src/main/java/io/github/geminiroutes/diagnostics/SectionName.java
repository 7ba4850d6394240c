package io.github.geminiroutes.diagnostics;

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

    /** The name that programs see, in reports and as the metric's tag {@code section}. */
    public String id() {
        return id;
    }

    /** The name that people see. */
    public String title() {
        return title;
    }
}
