/**
 * The gateway: Google's own HTTP API in front of the core. {@link
 * io.github.geminiroutes.gateway.GatewayHandler} is its side towards the clients, {@link
 * io.github.geminiroutes.gateway.Gateway} serves the routes of {@code gemini-gateway}.
 */
package io.github.geminiroutes.gateway;
