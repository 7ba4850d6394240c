package io.github.geminiroutes.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side: reads the call, asks the model, records the outcome. */
final class GeminiHandler implements Handler<HttpServerRequest> {
    private static final Pattern GENERATE =
            Pattern.compile("/v1beta/models/([^/:]+):(generate|streamGenerate)Content");
    private static final Pattern PROBE = Pattern.compile("/v1beta/models/[^/:]+(:countTokens)?");
    private static final String PROBED = "{\"totalTokens\":2,\"inputTokenLimit\":1048576}";

    private final Model model;
    private final CallLog log;
    private final ReplyWriter writer;
    private final StoredFiles files = new StoredFiles();
    private volatile Consumer<RecordedMessage> watcher = call -> {};

    GeminiHandler(Vertx vertx, Model model, CallLog log) {
        this.model = model;
        this.log = log;
        this.writer = new ReplyWriter(vertx);
    }

    void watch(Consumer<RecordedMessage> newWatcher) {
        watcher = newWatcher;
    }

    StoredFiles files() {
        return files;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = GENERATE.matcher(request.path());
        if (path.matches() && request.method().name().equals("POST")) {
            String modelName = path.group(1);
            request.bodyHandler(body -> received(request, modelName, body));
        } else if (StoredFiles.serves(request.path())) {
            request.bodyHandler(body -> writer.write(files.serve(request, body), request));
        } else if (PROBE.matcher(request.path()).matches()) {
            // What costs nothing: whether the model is there, and how many tokens a text has.
            request.bodyHandler(body -> writer.write(Reply.of(200, PROBED), request));
        } else {
            writer.write(Reply.of(404, ""), request);
        }
    }

    private void received(HttpServerRequest http, String modelName, Buffer body) {
        Instant arrival = model.now();
        log.arrive();
        PromptRequest request;
        Reply reply;
        try {
            request = PromptRequest.parse(modelName, body.getBytes());
            watcher.accept(new RecordedMessage(http.uri(), headers(http), request));
            PromptRequest asked = request;
            reply =
                    files.refusal(request)
                            .orElseGet(
                                    () ->
                                            model.replyTo(
                                                    Optional.ofNullable(
                                                            http.getHeader("x-goog-api-key")),
                                                    asked));
        } catch (IOException e) {
            request = new PromptRequest(modelName, "", 0, null);
            reply =
                    RecordedErrors.invalidRequest(
                            "Invalid JSON payload received. " + e.getMessage());
        }
        recordAtEnd(http, arrival, request, reply);
        writer.write(reply, http);
    }

    private static List<Map.Entry<String, String>> headers(HttpServerRequest http) {
        return http.headers().entries().stream()
                .map(header -> Map.entry(header.getKey(), header.getValue()))
                .toList();
    }

    /**
     * The end handler runs for broken connections too, so that no call stays in flight for ever.
     */
    private void recordAtEnd(
            HttpServerRequest http, Instant arrival, PromptRequest request, Reply reply) {
        String sha = Sha256.hex(request.prompt());
        http.response()
                .endHandler(
                        end -> {
                            boolean whole = http.response().ended();
                            int status = whole ? http.response().getStatusCode() : ServedCall.NONE;
                            log.finish(
                                    new ServedCall(
                                            arrival,
                                            model.now(),
                                            request.model(),
                                            request.firstLine(),
                                            sha,
                                            status,
                                            whole && answers(reply)));
                        });
    }

    private static boolean answers(Reply reply) {
        if (reply instanceof Reply.Late late) {
            return answers(late.then());
        }
        return reply instanceof Reply.Once once
                ? answers(once.then())
                : reply instanceof Reply.Whole whole && whole.answersPrompt();
    }
}
