/**
 * The network between this machine and the API, checked once per sweep: {@link
 * io.github.geminiroutes.diagnostics.network.NetworkProbe} resolves, connects, does the TLS
 * handshake and makes two free calls. Its {@link
 * io.github.geminiroutes.diagnostics.network.NetworkReport} serves every section that needs an
 * answer of the API.
 */
package io.github.geminiroutes.diagnostics.network;
