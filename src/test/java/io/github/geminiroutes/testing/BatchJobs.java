package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.BatchScript.Creation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** The jobs of a {@link BatchServer}, and its bill. */
public final class BatchJobs {
    private static final int PAGE = 2;
    private static final String NAME = "batches/job";

    private final BatchScript script;
    private final Random random;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Integer> paid = new HashMap<>();
    private final Map<String, Integer> created = new LinkedHashMap<>();
    private final List<String> addresses = new ArrayList<>();
    private int creations;
    private final BatchBill bill = new BatchBill();
    private int cancelled;
    private int asked;

    BatchJobs(BatchScript script) {
        this.script = script;
        this.random = new Random(script.seed);
    }

    private static final class Job {
        final String name;
        final String model;
        final String displayName;
        final Instant at = Instant.now();
        final Map<String, JsonNode> requests = new LinkedHashMap<>();
        String end;
        boolean isEnding;
        Instant endedAt;
        byte[] results;

        Job(String name, String model, String displayName) {
            this.name = name;
            this.model = model;
            this.displayName = displayName;
        }

        int number() {
            return Integer.parseInt(name.substring(NAME.length()));
        }
    }

    synchronized Creation next() {
        creations++;
        return script.creations.getOrDefault(creations, Creation.CREATED);
    }

    synchronized ObjectNode create(String model, String displayName, String lines)
            throws IOException {
        int number = created.size() + 1;
        Job job = new Job(NAME + number, model, displayName);
        for (String line : lines.split("\n")) {
            JsonNode one = GeminiJson.MAPPER.readTree(line);
            addresses.addAll(one.findValuesAsText("fileUri"));
            if (job.requests.put(one.path("key").asText(), one.path("request")) != null) {
                throw new IOException("two lines of one key");
            }
        }
        job.end = script.ends.getOrDefault(number, "SUCCEEDED");
        jobs.put(job.name, job);
        created.put(displayName + " " + number, job.requests.size());
        return describe(job);
    }

    /** The jobs that were made, each with the number of its prompts. */
    public synchronized Map<String, Integer> created() {
        return new LinkedHashMap<>(created);
    }

    /** The addresses of files that the lines of all jobs have named. */
    public synchronized List<String> addresses() {
        return List.copyOf(addresses);
    }

    /** Jobs that were cancelled. */
    public synchronized int cancelled() {
        return cancelled;
    }

    /** What all of it costs. */
    public BatchBill bill() {
        return bill;
    }

