package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.diagnostics.Diagnostics;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.message.MessageProcessor;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.VisibleJson;
import io.github.geminiroutes.task.rows.RowFiles;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The bean of the status route: the page, its data, and the samples for its chart. */
public final class StatusPage implements CamelContextAware {

    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final LastHour hour = new LastHour();
    private CamelContext context;
    private MeterRegistry registry;
    private PageFile page;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Takes a sample of the meters; for a timer. */
    public void look() {
        hour.tell(clock.instant(), Totals.of(registry()));
    }

    /** Body out: the page. */
    public void page(Exchange exchange) {
        PageFile file = page();
        answer(exchange, "text/html; charset=utf-8", file.html())
                .setHeader("Content-Security-Policy", file.policy());
    }

    private synchronized PageFile page() {
        if (page == null) {
            page = PageFile.read();
        }
        return page;
    }

    /**
     * Body out: the data of the page, as JSON.
     *
     * @throws JsonProcessingException never: a tree of texts and numbers can be written
     */
    public void data(Exchange exchange) throws JsonProcessingException {
        look();
        answer(
                exchange,
                "application/json",
                VisibleJson.of(GeminiJson.MAPPER.writeValueAsBytes(view().json())));
    }

    private StatusView view() {
        Instant now = clock.instant();
        StatusView view = new StatusView(now, startedAt).hour(hour.minutes(now));
        GeminiClient client = GeminiClient.of(context);
        DropFolderService dropFolder = DropFolderService.of(context);
        view.calls(registry(), client == null ? null : client.dailyBudget().today());
        view.intake(
                client == null ? null : client.accountHold().reason(),
                client == null ? null : client.accountHold().refusedPrompt(),
                dropFolder == null ? null : dropFolder.folder().health().reason());
        if (client != null) {
            HoursView.addTo(view.json(), client.hours(), now);
        }
        addEdges(view, dropFolder);
        if (client != null) {
            QuotaPolicy calls = bean(QuotaPolicy.BEAN, QuotaPolicy.class);
            view.models(
                    client.gate().view(),
                    client.circuitBreakers().down(),
                    calls == null ? Set.of() : calls.slowModels());
        }
        Diagnostics diagnostics = bean("gemini-diagnostics", Diagnostics.class);
        if (diagnostics != null) {
            diagnostics.last().ifPresent(view::diagnostics);
        }
        return view;
    }

    /** Adds what each edge has, as far as its route file is loaded. */
    private void addEdges(StatusView view, DropFolderService dropFolder) {
        MessageProcessor messages = MessageProcessor.of(context);
        if (messages != null && messages.routes().isInUse()) {
            view.messages(messages);
        }
        if (dropFolder != null) {
            view.prompts(dropFolder.folderCounts(), dropFolder.counters())
                    .recentFailures(dropFolder.counters().recentFailures());
        }
        BatchLane batch = BatchLane.of(context);
        if (batch != null) {
            view.json().set("batchJobs", BatchView.of(batch.views()));
        }
        RowFiles rows = RowFiles.of(context);
        if (rows != null) {
            view.json().set("rows", RowsView.of(rows.progress()));
        }
    }

    /** Looked up on use: other route files create it, before or after this one. */
    private <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    private static Message answer(Exchange exchange, String type, byte[] body) {
        Message message = exchange.getMessage();
        // The headers of the request do not belong in the response.
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setHeader("Cache-Control", "no-store");
        message.setHeader("X-Content-Type-Options", "nosniff");
        message.setBody(body);
        return message;
    }

    private MeterRegistry registry() {
        if (registry == null) {
            registry = MeterRegistrySource.registry(context);
        }
        return registry;
    }
}
