package io.github.geminiroutes.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Decides what a call meets, in Google's order: key, service, model, quota, answer. */
final class Model {
    private final Clock clock;
    private final Set<String> models;
    private final QuotaBook quotas;
    private final Script script;
    private final AtomicLong answers = new AtomicLong();
    private volatile Set<String> keys;
    private volatile Duration latency;
    private volatile Outage outage = Outage.NONE;

    Model(GeminiServer.Builder settings) {
        clock = settings.clock;
        models = settings.models;
        keys = settings.keys;
        quotas = new QuotaBook(settings.quotas);
        script = settings.script;
        latency = settings.latency;
    }

    Reply replyTo(Optional<String> key, PromptRequest request) {
        if (key.isEmpty()) {
            return RecordedErrors.noKey();
        }
        if (!keys.isEmpty() && !keys.contains(key.get())) {
            return RecordedErrors.badKey();
        }
        if (outage != Outage.NONE) {
            return outage == Outage.SILENT ? Reply.hang() : RecordedErrors.overloaded();
        }
        return script.replyTo(request).orElseGet(() -> generate(request));
    }

    private Reply generate(PromptRequest request) {
        if (!models.isEmpty() && !models.contains(request.model())) {
            return RecordedErrors.unknownModel(request.model());
        }
        List<QuotaRefusal> refusals = quotas.admit(request, now());
        if (!refusals.isEmpty()) {
            return RateLimitBody.of(request.model(), refusals);
        }
        return Reply.late(latency, EchoAnswer.to(request, answers.incrementAndGet()));
    }

    Instant now() {
        return clock.instant();
    }

    Script script() {
        return script;
    }

    void outage(Outage kind) {
        outage = kind;
    }

    void latency(Duration newLatency) {
        latency = newLatency;
    }

    void acceptKeys(Set<String> accepted) {
        keys = accepted;
    }

    long eatRequests(String model, long requests, Duration ago) {
        return quotas.eatRequests(model, requests, now().minus(ago));
    }
}
