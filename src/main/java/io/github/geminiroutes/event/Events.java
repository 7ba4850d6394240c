package io.github.geminiroutes.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.IntakeListener;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SettingsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The entry point of events: its settings, where the rooms hand their events in, and the steps of
 * the route that delivers them. Camel's YAML DSL makes every bean twice; the outbox is made at its
 * first use.
 */
public final class Events implements CamelContextAware, IntakeListener {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-events";

    private static final String LANE = "gemini-event-lane";

    private final Clock clock;
    private CamelContext context;
    private boolean isWanted;
    private Set<EventType> types = Set.of();
    private Path data;
    private int maxPending = 100_000;
    private volatile EventOutbox outbox;

    public Events() {
        this(Clock.systemUTC());
    }

    Events(Clock clock) {
        this.clock = clock;
    }

    /** The events of a Camel context; null where none are wanted. */
    public static Events of(CamelContext context) {
        Events events =
                context == null
                        ? null
                        : context.getRegistry().lookupByNameAndType(BEAN, Events.class);
        return events == null || !events.isWanted ? null : events;
    }

    /**
     * Hands an event in that is true already. It is on disk when this returns, and delivered later;
     * nothing happens where none are wanted.
     */
    public static void publish(CamelContext context, Event event) {
        Events events = of(context);
        if (events != null) {
            events.publish(event);
        }
    }

    private void publish(Event event) {
        if (isWanted) {
            try (PendingEvent pending = prepare(event)) {
                pending.happened();
            }
        }
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The endpoint of events; empty: there are none. */
    public void setTo(String endpoint) {
        isWanted = !endpoint.isBlank();
    }

    /** The types that are wanted, separated by commas; empty: all. */
    public void setTypes(String list) {
        try {
            types = EventType.parse(list);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("gemini.events.types=" + list + ": " + e.getMessage());
        }
    }

    /** The directory that holds the folders of prompts; the events that wait are kept in it. */
    public void setDataDir(String directory) {
        data = directory.isBlank() ? null : Path.of(directory);
    }

    /** How many events may wait; the oldest are dropped beyond. */
    public void setMaxPending(int events) {
        maxPending = events;
    }

    private EventOutbox outbox() {
        EventOutbox known = outbox;
        return known == null ? openOutbox() : known;
    }

    private synchronized EventOutbox openOutbox() {
        if (outbox == null) {
            if (data == null) {
                throw new SettingsException(
                        "gemini.data-dir= : must be the path of a directory, because"
                                + " gemini.events.to is set and events that wait are kept in it");
            }
            outbox = new EventOutbox(data, maxPending, Runtime.getRuntime().maxMemory() / 16);
            EventMeters.register(context, outbox);
            context.addLifecycleStrategy(
                    new LifecycleStrategySupport() {
                        @Override
                        public void onContextStopped(CamelContext stopped) {
                            outbox.close();
                        }
                    });
        }
        return outbox;
    }

    /**
     * Writes an event down that is about to become true: on disk when this returns. A process that
     * dies before it says more leaves an event that the next one judges by what lies in the
     * folders.
     */
    public PendingEvent prepare(Event event) {
        return types.contains(event.type()) ? outbox().prepare(event) : PendingEvent.NONE;
    }

    @Override
    public void intakeStopped(String prompt, Failure reason) {
        ObjectNode why = GeminiJson.MAPPER.createObjectNode();
        why.put("prompt", prompt).put("reason", reason.kind().id());
        why.put("whatToDo", reason.kind().advice());
        Instant now = clock.instant();
        publish(new Event(EventType.INTAKE_STOPPED, "intake", now, why));
    }

    @Override
    public void intakeResumed() {
        ObjectNode nothing = GeminiJson.MAPPER.createObjectNode();
        publish(new Event(EventType.INTAKE_RESUMED, "intake", clock.instant(), nothing));
    }

    /** How many events wait for their delivery. */
    public long pending() {
        return outbox().pending();
    }

    /** Takes over what processes that have ended left; for a timer. */
    public void adopt() {
        outbox().adopt();
    }

    /** The lanes whose delivery is to begin. */
    public List<EventLane> lanes() {
        return outbox().lanes().stream().filter(EventLane::tryBegin).toList();
    }

    /** Body in: a lane; body out: its first event. */
    public void begin(Exchange exchange) {
        exchange.setProperty(LANE, exchange.getMessage().getBody());
        // A hook may answer with no body and say that it is compressed, on which camel-http fails.
        exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true);
        next(exchange);
    }

    /** Body out: the next event of the lane as JSON; nothing if none waits, or the routes stop. */
    public void next(Exchange exchange) {
        OutboxEntry entry;
        byte[] json;
        do {
            entry = context.isStopping() ? null : lane(exchange).next();
            json = entry == null ? null : outbox().read(entry, lane(exchange));
        } while (entry != null && json == null);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(entry == null ? null : new String(json, StandardCharsets.UTF_8));
        exchange.setProperty("gemini-event-subject", entry == null ? null : entry.subject(json));
    }

    /** The event of a lane was delivered, unless it was dropped: whether it was. */
    boolean end(Exchange exchange) {
        OutboxEntry entry = lane(exchange).end();
        if (entry != null) {
            outbox().delivered(entry);
        }
        return entry != null;
    }

    /** Whether the event of a lane is to be sent again: it was not dropped, and the routes run. */
    boolean isToBeSentAgain(Exchange exchange) {
        return lane(exchange).first() != null && !context.isStopping();
    }

    private static EventLane lane(Exchange exchange) {
        return exchange.getProperty(LANE, EventLane.class);
    }
}
