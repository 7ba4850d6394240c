/**
 * Tables and what is known of their rows: CSV, TSV and JSON Lines are read row by row in constant
 * memory, answers are kept in a file that only grows, and result files are written in the order of
 * the rows.
 */
package io.github.geminiroutes.table;
