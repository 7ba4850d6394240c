package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Gemini that keeps explicit caches, refuses what Google refuses about them, and bills cached
 * tokens at a tenth. A token is four characters.
 */
public final class CachingServer implements AutoCloseable {

    /** A request with it is refused, whatever its cache. */
    public static final String REFUSED = "REFUSE THIS";

    /** A request with it meets a 500, if it names a cache. */
    public static final String BREAKS = "BREAKS WITH A CACHE";

    private static final int PAGE = 2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Clock clock;
    private final Map<String, ObjectNode> caches = new ConcurrentHashMap<>();
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicLong tenths = new AtomicLong();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    private volatile String said;
    private volatile int codeOnTheWay;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile boolean holdsCreation;

    public CachingServer(Clock clock) {
        this.clock = clock;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The display names of the caches that there are. */
    public List<String> names() {
        return caches.values().stream().map(one -> one.path("displayName").asText()).toList();
    }

    /** When each cache ends. */
    public List<Instant> ends() {
        return List.copyOf(ends.values());
    }

    /** How many caches were made. */
    public int made() {
        return made.get();
    }

    /** How often tokens were counted. */
    public int counted() {
        return counted.get();
    }

    /** What was billed, in tokens of input at their full price. */
    public long bill() {
        return tenths.get() / 10;
    }

    /** The requests that were answered. */
    public List<JsonNode> asked() {
        return asked;
    }

    /** Says that each new cache has so many tokens, whatever it has. */
    public void sayTokens(String number) {
        said = number;
    }

    /** Has something on the way refuse each deletion with this code; 0: the server answers. */
    public void refuseDeletesOnTheWay(int code) {
        codeOnTheWay = code;
    }

    /** Has each creation wait for this. */
    public void holdCreations(CountDownLatch until) {
        hold = until;
    }

    /** Whether a creation waits, or has waited. */
    public boolean holdsCreation() {
        return holdsCreation;
    }

    /** Loses all caches, as if somebody had deleted them. */
    public void loseCaches() {
        caches.clear();
        ends.clear();
    }

    /** Makes caches of somebody else. */
    public void addOthers(int count) {
        for (int i = 0; i < count; i++) {
            put("other" + i, GeminiJson.MAPPER.createObjectNode().put("displayName", "x" + i));
        }
    }

    private void put(String id, ObjectNode cache) {
        caches.put(id, cache.put("name", "cachedContents/" + id));
        ends.put(id, clock.instant().plus(Duration.ofHours(1)));
    }

    private void handle(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        JsonNode request =
                body.length == 0
                        ? GeminiJson.MAPPER.createObjectNode()
                        : GeminiJson.MAPPER.readTree(body);
        String path = call.getRequestURI().getPath();
        ObjectNode answer = GeminiJson.MAPPER.createObjectNode();
        int code = 200;
        if (path.endsWith(":countTokens")) {
            counted.incrementAndGet();
            answer.put("totalTokens", tokens(request.path("generateContentRequest")));
        } else if (path.endsWith(":generateContent")) {
            code = generate(request, answer);
        } else if (path.equals("/v1beta/cachedContents")) {
            if (call.getRequestMethod().equals("POST")) {
                create((ObjectNode) request, answer);
            } else {
                list(call.getRequestURI().getQuery(), answer);
            }
        } else {
            code = one(call.getRequestMethod(), path, request, answer);
        }
        byte[] bytes = GeminiJson.MAPPER.writeValueAsBytes(answer);
        call.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        call.sendResponseHeaders(code, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private void create(ObjectNode request, ObjectNode answer) throws IOException {
        if (hold.getCount() > 0) {
            holdsCreation = true;
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        String id = "c" + made.incrementAndGet();
        tenths.addAndGet(10 * tokens(request));
        request.putObject("usageMetadata")
                .put("totalTokenCount", said == null ? String.valueOf(tokens(request)) : said);
        put(id, request);
        live(id, request);
        answer.setAll(shown(id));
    }

    private void live(String id, JsonNode request) {
        String ttl = request.path("ttl").asText();
        ends.put(
                id,
                clock.instant().plusSeconds(Long.parseLong(ttl.substring(0, ttl.length() - 1))));
    }

    private ObjectNode shown(String id) {
        ObjectNode shown = caches.get(id).deepCopy();
        shown.remove(List.of("contents", "systemInstruction", "tools", "ttl"));
        return shown.put("expireTime", ends.get(id).toString());
    }

    /** In small pages, whatever is asked for. */
    private void list(String query, ObjectNode answer) {
        String[] parts = query.split("pageToken=");
        int from = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
        List<String> ids = caches.keySet().stream().sorted().toList();
        ArrayNode page = answer.putArray("cachedContents");
        ids.stream().skip(from).limit(PAGE).forEach(id -> page.add(shown(id)));
        if (from + PAGE < ids.size()) {
            answer.put("nextPageToken", "" + (from + PAGE));
        }
    }

    private int one(String method, String path, JsonNode request, ObjectNode answer) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (!caches.containsKey(id)) {
            return gone(answer);
        }
        if (method.equals("DELETE") && codeOnTheWay != 0) {
            return codeOnTheWay;
        }
        if (method.equals("DELETE")) {
            caches.remove(id);
            ends.remove(id);
            return 200;
        }
        live(id, request);
        answer.setAll(shown(id));
        return 200;
    }

    private static int gone(ObjectNode answer) {
        return error(
                403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)", answer);
    }

    private static int error(int code, String status, String message, ObjectNode answer) {
        answer.putObject("error").put("code", code).put("status", status).put("message", message);
        return code;
    }

    private int generate(JsonNode request, ObjectNode answer) {
        long cached = 0;
        String name = request.path("cachedContent").asText();
        if (!name.isEmpty()) {
            ObjectNode cache = caches.get(name.substring(name.indexOf('/') + 1));
            if (cache == null) {
                return gone(answer);
            }
            if (request.has("systemInstruction") || request.has("tools")) {
                return error(
                        400,
                        "INVALID_ARGUMENT",
                        "CachedContent can not be used with GenerateContent request setting system_instruction",
                        answer);
            }
            if (request.toString().contains(BREAKS)) {
                return error(500, "INTERNAL", "An internal error has occurred.", answer);
            }
            cached = cache.at("/usageMetadata/totalTokenCount").asLong();
        }
        if (request.toString().contains(REFUSED)) {
            return error(400, "INVALID_ARGUMENT", "The document has no pages.", answer);
        }
        asked.add(request);
        long own = tokens(request);
        tenths.addAndGet(10 * own + cached);
        ObjectNode candidate = answer.putArray("candidates").addObject();
        candidate.put("finishReason", "STOP");
        candidate.putObject("content").putArray("parts").addObject().put("text", "an answer");
        answer.putObject("usageMetadata")
                .put("promptTokenCount", own + cached)
                .put("cachedContentTokenCount", cached)
                .put("candidatesTokenCount", 1)
                .put("totalTokenCount", own + cached + 1);
        answer.put("modelVersion", "gemini-3.8-flash");
        return 200;
    }

    private static long tokens(JsonNode request) {
        return request.findValuesAsText("text").stream().mapToLong(String::length).sum() / 4;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
