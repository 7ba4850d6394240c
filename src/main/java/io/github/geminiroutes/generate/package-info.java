/** What an instance of the Kamelet {@code gemini-generate-action} has of its own. */
package io.github.geminiroutes.generate;
