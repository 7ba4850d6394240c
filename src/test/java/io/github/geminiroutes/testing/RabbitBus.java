package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;

/**
 * RabbitMQ itself with its plugin for AMQP 1.0, one node on loopback in a process of its own; what
 * it holds is asked of its management plugin.
 */
public final class RabbitBus implements MessageBus {

    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("guest:guest".getBytes());

    private final Path root;
    private final int consumers;
    private final int amqpPort = freePort();
    private final int managementPort = freePort();
    private final int namesPort = freePort();
    private final int nodePort = freePort();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process names;
    private Process process;

    /**
     * Starts it; the test is skipped where it is not installed.
     *
     * @param consumers of the program
     */
    public RabbitBus(Path root, int consumers) throws IOException, InterruptedException {
        Installed.require("rabbitmqctl", "rabbitmq-server");
        this.root = root;
        this.consumers = consumers;
        Files.writeString(
                root.resolve("enabled_plugins"), "[rabbitmq_amqp1_0,rabbitmq_management].");
        Files.writeString(root.resolve("env.conf"), "NODE_IP_ADDRESS=127.0.0.1\n");
        Files.writeString(
                root.resolve("rabbitmq.conf"),
                """
                listeners.tcp.default = 127.0.0.1:%d
                management.tcp.ip = 127.0.0.1
                management.tcp.port = %d
                collect_statistics_interval = 200
                log.console = true
                log.console.level = warning
                """
                        .formatted(amqpPort, managementPort));
        // Its own: the one it would start stays when it ends.
        names =
                new ProcessBuilder(
                                "epmd", "-address", "127.0.0.1", "-port", String.valueOf(namesPort))
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("names.log").toFile())
                        .start();
        restart();
    }

    private static int freePort() throws UncheckedIOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(PROGRAM.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("rabbit.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", root.toString());
        environment.put("ERL_EPMD_PORT", String.valueOf(namesPort));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_CONF_ENV_FILE", root.resolve("env.conf").toString());
        environment.put("RABBITMQ_NODENAME", "gemini@localhost");
        environment.put("RABBITMQ_DIST_PORT", String.valueOf(nodePort));
        environment.put("RABBITMQ_MNESIA_BASE", root.resolve("data").toString());
        environment.put("RABBITMQ_LOG_BASE", root.resolve("log").toString());
        environment.put("RABBITMQ_PID_FILE", root.resolve("pid").toString());
        environment.put("RABBITMQ_CONFIG_FILE", root.resolve("rabbitmq.conf").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", root.resolve("enabled_plugins").toString());
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}");
        process = builder.start();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isAnswering()) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException(
                        "RabbitMQ did not start: " + Files.readString(root.resolve("rabbit.log")));
            }
        }
    }

    private boolean isAnswering() throws InterruptedException {
        try {
            return manage("GET", "healthchecks/node", "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> manage(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + managementPort + "/api/" + path))
                        .header("Authorization", AUTHORIZATION)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void halt() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void make(String... queues) throws IOException, InterruptedException {
        for (String queue : queues) {
            int code = manage("PUT", "queues/%2F/" + queue, "{\"durable\":true}").statusCode();
            if (code >= 300) {
                throw new IOException("No queue " + queue + ": " + code);
            }
        }
    }

    @Override
    public void configure(
            ProgramSettings settings, String from, String replyTo, String deadLetter) {
        settings.property(
                        "camel.beans.broker",
                        "#class:org.apache.qpid.jms.JmsConnectionFactory('guest','guest','"
                                + url()
                                + "')")
                .property(
                        "camel.beans.pool",
                        "#class:org.messaginghub.pooled.jms.JmsPoolConnectionFactory")
                .property("camel.beans.pool.connectionFactory", "#bean:broker")
                .property("camel.component.amqp.connectionFactory", "#bean:pool")
                .property("gemini.messages.from", "amqp:queue:" + from)
                .property("gemini.messages.reply-to", "amqp:queue:" + replyTo)
                .property("gemini.messages.dead-letter", "amqp:queue:" + deadLetter)
                .property("gemini.messages.consumers", Integer.toString(consumers));
    }

    /** A plain name would be a queue that does not outlive the broker; its drain is faulty. */
    private String url() {
        return "amqp://127.0.0.1:"
                + amqpPort
                + "?jms.queuePrefix=/amq/queue/&jms.prefetchPolicy.all=1&jms.receiveLocalOnly=true";
    }

    private Connection connect() throws JMSException {
        return new JmsConnectionFactory("guest", "guest", url()).createConnection();
    }

    @Override
    public void send(String queue, List<Sent> messages) throws JMSException {
        try (Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (Sent one : messages) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(one.body());
                message.setJMSCorrelationID(one.id());
                for (Map.Entry<String, String> header : one.headers().entrySet()) {
                    message.setStringProperty(header.getKey(), header.getValue());
                }
                producer.send(message);
            }
        }
        long all = sent.merge(queue, (long) messages.size(), Long::sum);
        Awaitility.await().atMost(LIMIT).until(() -> count(queue) == all);
    }

    /** Its figures are a moment old, and missing before the first were taken. */
    @Override
    public long count(String queue) {
        return Awaitility.await().atMost(LIMIT).until(() -> told(queue), count -> count >= 0);
    }

    private long told(String queue) {
        try {
            HttpResponse<String> answer = manage("GET", "queues/%2F/" + queue, "");
            JsonNode found = new ObjectMapper().readTree(answer.body());
            return found.path("messages").asLong(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long acknowledged(String queue) {
        return sent.getOrDefault(queue, 0L) - count(queue);
    }

    @Override
    public List<Got> take(String queue) throws JMSException {
        List<Got> found = new ArrayList<>();
        try (Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message next = consumer.receive(3_000);
                    next != null;
                    next = consumer.receive(1_000)) {
                Map<String, String> headers = new LinkedHashMap<>();
                for (Object name : Collections.list((Enumeration<?>) next.getPropertyNames())) {
                    headers.put(
                            name.toString(),
                            String.valueOf(next.getObjectProperty(name.toString())));
                }
                found.add(new Got(next.getJMSCorrelationID(), body(next), headers));
            }
        }
        return found;
    }

    private static byte[] body(Message message) throws JMSException {
        byte[] bytes =
                message instanceof jakarta.jms.TextMessage text
                        ? text.getText().getBytes(StandardCharsets.UTF_8)
                        : message.getBody(byte[].class);
        return bytes;
    }

    @Override
    public String header(String name) {
        return name.replace("-", "_");
    }

    @Override
    public void close() {
        halt();
        names.destroyForcibly().onExit().join();
    }
}
