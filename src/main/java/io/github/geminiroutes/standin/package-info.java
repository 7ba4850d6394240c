/**
 * A stand-in for the Gemini API, for the demo, for training runs and for trying out a deployment.
 * The entry point is {@link io.github.geminiroutes.standin.StandIn}, the bean of the route file
 * {@code gemini-stand-in}. It accepts calls from the same machine only, so that it cannot become an
 * open service by mistake. It shares no code with the client: only the HTTP API connects them.
 */
package io.github.geminiroutes.standin;
