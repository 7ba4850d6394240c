/** What the inbox would cost, and how long it would take. Nothing is generated for it. */
package io.github.geminiroutes.estimate;
