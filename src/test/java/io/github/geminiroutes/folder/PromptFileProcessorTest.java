package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallFixture;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptFileProcessorTest {

    @TempDir Path data;
    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final DropFolderService dropFolder = new DropFolderService();
    private final PromptFileProcessor files = new PromptFileProcessor();
    private FolderFixture fixture;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        dropFolder.setDataDir(data.toString());
        dropFolder.setMaxRequestSize(1000);
        dropFolder.setLeadership(new Leadership());
        files.setDropFolder(dropFolder);
    }

    private void open(String name, String content) throws IOException {
        exchange.getMessage().setBody(fixture.drop(name, content).path().toFile());
        files.open(exchange);
    }

    private PromptFile promptFile() {
        return InFlightPrompt.of(exchange).file();
    }

    private Failure recorded(Throwable error) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
        files.recordFailure(exchange);
        return InFlightPrompt.of(exchange).failure();
    }

    private void answer(String text) {
        CallFixture.answered(exchange, text);
    }

    @Test
    void opensAPrompt() throws IOException {
        open("a.txt", "---\nmodel: gemini-3.8-pro\n---\nWarum?");

        Prompt prompt = exchange.getMessage().getBody(Prompt.class);
        assertThat(prompt.model()).isEqualTo("gemini-3.8-pro");
        assertThat(prompt.request().at("/contents/0/parts/0/text").asText()).isEqualTo("Warum?");
        assertThat(promptFile().name()).isEqualTo("a.txt");
        assertThat(promptFile().isUnchanged()).isTrue();
    }

    /** Forty prompts of 64 KB held all others up for minutes. */
    @Test
    void promptsOfManyAttachmentsLeaveOthersTheirTime() throws IOException {
        dropFolder.setQuietPeriod(0);
        Files.writeString(data.resolve("inbox/b"), "b");
        SlowReads slow = dropFolder.all().intake().slowReads("a.md");
        slow.worked(Duration.ofMinutes(10));
        slow.tried("a.md", Duration.ofSeconds(1), false);

        open("few.md", "---\nattachments: [b, b]\n---\nQ");
        assertThat(exchange.getMessage().getBody(Prompt.class).attachments()).hasSize(2);

        fixture.drop("many.md", "---\nattachments: [%s]\n---\nQ".formatted("b,".repeat(100)));
        dropFolder.all().reader().begin("many.md").set(exchange);
        assertThatThrownBy(() -> files.open(exchange))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("others have their turn");
    }

    @Test
    void aFileThatChangedSinceItsClaimIsNotReady() throws IOException {
        open("a.txt", "Q");
        FileStamp claimed = promptFile().stamp();
        dropFolder.all().reader().take("a.txt", claimed).set(exchange);
        files.open(exchange);
        assertThat(promptFile().stamp()).isEqualTo(claimed);

        Files.writeString(promptFile().path(), "Another question");
        dropFolder.all().reader().take("a.txt", claimed).set(exchange);

        assertThatThrownBy(() -> files.open(exchange)).isInstanceOf(NotReadyException.class);
    }

    @Test
    void aWaitThatTheStopOfTheProgramEndsIsNoFailure() throws IOException {
        open("a.txt", "Q");

        assertThat(recorded(new RejectedExecutionException("Redelivery not allowed"))).isNull();
    }

    @Test
    void noTreeIsMadeBeforeThereIsMemoryForIt() throws Exception {
        CamelContext stopping =
                new DefaultCamelContext() {
                    @Override
                    public boolean isStopping() {
                        return true;
                    }
                };
        Exchange waiting = new DefaultExchange(stopping);
        waiting.getMessage().setBody(fixture.drop("a.json", "[{},{}]").path().toFile());
        long all = Runtime.getRuntime().maxMemory();
        assertThat(dropFolder.bulkhead().memory().tryHold("another", 1, all / 8, 0)).isTrue();

        assertThatThrownBy(
                        () ->
                                files.openAs(
                                        waiting,
                                        (name, content) -> {
                                            throw new AssertionError("parsed");
                                        }))
                .isInstanceOf(NotReadyException.class);
    }

    @Test
    void aPromptThatWaitsForMemoryIsNoSuspectAndHoldsNoTemplateUp() throws Exception {
        List<InFlightJournal.State> noted = new ArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        CamelContext context =
                new DefaultCamelContext() {
                    @Override
                    public boolean isStopping() {
                        noted.addAll(states());
                        return looks.incrementAndGet() > 11;
                    }
                };
        Exchange waiting = new DefaultExchange(context);
        waiting.getMessage().setBody(fixture.drop("a.json", "[{},{}]").path().toFile());
        long all = Runtime.getRuntime().maxMemory();
        assertThat(dropFolder.bulkhead().memory().tryHold("another", 1, all / 8, 0)).isTrue();
        dropFolder.all().journal().open();
        dropFolder.all().journal().suspect("a.json");

        assertThatThrownBy(() -> files.open(waiting)).isInstanceOf(NotReadyException.class);

        assertThat(noted).isNotEmpty().containsOnly(InFlightJournal.State.SUSPECT);
        assertThat(dropFolder.all().journal().isSuspect("a.json")).isTrue();
        assertThat(dropFolder.intake().slowReads("a.prompt").mayWork()).isTrue();
    }

    @Test
    void aPromptIsNotedAsReadWhileItIsParsed() throws Exception {
        List<InFlightJournal.State> noted = new ArrayList<>();
        exchange.getMessage().setBody(fixture.drop("a.txt", "Q").path().toFile());
        dropFolder.all().journal().open();

        files.openAs(
                exchange,
                (name, content) -> {
                    noted.addAll(states());
                    return dropFolder.all().reader().parse(name, content);
                });

        assertThat(noted).containsExactly(InFlightJournal.State.READING);
        assertThat(states()).containsExactly(InFlightJournal.State.ASKED);
    }

    /** What the process after this one would find in the journal. */
    private List<InFlightJournal.State> states() {
        try {
            return new InFlightJournal(data)
                    .earlier().stream().map(InFlightJournal.Entry::state).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The consumer of prompts, and that of documents. */
    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "bills/a.txt"})
    void aPromptThatGetsNoMemoryForLongGoesBackToTheInbox(String name) throws Exception {
        Files.createDirectory(fixture.folder.inbox().resolve("bills"));
        InFlightPrompt prompt = dropFolder.all().reader().begin(fixture.drop(name, "Q").name());
        prompt.set(exchange);
        Prompt read = dropFolder.all().reader().read(prompt);
        long all = Runtime.getRuntime().maxMemory();
        assertThat(dropFolder.bulkhead().tryTake("another", 1, 0)).isTrue();
        assertThat(dropFolder.bulkhead().memory().tryHold("another", 1, all / 8, 0)).isTrue();
        PromptMemory memory = new PromptMemory(dropFolder, exchange, prompt, 0);

        Throwable error = catchThrowable(() -> memory.await(read));

        assertThat(error).isInstanceOf(NotReadyException.class).hasMessageContaining("no memory");
        assertThat(recorded(error)).isNull();
        files.beginSettling(exchange);
        assertThat(exchange.getProperty(PromptFileProcessor.OUTCOME)).isEqualTo("RETURNED");
        assertThat(prompt.file().path()).exists();
        MemoryLine line = dropFolder.intake().memoryLine();
        assertThat(line.isWorthTaking(name, dropFolder.bulkhead())).as("later").isFalse();

        dropFolder.bulkhead().release("another");
        assertThat(line.isWorthTaking(name, dropFolder.bulkhead())).isTrue();
        memory.await(read);
    }

    @Test
    void whileWaitsForMemoryRestNoPromptWaitsForIt() throws Exception {
        InFlightPrompt prompt = dropFolder.all().reader().begin(fixture.drop("a.txt", "Q").name());
        Prompt read = dropFolder.all().reader().read(prompt);
        long all = Runtime.getRuntime().maxMemory();
        assertThat(dropFolder.bulkhead().memory().tryHold("another", 1, all / 8, 0)).isTrue();
        dropFolder.intake().memoryLine().waited(Duration.ofHours(1));
        long hour = Duration.ofHours(1).toMillis();
        PromptMemory memory = new PromptMemory(dropFolder, exchange, prompt, hour);

        Throwable error =
                assertTimeoutPreemptively(
                        Duration.ofMinutes(1), () -> catchThrowable(() -> memory.await(read)));

        assertThat(error).isInstanceOf(NotReadyException.class).hasMessageContaining("no memory");
    }

    @Test
    void whatIsUploadedTakesNoMemoryOfPrompts() throws Exception {
        dropFolder.setQuietPeriod(0);
        Path files = Files.createDirectory(fixture.folder.inbox().resolve("files"));
        Files.writeString(files.resolve("large.csv"), "x".repeat(2_000));
        Files.writeString(files.resolve("small.csv"), "x,y");
        String text = "---\nattachments: [files/large.csv, files/small.csv]\n---\nQ";
        InFlightPrompt prompt = dropFolder.all().reader().begin(fixture.drop("a.md", text).name());
        prompt.set(exchange);
        Prompt read = dropFolder.all().reader().read(prompt);
        HeldBytes memory = dropFolder.bulkhead().memory();
        long all = Runtime.getRuntime().maxMemory();
        assertThat(memory.tryHold("another", 1, all / 8 - 500, 0)).isTrue();

        new PromptMemory(dropFolder, exchange, prompt, 0).await(read);

        assertThat(memory.hasRoom(500)).as("beside its text and the small one").isFalse();
    }

    @Test
    void aTemplateTakesTheMemoryOfWhatItMakes() throws Exception {
        CamelContext stopping =
                new DefaultCamelContext() {
                    @Override
                    public boolean isStopping() {
                        return true;
                    }
                };
        Exchange waiting = new DefaultExchange(stopping);
        String head = "---\ninput: {default: {a: 01234567890123456789}}\n---\n";
        String text = head + "{{a}}".repeat(40);
        waiting.getMessage().setBody(fixture.drop("a.prompt", text).path().toFile());
        long all = Runtime.getRuntime().maxMemory();
        assertThat(dropFolder.bulkhead().memory().tryHold("another", 1, all / 8 - 500, 0)).isTrue();

        assertThatThrownBy(() -> files.open(waiting)).isInstanceOf(NotReadyException.class);
    }

    @Test
    void templatesThatAreSlowToReadHaveHalfOfTheTime() throws IOException {
        String list = "---\ninput: {default: {a: [" + "1,".repeat(99) + "1]}}\n---\n";
        String loops = "{{#each a}}{{#each @root.a}}{{#each @root.a}}{{/each}}{{/each}}{{/each}}";
        assertThatThrownBy(() -> open("c.prompt", list + loops))
                .isInstanceOf(InvalidPromptException.class);
        exchange.removeProperty(InFlightPrompt.PROPERTY);
        dropFolder.intake().slowReads("a.prompt").worked(Duration.ofHours(1));

        assertThatThrownBy(() -> open("a.prompt", list + loops))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("others have their turn");
        assertThat(dropFolder.intake().tryEndDelay("a.prompt")).isFalse();
        // On a busy machine a short one may take long, too: each try has a rest of its own.
        await().ignoreException(NotReadyException.class)
                .untilAsserted(
                        () -> {
                            dropFolder.intake().slowReads("b").worked(Duration.ofHours(1));
                            exchange.removeProperty(InFlightPrompt.PROPERTY);
                            open("b.prompt", "Q");
                        });
        exchange.removeProperty(InFlightPrompt.PROPERTY);
        dropFolder.intake().slowReads("a").tried("z.prompt", Duration.ofSeconds(1), true);
        assertThatThrownBy(() -> open("d.prompt", "Q")).isInstanceOf(NotReadyException.class);
        exchange.removeProperty(InFlightPrompt.PROPERTY);
        open("e.txt", "Q");
    }

    @Test
    void refusesALargeFileByItsSize() throws IOException {
        assertThatThrownBy(() -> open("a.txt", "x".repeat(1001)))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessage("The file has 1001 bytes, the limit is 1000 (gemini.max-request-size)");
        assertThat(promptFile().name()).isEqualTo("a.txt");
    }

    @Test
    void aBadPromptIsKnownByNameWhenItIsToFail() throws IOException {
        assertThatThrownBy(() -> open("a.json", "{\n\"contents\": }"))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageStartingWith("line 2: ");
        assertThat(promptFile().name()).isEqualTo("a.json");
    }

    @Test
    void recordsABadPrompt() throws IOException {
        open("a.txt", "Q");

        Failure failure = recorded(new InvalidPromptException("unknown key 'x'", 3));

        assertThat(failure.kind()).isEqualTo(FailureKind.BAD_INPUT);
        assertThat(failure.message()).isEqualTo("line 3: unknown key 'x'");
        assertThat(failure.details().path("line").asInt()).isEqualTo(3);
    }

    @Test
    void recordsWhatGeminiSaid() throws IOException {
        open("a.txt", "Q");
        Failure known = Failure.of(FailureKind.OVERLOADED, "busy");
        answer("an answer before");

        assertThat(recorded(new IllegalStateException(new GeminiException(known)))).isSameAs(known);
    }

    @Test
    void putsTheAnswerOut() throws IOException {
        open("a.txt", "Q");
        answer("A");

        files.answer(exchange);

        assertThat(fixture.files())
                .containsExactly(
                        "done/a.txt", "outbox/a.txt.record.json", "outbox/a.txt.response.md");
        JsonNode record = FolderFixture.json(fixture.folder.outbox().resolve("a.txt.record.json"));
        assertThat(record.path("prompt").asText()).isEqualTo("a.txt");
        assertThat(record.path("sha256").asText())
                .isEqualTo("4ae81572f06e1b88fd5ced7a1a000945432e83e1551e6f721ee9c00b8cc33260");
        assertThat(record.path("attempts").asInt()).isEqualTo(2);
        assertThat(dropFolder.counters().answered()).isEqualTo(1);
    }

    @Test
    void aPromptThatWasChangedMeanwhileIsNeitherAnsweredNorFailed() throws IOException {
        open("a.txt", "Q");
        Files.writeString(fixture.folder.inbox().resolve("a.txt"), "Q and more");
        answer("A");

        files.answer(exchange);

        assertThat(fixture.files()).containsExactly("inbox/a.txt");
        assertThat(dropFolder.counters().answered()).isZero();
        assertThat(dropFolder.counters().failed()).isZero();
    }

    @Test
    void aPromptThatWasReplacedMeanwhileNeitherFailsNorIsParked() throws IOException {
        open("a.txt", "Q");
        Path inbox = fixture.folder.inbox();
        Files.move(
                Files.writeString(inbox.resolve(".another"), "another question"),
                inbox.resolve("a.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        recorded(new GeminiException(Failure.of(FailureKind.BAD_INPUT, "no").withHttpCode(400)));

        files.fail(exchange);
        InFlightPrompt.of(exchange)
                .setParkUntil(new FailurePolicy.Verdict.ParkUntil(Instant.now(), 1, 1));
        files.park(exchange);

        assertThat(fixture.files()).containsExactly("inbox/a.txt");
        assertThat(dropFolder.counters().failed()).isZero();
        assertThat(dropFolder.counters().parked()).isZero();
    }

    @Test
    void aBadPromptThatIsGoneIsNobodysFault() throws IOException {
        open("a.txt", "Q");
        Files.delete(promptFile().path());
        recorded(new InvalidPromptException("The file cannot be read", 0));

        assertThat(outcome()).isEqualTo(Outcome.RETURNED);
    }

    @Test
    void aBadPromptFails() throws IOException {
        open("a.txt", "Q");
        recorded(new InvalidPromptException("The file cannot be read", 0));

        assertThat(outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aFailureWithoutACallHasNoModelAndNoAttempts() throws IOException {
        assertThatThrownBy(() -> open("a.txt", " ")).isInstanceOf(InvalidPromptException.class);
        recorded(new InvalidPromptException("the prompt is empty", 0));

        files.fail(exchange);

        assertThat(fixture.files()).containsExactly("failed/a.txt", "failed/a.txt.error.json");
        JsonNode record = FolderFixture.json(fixture.folder.failed().resolve("a.txt.error.json"));
        assertThat(record.path("class").asText()).isEqualTo("bad-input");
        assertThat(record.path("attempts").asInt(-1)).isZero();
        assertThat(record.get("model").isNull()).isTrue();
        assertThat(dropFolder.counters().failed()).isEqualTo(1);
    }

    @Test
    void aRateLimitComesWithAReport() throws IOException {
        open("a.txt", "Q");
        CallFixture.asked(exchange);
        recorded(
                new GeminiException(
                        Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "no more").withHttpCode(429)));

        files.fail(exchange);

        assertThat(fixture.folder.failed().resolve("a.txt.error.txt"))
                .content()
                .startsWith("🚨 RATE LIMIT ERROR ENCOUNTERED\n")
                .contains("  • Model Affected: gemini-3.8-flash\n");
        JsonNode record = FolderFixture.json(fixture.folder.failed().resolve("a.txt.error.json"));
        assertThat(record.path("attempts").asInt()).isEqualTo(2);
    }

    @Test
    void nothingIsCountedWhereTheFolderTakesNothing() throws IOException {
        open("a.txt", "Q");
        answer("A");
        Files.delete(fixture.folder.done());

        assertThatThrownBy(() -> files.answer(exchange)).isInstanceOf(IOException.class);

        assertThat(dropFolder.counters().answered()).isZero();
        assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("Q");
    }

    @Test
    void anAnswerThatCannotBeWrittenDownIsThePromptsFailure() throws IOException {
        open("a.txt", "Q");
        answer("A");
        Call.of(exchange).answer().response().usageMetadata().putPOJO("odd", new Unwritable());

        files.answer(exchange);

        JsonNode record = FolderFixture.json(fixture.folder.failed().resolve("a.txt.error.json"));
        assertThat(record.path("class").asText()).isEqualTo("unexpected");
        assertThat(record.path("message").asText()).contains("cannot be written down");
        assertThat(fixture.files()).containsExactly("failed/a.txt", "failed/a.txt.error.json");
        assertThat(dropFolder.counters().failed()).isEqualTo(1);
    }

    @Test
    void aFailureWhoseDetailsCannotBeWrittenDownIsAFailureWithoutThem() throws IOException {
        open("a.txt", "Q");
        ObjectNode details = GeminiJson.MAPPER.createObjectNode();
        details.putPOJO("odd", new Unwritable());
        recorded(
                new GeminiException(
                        Failure.of(FailureKind.INVALID_REQUEST, "no").withDetails(details)));

        files.fail(exchange);

        assertThat(fixture.files()).containsExactly("failed/a.txt", "failed/a.txt.error.json");
    }

    @Test
    void anErrorOfTheJvmParksThePromptAndEndsTheProgram() throws IOException {
        List<Error> ended = new ArrayList<>();
        dropFolder.onJvmError(ended::add);
        open("a.txt", "Q");
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");

        Failure failure = recorded(new IllegalStateException(full));

        assertThat(failure.kind()).isEqualTo(FailureKind.PROGRAM_ENDED);
        assertThat(failure.message()).endsWith("java.lang.OutOfMemoryError: Java heap space");
        assertThat(outcome()).isEqualTo(Outcome.PARKED);
        files.park(exchange);
        assertThat(fixture.files()).containsExactly("parked/a.txt", "parked/a.txt.parked.json");
        assertThat(ended).containsExactly(full);
    }

    @Test
    void aStackOverflowIsThePromptsOwnFailure() throws IOException {
        List<Error> ended = new ArrayList<>();
        dropFolder.onJvmError(ended::add);
        open("a.txt", "Q");

        assertThat(recorded(new StackOverflowError()).kind()).isEqualTo(FailureKind.UNEXPECTED);
        assertThat(outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended).isEmpty();
    }

    private Outcome outcome() {
        files.beginSettling(exchange);
        return Outcome.valueOf(exchange.getProperty(PromptFileProcessor.OUTCOME, String.class));
    }

    /** A bean that Jackson cannot write. */
    public static final class Unwritable {
        public String getText() {
            throw new IllegalStateException("no");
        }
    }
}