    /** What was answered more than once, but for the first time. */
    public synchronized BigDecimal usdOfRepeats() {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Integer> one : paid.entrySet()) {
            BigDecimal usd = BatchBill.usdInAJob(one.getKey(), said(one.getKey()));
            sum = sum.add(usd.multiply(BigDecimal.valueOf(one.getValue() - 1L)));
        }
        return sum;
    }

    private static String said(String text) {
        return "Answer to: " + text;
    }

    /** How many prompts were answered at once, and not in a job. */
    public synchronized int askedNow() {
        return asked;
    }

    /** How often each prompt was answered and paid for, by its text. */
    public synchronized Map<String, Integer> paid() {
        return new HashMap<>(paid);
    }

    /** Jobs that the server has, by name. */
    public synchronized Set<String> names() {
        return new TreeSet<>(jobs.keySet());
    }

    synchronized boolean has(String name) {
        return jobs.containsKey(name) && !script.isForeign;
    }

    synchronized void delete(String name) {
        jobs.remove(name);
    }

    synchronized void cancel(String name) {
        Job job = jobs.get(name);
        if (job.endedAt == null) {
            cancelled++;
            if (cancelled > script.vainCancels) {
                job.end = "CANCELLED";
                job.isEnding = true;
            }
        }
    }

    synchronized ObjectNode about(String name) {
        return describe(jobs.get(name));
    }

    /**
     * Newest first, a page at a time; a job is on it some time after it was made. A page begins
     * after the last job of the one before, though others have been made or deleted meanwhile.
     */
    synchronized ObjectNode list(String query) {
        List<Job> listed = new ArrayList<>(jobs.values());
        Instant now = Instant.now();
        listed.removeIf(job -> script.isForeign || job.at.plus(script.listLag).isAfter(now));
        Collections.reverse(listed);
        String token = query.replaceAll(".*pageToken=([0-9]+).*", "$1");
        if (token.matches("[0-9]+")) {
            int last = Integer.parseInt(token);
            listed.removeIf(job -> job.number() >= last);
        }
        ObjectNode page = BatchServer.object();
        List<Job> first = listed.subList(0, Math.min(PAGE, listed.size()));
        first.forEach(job -> page.withArray("operations").add(describe(job)));
        if (PAGE < listed.size()) {
            page.put("nextPageToken", String.valueOf(first.get(PAGE - 1).number()));
        }
        return page;
    }

    private ObjectNode describe(Job job) {
        end(job);
        String state = job.endedAt == null ? "PENDING" : job.end;
        ObjectNode operation = BatchServer.object().put("name", job.name);
        ObjectNode metadata =
                operation
                        .putObject("metadata")
                        .put("name", job.name)
                        .put("model", "models/" + job.model)
                        .put("displayName", job.displayName)
                        .put("createTime", job.at.toString())
                        .put("state", "BATCH_STATE_" + state);
        metadata.putObject("batchStats").put("requestCount", "" + job.requests.size());
        if (job.endedAt != null) {
            operation.put("done", true);
            if (job.results != null && Instant.now().isAfter(job.endedAt.plus(script.lag))) {
                operation.putObject("response").put("responsesFile", file(job));
            }
            if (state.equals("FAILED")) {
                operation.putObject("error").put("code", 13).put("message", "It failed");
            }
        }
        return operation;
    }

    private static String file(Job job) {
        return "files/batch-" + job.name.substring("batches/".length());
    }

    private void end(Job job) {
        if (job.endedAt != null
                || job.end.equals("STUCK")
                || !job.isEnding && Instant.now().isBefore(job.at.plus(script.jobTime))) {
            return;
        }
        job.endedAt = Instant.now();
        if (job.end.equals("SUCCEEDED")) {
            job.results = run(job);
        }
    }

    private byte[] run(Job job) {
        List<String> lines = new ArrayList<>();
        job.requests.forEach((key, request) -> lines.addAll(lines(key, request)));
        Collections.shuffle(lines, random);
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private List<String> lines(String key, JsonNode request) {
        String text = prompt(request);
        if (isIn(script.missing, text)) {
            return List.of();
        }
        ObjectNode line = BatchServer.object().put("key", key);
        for (String failing : List.copyOf(script.errors.keySet())) {
            if (text.contains(failing)) {
                int code = script.errors.remove(failing);
                line.putObject("error").put("code", code).put("message", "Error of the script");
                return List.of(line.toString());
            }
        }
        line.set("response", answer(text, true));
        paid.merge(text, 1, Integer::sum);
        return isIn(script.twice, text)
                ? List.of(line.toString(), line.toString())
                : List.of(line.toString());
    }

    private static boolean isIn(Set<String> once, String text) {
        return once.removeIf(text::contains);
    }

    synchronized byte[] results(String file) {
        for (Job job : jobs.values()) {
            if (file(job).equals(file) && job.endedAt != null) {
                return Instant.now().isAfter(job.endedAt.plus(script.lag)) ? job.results : null;
            }
        }
        return null;
    }

    synchronized ObjectNode answerNow(JsonNode request) {
        String text = prompt(request);
        paid.merge(text, 1, Integer::sum);
        asked++;
        return answer(text, false);
    }

    private static String prompt(JsonNode request) {
        StringBuilder text = new StringBuilder();
        for (JsonNode content : request.path("contents")) {
            content.path("parts").forEach(part -> text.append(part.path("text").asText()));
        }
        return text.toString();
    }

    private ObjectNode answer(String text, boolean isBatch) {
        String said = said(text);
        bill.add(isBatch, text, said);
        ObjectNode answer = BatchServer.object();
        ObjectNode candidate = answer.putArray("candidates").addObject();
        candidate.put("finishReason", "STOP").put("index", 0);
        ObjectNode content = candidate.putObject("content").put("role", "model");
        content.putArray("parts").addObject().put("text", said);
        long input = BatchBill.tokens(text);
        long output = BatchBill.tokens(said);
        answer.putObject("usageMetadata")
                .put("promptTokenCount", input)
                .put("candidatesTokenCount", output)
                .put("totalTokenCount", input + output);
        return answer.put("modelVersion", "gemini-3.8-flash").put("responseId", "r");
    }
}
