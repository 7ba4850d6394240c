package io.github.geminiroutes.message;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The queue or topic that messages are taken from. What the program itself sends there would be
 * asked, and paid, again and again: it is known by its name, in the spellings of Camel and of the
 * brokers, and where a broker leads it there by another name, by a header of each reply.
 */
public final class OwnSource {

    /** How Camel, Artemis and ActiveMQ write the kind of a destination before its name. */
    private static final Pattern KIND =
            Pattern.compile(
                    "(?i)^(?:(?:temp-)?(?:queue|topic):(?://)?|jms\\.(?:queue|topic)\\.|//)");

    /** Of Artemis: an address, and a queue of it. */
    private static final String QUEUE_OF_ADDRESS = "::";

    private final String mark;
    private final Set<String> names;

    private OwnSource(String mark, Set<String> names) {
        this.mark = mark;
        this.names = names;
    }

    /**
     * The source that an endpoint reads; null if it is of no broker.
     *
     * @param uri of the endpoint
     */
    public static OwnSource of(String uri) {
        BrokerKind kind = BrokerKind.of(uri);
        return kind == BrokerKind.OTHER ? null : of(kind, destination(uri));
    }

    /** What an endpoint of a broker reads or writes, without the endpoint's options. */
    public static String destination(String uri) {
        return uri.substring(uri.indexOf(':') + 1).replaceFirst("(?s)[?].*", "");
    }

    /**
     * @param destination its name, as Camel or the broker writes it
     */
    static OwnSource of(BrokerKind kind, String destination) {
        Set<String> names = names(destination);
        return new OwnSource(
                kind.name().toLowerCase(Locale.ROOT) + ":" + String.join(",", names), names);
    }

    /** What replies to messages of this source bear. */
    String mark() {
        return mark;
    }

    /**
     * Whether a message that is sent to a destination comes here, as far as its name tells.
     *
     * @param destination as Camel or the broker writes it
     */
    public boolean isReachedBy(String destination) {
        Set<String> others = names(destination);
        return names.stream()
                .map(OwnSource::pattern)
                .anyMatch(own -> others.stream().anyMatch(other -> own.matcher(other).matches()));
    }

    /** ActiveMQ takes several names, and options behind a name. */
    private static Set<String> names(String destination) {
        Set<String> names = new LinkedHashSet<>();
        for (String part : destination.split(",")) {
            String name = part.replaceFirst("(?s)[?].*", "").strip();
            String before;
            do {
                before = name;
                name = KIND.matcher(name).replaceFirst("").strip();
            } while (!name.equals(before));
            names.add(name);
            int queue = name.indexOf(QUEUE_OF_ADDRESS);
            if (queue >= 0) {
                names.add(name.substring(0, queue));
                names.add(name.substring(queue + QUEUE_OF_ADDRESS.length()));
            }
        }
        names.remove("");
        return names;
    }

    /** A consumer may read many queues by one name: {@code *} is a word, the others are any. */
    private static Pattern pattern(String name) {
        StringBuilder pattern = new StringBuilder();
        for (char c : name.toCharArray()) {
            pattern.append(
                    switch (c) {
                        case '*' -> "[^.]*";
                        case '#', '>' -> ".*";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        // "a.#" is "a", too.
        String text = pattern.toString().replaceFirst("\\\\Q[.]\\\\E[.][*]$", "(?:[.].*)?");
        return Pattern.compile(text, Pattern.DOTALL);
    }
}
