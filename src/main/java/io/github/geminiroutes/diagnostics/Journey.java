package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.api.ForwardProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The way to a server, step by step: its name, a connection, its certificate. Each step is timed,
 * and the first that fails is the last: what comes after it could only repeat it.
 */
final class Journey {

    private static final long STEP_MILLIS = 3_000;
    private static final int MAX_ADDRESSES = 3;
    private static final int MAX_PROXY_ANSWER = 8_192;

    private final URI target;
    private final ForwardProxy proxy;
    private final Clock clock;
    private final Thresholds thresholds;
    private final Executor threads;
    private final Deadline deadline;
    private final List<Finding> findings = new ArrayList<>();

    Journey(
            URI target,
            ForwardProxy proxy,
            Clock clock,
            Thresholds thresholds,
            Executor threads,
            Deadline deadline) {
        this.target = target;
        this.proxy = proxy;
        this.clock = clock;
        this.thresholds = thresholds;
        this.threads = threads;
        this.deadline = deadline;
    }

    /** What each step found, as far as it went. */
    List<Finding> findings() {
        return findings;
    }

    /**
     * @return whether the server can be asked something
     */
    boolean make() {
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
            return !target.getScheme().equals("https") || secure(socket, isProxied);
        } catch (IOException e) {
            // Closing says nothing about the way.
            return false;
        }
    }

    private int port() {
        return Subject.port(target);
    }

    private List<InetAddress> resolve(String host, boolean isProxied) {
        Stopwatch watch = new Stopwatch();
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        // The system's resolver heeds no interrupt and has time-outs of its own.
        threads.execute(lookup);
        try {
            List<InetAddress> addresses =
                    List.of(lookup.get(deadline.millis(STEP_MILLIS), TimeUnit.MILLISECONDS));
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
                            "Look at the name servers in /etc/resolv.conf and at the firewall: none of them answers."));
        } catch (ExecutionException e) {
            findings.add(
                    Finding.error(
                            "dns",
                            host
                                    + " is unknown ("
                                    + (e.getCause() instanceof UnknownHostException
                                            ? "no such host"
                                            : e.getCause().getClass().getSimpleName())
                                    + "), "
                                    + watch,
                            isProxied
                                    ? "Correct the proxy's host in HTTPS_PROXY, or the name servers."
                                    : "Correct GOOGLE_GEMINI_BASE_URL or the name servers; where only a proxy leads"
                                            + " outside, set HTTPS_PROXY."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
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
                        new InetSocketAddress(address, port), deadline.millis(STEP_MILLIS / tries));
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
                ? "Let the firewall pass connections to this host and port; where only a proxy leads outside, set"
                        + " HTTPS_PROXY."
                : "Look at host and port in GOOGLE_GEMINI_BASE_URL and at the firewall; where only a proxy leads"
                        + " outside, set HTTPS_PROXY.";
    }

    private boolean secure(Socket socket, boolean isProxied) {
        Stopwatch watch = new Stopwatch();
        String there = target.getHost();
        CertificateChain chain = null;
        try {
            socket.setSoTimeout(deadline.millis(STEP_MILLIS));
            if (isProxied && !tunnel(socket)) {
                return false;
            }
            chain = new CertificateChain();
            try (SSLSocket tls =
                    (SSLSocket) chain.sockets().createSocket(socket, there, port(), true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                findings.add(valid(chain.shown(), tls.getSession().getProtocol() + ", " + watch));
                return true;
            }
        } catch (SocketTimeoutException e) {
            findings.add(
                    Finding.error(
                            "tls",
                            there + " does not answer, " + watch,
                            "Something accepts the connection and stays silent: look at the port in"
                                    + " GOOGLE_GEMINI_BASE_URL and for a firewall or proxy in between."));
        } catch (SSLException e) {
            findings.add(refused(chain == null ? null : chain.shown(), e));
        } catch (IOException | GeneralSecurityException e) {
            findings.add(
                    Finding.error(
                            "tls",
                            there + " ended the handshake (" + e.getClass().getSimpleName() + ")",
                            "Look for a firewall or proxy in between that cuts TLS connections."));
        }
        return false;
    }

    private Finding valid(X509Certificate certificate, String how) {
        Duration left = Duration.between(clock.instant(), end(certificate));
        String value = how + ", certificate until " + day(end(certificate));
        return left.toDays() < thresholds.certificateWarnDays()
                ? Finding.warn(
                        "tls",
                        value + " (" + left.toDays() + " days)",
                        "Have the server's operator renew the certificate; calls fail once it has expired.")
                : Finding.ok("tls", value);
    }

    private Finding refused(X509Certificate certificate, SSLException e) {
        String there = target.getHost();
        if (certificate == null) {
            return Finding.error(
                    "tls",
                    there + " speaks no TLS that this JVM takes (" + e.getMessage() + ")",
                    "Look at scheme and port in GOOGLE_GEMINI_BASE_URL, and for a proxy in between.");
        }
        Instant now = clock.instant();
        if (now.isAfter(end(certificate))) {
            return Finding.error(
                    "tls",
                    "the certificate of " + there + " expired on " + day(end(certificate)),
                    "Have the server's operator renew it; if this machine's clock is wrong, correct the clock.");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Finding.error(
                    "tls",
                    "the certificate of "
                            + there
                            + " holds only from "
                            + day(certificate.getNotBefore().toInstant()),
                    "Correct this machine's clock: it is behind.");
        }
        if (e.getMessage() != null
                && e.getMessage().matches("(?s).*(No subject alt|No name mat).*")) {
            return Finding.error(
                    "tls",
                    "the certificate is not for "
                            + there
                            + " but for "
                            + certificate.getSubjectX500Principal().getName(),
                    "Correct the host in GOOGLE_GEMINI_BASE_URL, or look for what answers in its place.");
        }
        return Finding.error(
                "tls",
                "the certificate of "
                        + there
                        + " is not trusted (issued by "
                        + certificate.getIssuerX500Principal().getName()
                        + ")",
                "If a proxy of your company signs it, add the company's authority to Java's trust store"
                        + " (-Djavax.net.ssl.trustStore); else do not send a key there.");
    }

    /** As the real calls do: the proxy is asked for a connection to the server. */
    private boolean tunnel(Socket socket) throws IOException {
        Stopwatch watch = new Stopwatch();
        String there = target.getHost() + ":" + port();
        StringBuilder request =
                new StringBuilder("CONNECT " + there + " HTTP/1.1\r\nHost: " + there + "\r\n");
        proxy.credentials()
                .map(
                        user ->
                                Base64.getEncoder()
                                        .encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(
                        user ->
                                request.append("Proxy-Authorization: Basic ")
                                        .append(user)
                                        .append("\r\n"));
        socket.getOutputStream()
                .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        String answer = head(socket.getInputStream());
        if (answer.matches("(?s)HTTP/1\\.[01] 200.*")) {
            findings.add(Finding.ok("tunnel", proxy + " leads to " + there + ", " + watch));
            return true;
        }
        String said = answer.isBlank() ? "nothing" : answer.lines().findFirst().orElse("");
        findings.add(
                Finding.error(
                        "tunnel",
                        proxy + " does not lead to " + there + ": it says " + said,
                        said.contains(" 407")
                                ? "Give the proxy's user and password in HTTPS_PROXY: http://user:password@host:port."
                                : "Correct HTTPS_PROXY, or have the proxy let connections to this host pass."));
        return false;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MAX_PROXY_ANSWER && head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was not even open.
        }
    }
}
