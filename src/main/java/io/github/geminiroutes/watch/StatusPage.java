package io.github.geminiroutes.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.GeminiJson;
import io.github.geminiroutes.diagnostics.Diagnostics;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.FolderCounts;
import io.github.geminiroutes.folder.Intake;
import io.github.geminiroutes.outage.Outages;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.usage.Bookkeeper;
import io.github.geminiroutes.usage.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Camel's side of the status page: the page, what it shows, and the looks that make its chart. */
public final class StatusPage implements CamelContextAware {

    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final LastHour hour = new LastHour();
    private CamelContext context;
    private MeterRegistry registry;
    private Gate gate;
    private Outages outages;
    private Intake intake;
    private DropFolder folder;
    private FolderCounts counts;
    private Diagnostics diagnostics;
    private Bookkeeper books;
    private PageFile page;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
    }

    public void setOutages(Outages outages) {
        this.outages = outages;
    }

    public void setIntake(Intake intake) {
        this.intake = intake;
    }

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    public void setCounts(FolderCounts counts) {
        this.counts = counts;
    }

    public void setDiagnostics(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public void setBooks(Bookkeeper books) {
        this.books = books;
    }

    /** Looks at the meters; for a timer. */
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
     * Body out: what the page shows, as JSON.
     *
     * @throws JsonProcessingException never: a tree of texts and numbers can be written
     */
    public void data(Exchange exchange) throws JsonProcessingException {
        look();
        Instant now = clock.instant();
        StatusView view =
                new StatusView(now, startedAt)
                        .intake(intake.reason(), folder.health().reason())
                        .prompts(counts)
                        .calls(registry(), books.spentToday())
                        .models(gate.view(), outages.down())
                        .setbacks(counts.tally().setbacks())
                        .diagnostics(diagnostics.last().orElse(null))
                        .hour(hour.minutes(now));
        answer(exchange, "application/json", GeminiJson.MAPPER.writeValueAsBytes(view.json()));
    }

    private static Message answer(Exchange exchange, String type, byte[] body) {
        Message message = exchange.getMessage();
        // Those of the request are none of the answer.
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setHeader("Cache-Control", "no-store");
        message.setHeader("X-Content-Type-Options", "nosniff");
        message.setBody(body);
        return message;
    }

    private MeterRegistry registry() {
        if (registry == null) {
            registry = Meters.registry(context);
        }
        return registry;
    }
}
