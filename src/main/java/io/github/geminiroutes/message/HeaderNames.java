package io.github.geminiroutes.message;

import io.github.geminiroutes.generate.GeminiHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers of a message are whose. A message comes from outside: none of its headers may steer
 * Camel's components, in whatever case it is written (CVE-2026-40453, CVE-2026-49098).
 */
final class HeaderNames {

    /** What a message may ask for, by its exact name. */
    static final Set<String> ASKED =
            Set.of(
                    GeminiHeaders.MODEL,
                    GeminiHeaders.SYSTEM_INSTRUCTION,
                    GeminiHeaders.TEMPERATURE,
                    GeminiHeaders.TOP_P,
                    GeminiHeaders.TOP_K,
                    GeminiHeaders.MAX_OUTPUT_TOKENS,
                    GeminiHeaders.TASK,
                    GeminiHeaders.MESSAGE_ID);

    /**
     * Where Artemis has the id that a client of AMQP gave a message. Of such a one its own client
     * tells another {@code JMSMessageID} each time that it comes.
     */
    static final String ID_OF_AMQP = "NATIVE_MESSAGE_ID";

    private static final int MOST_CHARS = 256;

    private static final String OURS = "CamelGemini";

    /**
     * What the client of a broker itself reads of a message that it sends: when it is delivered, of
     * which it is a copy, which queue it replaces a message of, what the broker is asked to do.
     */
    private static final List<String> OF_BROKERS =
            List.of("_amq", "__amq", "amq_", ID_OF_AMQP.toLowerCase(Locale.ROOT));

    /** JMS has these in its selectors, and no property is called so. */
    private static final Set<String> WORDS_OF_JMS =
            Set.of(
                    "NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS",
                    "ESCAPE");

    private static final Set<String> CONTENT_TYPES =
            Set.of("content-type", "contenttype", "content_type", "jms_amqp_content_type");

    /**
     * What an HTTP client says of the connection and of the bytes that it sends itself. It refuses
     * a second length, and a second host would lead a reply elsewhere.
     */
    private static final Set<String> OF_HTTP =
            Set.of(
                    "authorization",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "cookie",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HeaderNames() {}

    /** Whether a header is the sender's own: it goes along to the reply. */
    static boolean isOwn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith("camel")
                && !lower.startsWith("org.apache.camel")
                && !lower.startsWith("kafka.")
                && !lower.startsWith("jms")
                && !lower.equals("breadcrumbid")
                && OF_BROKERS.stream().noneMatch(lower::startsWith)
                // The body that comes back is another one.
                && !isContentType(lower);
    }

    /** Whether a header may come in from a broker. */
    static boolean mayComeIn(String name) {
        return isPlain(name)
                && (ASKED.contains(name)
                        || name.equals(GeminiHeaders.ANSWERED_FROM)
                        || name.equals(ID_OF_AMQP)
                        || isOwn(name)
                        || isContentType(name));
    }

    /**
     * Whether a name is ASCII. Others have letters that become ASCII ones in another case, such as
     * the long s, and Camel's header map takes {@code JM}&#x17f;{@code MessageID} for {@code
     * JMSMessageID}.
     */
    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= MOST_CHARS
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Whether a header may go out to a broker. */
    static boolean mayGoOut(String name) {
        return name.startsWith(OURS) || isOwn(name);
    }

    /**
     * Whether JMS can write a property of that name: an identifier of Java, once Camel has written
     * {@code .} and {@code -} out (Jakarta Messaging 3.1, 3.5.1 and 3.8.1.1).
     */
    static boolean isOfJms(String name) {
        String written = name.replace('.', '_').replace('-', '_');
        return !written.isEmpty()
                && Character.isJavaIdentifierStart(written.charAt(0))
                && written.chars().allMatch(Character::isJavaIdentifierPart)
                && !WORDS_OF_JMS.contains(written.toUpperCase(Locale.ROOT));
    }

    /** Whether an HTTP client reads a header of that name itself. */
    static boolean isOfHttp(String name) {
        return OF_HTTP.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a header says of what type the body is. */
    static boolean isContentType(String name) {
        return CONTENT_TYPES.contains(name.toLowerCase(Locale.ROOT));
    }
}
