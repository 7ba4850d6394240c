package io.github.geminiroutes.diagnostics.network;

import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.diagnostics.section.Deadline;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The last steps of a {@link ConnectionCheck}: the tunnel of a proxy, if there is one, and TLS. */
final class TlsCheck {

    private static final int MAX_PROXY_ANSWER = 8_192;

    private final URI target;
    private final int port;
    private final ForwardProxy proxy;
    private final Clock clock;
    private final Thresholds thresholds;
    private final Deadline deadline;
    private final StepLimits limits;
    private final List<Finding> findings;

    /**
     * @param proxy the proxy that the socket is connected to; null if it is the server itself
     * @param findings receives a finding for each step
     */
    TlsCheck(
            URI target,
            ForwardProxy proxy,
            Clock clock,
            Thresholds thresholds,
            Deadline deadline,
            StepLimits limits,
            List<Finding> findings) {
        this.target = target;
        this.port = DiagnosticInput.port(target);
        this.proxy = proxy;
        this.clock = clock;
        this.thresholds = thresholds;
        this.deadline = deadline;
        this.limits = limits;
        this.findings = findings;
    }

    /**
     * Does the handshake, once. Closes the socket.
     *
     * @return whether the connection is secure
     */
    boolean succeeds(Socket socket) {
        Stopwatch watch = new Stopwatch();
        String there = target.getHost();
        CertificateChain chain = null;
        try {
            socket.setSoTimeout(deadline.millis(limits.connectMillis()));
            if (proxy != null && !tunnel(socket)) {
                return false;
            }
            chain = new CertificateChain();
            try (SSLSocket tls =
                    (SSLSocket) chain.sockets().createSocket(socket, there, port, true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                findings.add(
                        valid(chain.presented(), tls.getSession().getProtocol() + ", " + watch));
                return true;
            }
        } catch (SocketTimeoutException e) {
            findings.add(
                    Finding.error(
                            "tls",
                            there + " does not answer, " + watch,
                            "Something accepts the connection and sends nothing: check the port in"
                                    + " GOOGLE_GEMINI_BASE_URL, and any firewall or proxy in between."));
        } catch (SSLException e) {
            findings.add(refused(chain == null ? null : chain.presented(), e));
        } catch (IOException | GeneralSecurityException e) {
            findings.add(
                    Finding.error(
                            "tls",
                            there + " ended the handshake (" + e.getClass().getSimpleName() + ")",
                            "Check for a firewall or proxy in between that cuts TLS connections."));
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
                        "Ask the server's operator to renew the certificate: calls fail once it has expired.")
                : Finding.ok("tls", value);
    }

    private Finding refused(X509Certificate certificate, SSLException e) {
        String there = target.getHost();
        if (certificate == null) {
            return Finding.error(
                    "tls",
                    there + " speaks no TLS that this JVM accepts (" + e.getMessage() + ")",
                    "Check scheme and port in GOOGLE_GEMINI_BASE_URL, and any proxy in between.");
        }
        Instant now = clock.instant();
        if (now.isAfter(end(certificate))) {
            return Finding.error(
                    "tls",
                    "the certificate of " + there + " expired on " + day(end(certificate)),
                    "Ask the server's operator to renew it; if this machine's clock is wrong, correct the clock.");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Finding.error(
                    "tls",
                    "the certificate of "
                            + there
                            + " is valid only from "
                            + day(certificate.getNotBefore().toInstant()),
                    "Correct this machine's clock: it is slow.");
        }
        if (e.getMessage() != null
                && e.getMessage().matches("(?s).*(No subject alt|No name mat).*")) {
            return Finding.error(
                    "tls",
                    "the certificate is not for "
                            + there
                            + " but for "
                            + certificate.getSubjectX500Principal().getName(),
                    "Correct the host in GOOGLE_GEMINI_BASE_URL, or find out what answers in its place.");
        }
        return Finding.error(
                "tls",
                "the certificate of "
                        + there
                        + " is not trusted (issued by "
                        + certificate.getIssuerX500Principal().getName()
                        + ")",
                "If your company's proxy signs it, add the company's authority to Java's trust store"
                        + " (-Djavax.net.ssl.trustStore); otherwise do not send a key there.");
    }

    /** Asks the proxy for a connection to the server, as the real calls do. */
    private boolean tunnel(Socket socket) throws IOException {
        Stopwatch watch = new Stopwatch();
        String there = target.getHost() + ":" + port;
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
            findings.add(Finding.ok("tunnel", proxy + " connects to " + there + ", " + watch));
            return true;
        }
        String said = answer.isBlank() ? "nothing" : answer.lines().findFirst().orElse("");
        findings.add(
                Finding.error(
                        "tunnel",
                        proxy + " does not connect to " + there + ": it answers " + said,
                        said.contains(" 407")
                                ? "Put the proxy's user and password into HTTPS_PROXY: http://user:password@host:port."
                                : "Correct HTTPS_PROXY, or allow connections to this host in the proxy."));
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
}
