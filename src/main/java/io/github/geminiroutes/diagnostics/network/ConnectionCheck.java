package io.github.geminiroutes.diagnostics.network;

import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.diagnostics.section.Deadline;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Connects to a server step by step: DNS, TCP, TLS. Each step is timed. The first step that fails
 * is the last one, because later steps could only repeat its failure.
 */
final class ConnectionCheck {

    private static final int MAX_ADDRESSES = 3;

    private final URI target;
    private final ForwardProxy proxy;
    private final Clock clock;
    private final Thresholds thresholds;
    private final Executor threads;
    private final Deadline deadline;
    private final StepLimits limits;
    private final List<Finding> findings = new ArrayList<>();

    ConnectionCheck(
            URI target,
            ForwardProxy proxy,
            Clock clock,
            Thresholds thresholds,
            Executor threads,
            Deadline deadline,
            StepLimits limits) {
        this.target = target;
        this.proxy = proxy;
        this.clock = clock;
        this.thresholds = thresholds;
        this.threads = threads;
        this.deadline = deadline;
        this.limits = limits;
    }

    /** A finding for each step that was tried. */
    List<Finding> findings() {
        return findings;
    }

    /**
     * Tries all steps, once.
     *
     * @return whether the server can take a request
     */
    boolean succeeds() {
        boolean isProxied = proxy.isFor(target.getHost(), port());
        String host = isProxied ? proxy.host() : target.getHost();
        List<InetAddress> addresses = resolve(host, isProxied);
        if (addresses.isEmpty()) {
            return false;
        }
        try (Socket socket = connect(host, isProxied ? proxy.port() : port(), addresses)) {
            if (socket == null) {
                return false;
            }
            return !target.getScheme().equals("https") || tls(isProxied).succeeds(socket);
        } catch (IOException e) {
            // Thrown by closing the socket, which says nothing about the connection.
            return false;
        }
    }

    private int port() {
        return DiagnosticInput.port(target);
    }

    private List<InetAddress> resolve(String host, boolean isProxied) {
        Stopwatch watch = new Stopwatch();
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        // The system's resolver ignores interrupts and has time-outs of its own.
        threads.execute(lookup);
        try {
            List<InetAddress> addresses =
                    List.of(
                            lookup.get(
                                    deadline.millis(limits.connectMillis()),
                                    TimeUnit.MILLISECONDS));
            String list =
                    addresses.stream()
                            .limit(MAX_ADDRESSES)
                            .map(InetAddress::getHostAddress)
                            .collect(Collectors.joining(", "));
            findings.add(Finding.ok("dns", host + " is " + list + ", " + watch));
            return addresses;
        } catch (TimeoutException e) {
            findings.add(
                    Finding.error(
                            "dns",
                            host + " was not resolved within " + watch,
                            "Check the name servers in /etc/resolv.conf and the firewall: no name server answers."));
        } catch (ExecutionException e) {
            findings.add(unresolved(host, e.getCause(), watch, isProxied));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private static Finding unresolved(
            String host, Throwable cause, Stopwatch watch, boolean isProxied) {
        String reason =
                cause instanceof UnknownHostException
                        ? "no such host"
                        : cause.getClass().getSimpleName();
        return Finding.error(
                "dns",
                host + " is unknown (" + reason + "), " + watch,
                isProxied
                        ? "Correct the proxy's host in HTTPS_PROXY, or the name servers."
                        : "Correct GOOGLE_GEMINI_BASE_URL or the name servers; if this network needs a"
                                + " proxy, set HTTPS_PROXY.");
    }

    private Socket connect(String host, int port, List<InetAddress> addresses) {
        Stopwatch watch = new Stopwatch();
        String there = host + ":" + port;
        IOException last = null;
        int tries = Math.min(MAX_ADDRESSES, addresses.size());
        for (InetAddress address : addresses.subList(0, tries)) {
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(address, port),
                        deadline.millis(limits.connectMillis() / tries));
                findings.add(Finding.ok("tcp", there + " connected in " + watch));
                return socket;
            } catch (IOException e) {
                last = e;
                close(socket);
            }
        }
        findings.add(
                Finding.error(
                        "tcp", there + " " + reason(last) + ", " + watch, connectAdvice(last)));
        return null;
    }

    private static String reason(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "does not answer";
        }
        if (e instanceof NoRouteToHostException) {
            return "cannot be reached (no route)";
        }
        return e instanceof ConnectException
                ? "refuses the connection"
                : "cannot be reached (" + e.getMessage() + ")";
    }

    private String connectAdvice(IOException e) {
        if (proxy.isFor(target.getHost(), port())) {
            return "Correct HTTPS_PROXY, or start the proxy: nothing answers at " + proxy + ".";
        }
        return e instanceof SocketTimeoutException
                ? "Allow connections to this host and port in the firewall; if this network needs a proxy, set"
                        + " HTTPS_PROXY."
                : "Check host and port in GOOGLE_GEMINI_BASE_URL, and the firewall; if this network needs a proxy,"
                        + " set HTTPS_PROXY.";
    }

    private TlsCheck tls(boolean isProxied) {
        return new TlsCheck(
                target, isProxied ? proxy : null, clock, thresholds, deadline, limits, findings);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection was never open.
        }
    }
}
