package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.ProgressFile;
import java.util.Set;

/**
 * The progress file of a table that is asked.
 *
 * @param file to be released
 * @param begun numbers of results that other tables of its name have begun, and not written yet
 */
record OpenProgress(ProgressFile file, Set<Integer> begun) {}
