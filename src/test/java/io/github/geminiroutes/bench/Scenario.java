package io.github.geminiroutes.bench;

import java.io.IOException;

/** One question the benchmark answers. */
interface Scenario {

    /** The name by which it is chosen and reported. */
    String name();

    /** Runs all rounds and reports a line for each, and one that compares them. */
    void run(BenchmarkSettings settings, Report report) throws IOException, InterruptedException;
}
