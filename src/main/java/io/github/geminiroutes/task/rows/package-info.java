/** Files of rows: each row is a prompt, and one file has the answers in the order of the rows. */
package io.github.geminiroutes.task.rows;
