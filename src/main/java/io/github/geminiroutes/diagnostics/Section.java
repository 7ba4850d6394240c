package io.github.geminiroutes.diagnostics;

import java.util.List;

/** One of the six parts of a sweep. Each check tries the thing itself. */
interface Section {

    SectionName name();

    /** Looks now. What is wrong is a finding and no exception. */
    List<Finding> examine();
}
