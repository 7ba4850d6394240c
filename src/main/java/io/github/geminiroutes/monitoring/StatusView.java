package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.FolderCounts;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.folder.RecentFailures;
import io.github.geminiroutes.message.MessageHold;
import io.github.geminiroutes.message.MessageProcessor;
import io.github.geminiroutes.quota.ModelQuota;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SingleLine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The data of the status page, as a JSON tree. Times are ISO 8601 in UTC. */
final class StatusView {

    /** Increases when a field changes its meaning or is removed. */
    private static final int VERSION = 2;

    /** The longest text on the page: a server's message can be long. */
    private static final int LONGEST_TEXT = 300;

    private final ObjectNode root = GeminiJson.MAPPER.createObjectNode();

    StatusView(Instant now, Instant startedAt) {
        root.put("version", VERSION);
        root.put("at", now.toString());
        root.put("startedAt", startedAt.toString());
    }

    /**
     * Whether prompts are accepted.
     *
     * @param refused why the account refuses all calls; null if it does not
     * @param prompt the prompt that met it; null if none did
     * @param folders what is wrong with the folders; null if nothing is
     */
    StatusView intake(Failure refused, String prompt, String folders) {
        ObjectNode intake = root.putObject("intake");
        intake.put("isOpen", refused == null && folders == null);
        if (refused != null) {
            intake.put("kind", refused.kind().id());
            intake.put("reason", cut(refused.message()));
            intake.put("advice", refused.kind().advice());
            if (prompt != null) {
                intake.put("prompt", cut(prompt));
            }
        } else if (folders != null) {
            intake.put("kind", "folders");
            intake.put("reason", cut(folders));
        }
        return this;
    }

    /**
     * How many messages of a broker are in flight and held, what became of them since the start,
     * and why they are held.
     */
    StatusView messages(MessageProcessor messages) {
        ObjectNode json = root.putObject("messages");
        MessageHold.State held = messages.held();
        json.put("inFlight", messages.counters().underWay());
        json.put("held", held.messages());
        json.put("unsent", messages.counters().settling());
        json.put("answered", messages.counters().answered());
        json.put("deadLetters", messages.counters().failed());
        if (messages.undeliverable() != null) {
            json.put("undeliverable", cut(messages.undeliverable()));
        }
        json.put("isStopped", held.isAccount());
        if (held.reason() != null) {
            json.put("heldUntil", held.until().toString());
            json.put("kind", held.reason().kind().id());
            json.put("reason", cut(held.reason().message()));
            json.put("advice", held.reason().kind().advice());
        }
        return this;
    }

    /**
     * How many prompts are in each folder, what became of prompts since the start, and the tasks
     * that are stopped, or wait for what they have under way.
     */
    StatusView prompts(FolderCounts counts, PromptCounters counters) {
        ObjectNode lie = root.putObject("prompts");
        lie.put("inbox", counts.inbox());
        lie.put("inFlight", counts.inFlight());
        lie.put("submitted", counts.submitted());
        lie.put("parked", counts.parked());
        lie.put("failed", counts.failed());
        lie.put("leftAlone", counts.leftAlone());
        lie.put("held", counts.held());
        lie.put("waiting", counts.waiting());
        root.set("stoppedTasks", TasksView.of(counts.troubles()));
        root.set("waitingTasks", TasksView.of(counts.waits()));
        ObjectNode became = root.putObject("sinceStart");
        became.put("answered", counters.answered());
        became.put("failed", counters.failed());
        became.put("parked", counters.parked());
        return this;
    }

    /** Calls by model, outcome and HTTP code, tokens and cost, as the meters count them. */
    StatusView calls(MeterRegistry registry, BigDecimal costToday) {
        Totals totals = Totals.of(registry);
        ObjectNode calls = root.putObject("calls");
        calls.put("answered", totals.answered());
        calls.put("failed", totals.failed());
        calls.put("inputTokens", totals.inputTokens());
        calls.put("outputTokens", totals.outputTokens());
        calls.set("tasks", TaskTotals.of(registry));
        if (costToday != null) {
            calls.put("usdToday", costToday.setScale(4, RoundingMode.HALF_UP));
        }
        Map<String, Long> byOutcome = new TreeMap<>();
        for (Counter counter : registry.find("gemini.requests").counters()) {
            byOutcome.merge(
                    counter.getId().getTag("code") + " " + counter.getId().getTag("outcome"),
                    Math.round(counter.count()),
                    Long::sum);
        }
        ArrayNode outcomes = calls.putArray("outcomes");
        byOutcome.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(
                        entry -> {
                            String[] parts = entry.getKey().split(" ", 2);
                            outcomes.addObject()
                                    .put("code", parts[0])
                                    .put("outcome", parts[1])
                                    .put("count", entry.getValue());
                        });
        return this;
    }

    /**
     * Each model's quota, and whether it answers.
     *
     * @param down the models that are down, with the time of the next probe
     * @param slow those whose calls take long
     */
    StatusView models(List<ModelQuota> quotas, Map<String, Instant> down, Set<String> slow) {
        root.set("models", ModelsView.of(quotas, down, slow));
        return this;
    }

    /** The last prompts that were not answered. */
    StatusView recentFailures(List<RecentFailures.Entry> newestFirst) {
        ArrayNode failures = root.putArray("recentFailures");
        for (RecentFailures.Entry failure : newestFirst) {
            ObjectNode json = failures.addObject();
            json.put("at", failure.at().toString());
            json.put("prompt", cut(failure.prompt()));
            json.put("model", failure.model() == null ? null : cut(failure.model()));
            json.put("outcome", failure.outcome().name());
            json.put("kind", failure.failure().kind().id());
            json.put("reason", cut(failure.failure().message()));
            if (failure.notBefore() != null) {
                json.put("notBefore", failure.notBefore().toString());
            }
        }
        return this;
    }

    /** The last sweep, with its warnings and errors. */
    StatusView diagnostics(DiagnosticReport report) {
        ObjectNode json = root.putObject("diagnostics");
        json.put("at", report.at().toString());
        json.put("status", report.status().name());
        ArrayNode sections = json.putArray("sections");
        for (SectionResult section : report.sections()) {
            ObjectNode one = sections.addObject();
            one.put("title", section.name().title());
            one.put("status", section.status().name());
            ArrayNode findings = one.putArray("findings");
            for (Finding finding : section.findings()) {
                if (finding.status() != Status.OK) {
                    findings.addObject()
                            .put("name", finding.name())
                            .put("status", finding.status().name())
                            .put("value", cut(finding.value()))
                            .put("advice", cut(finding.advice()));
                }
            }
        }
        return this;
    }

    /** The last hour, minute by minute. */
    StatusView hour(List<LastHour.Minute> oldestFirst) {
        ArrayNode minutes = root.putArray("hour");
        for (LastHour.Minute minute : oldestFirst) {
            Totals grown = minute.grown();
            minutes.addObject()
                    .put("from", minute.from().toString())
                    .put("answered", grown.answered())
                    .put("failed", grown.failed())
                    .put("inputTokens", grown.inputTokens())
                    .put("outputTokens", grown.outputTokens());
        }
        return this;
    }

    /** The whole tree. */
    ObjectNode json() {
        return root;
    }

    /** The start of a text, as much as the page shows; empty for null. */
    static String cut(String text) {
        return text == null ? "" : SingleLine.shortened(text, LONGEST_TEXT);
    }
}
