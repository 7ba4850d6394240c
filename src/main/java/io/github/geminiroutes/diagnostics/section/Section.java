package io.github.geminiroutes.diagnostics.section;

import java.util.List;

/** One of the six parts of a sweep. Each check tries the real thing. */
public interface Section {

    /** Which of the six this is. */
    SectionName name();

    /** Runs the checks now. A problem becomes a finding, not an exception. */
    List<Finding> examine();
}
