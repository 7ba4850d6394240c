package io.github.geminiroutes.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side: reads the call, asks the model, records the outcome. */
final class GeminiHandler implements Handler<HttpServerRequest> {
    private static final Pattern GENERATE =
            Pattern.compile("/v1beta/models/([^/:]+):generateContent");

    private final Model model;
    private final CallLog log;
    private final ReplyWriter writer;

    GeminiHandler(Vertx vertx, Model model, CallLog log) {
        this.model = model;
        this.log = log;
        this.writer = new ReplyWriter(vertx);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = GENERATE.matcher(request.path());
        if (path.matches() && request.method().name().equals("POST")) {
            String modelName = path.group(1);
            request.bodyHandler(body -> received(request, modelName, body));
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
            reply = model.replyTo(Optional.ofNullable(http.getHeader("x-goog-api-key")), request);
        } catch (IOException e) {
            request = new PromptRequest(modelName, "", 0, null);
            reply =
                    RecordedErrors.invalidRequest(
                            "Invalid JSON payload received. " + e.getMessage());
        }
        recordAtEnd(http, arrival, request, reply);
        writer.write(reply, http);
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
                            int status = whole ? http.response().getStatusCode() : Call.NONE;
                            log.finish(
                                    new Call(
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
        return reply instanceof Reply.Late late
                ? answers(late.then())
                : reply instanceof Reply.Whole whole && whole.answersPrompt();
    }
}
