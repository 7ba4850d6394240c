package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program as a gateway, in front of a server of its own; it has no inbox. */
public final class GatewayUnderTest implements AutoCloseable {

    /** The token of its only client. */
    public static final String TOKEN = "the-token-of-the-test";

    private final GeminiServer gemini;
    private final ProgramUnderTest program;

    private GatewayUnderTest(GeminiServer gemini, ProgramUnderTest program) {
        this.gemini = gemini;
        this.program = program;
    }

    /** Starts it; its files lie below {@code directory}. */
    public static GatewayUnderTest start(Path directory) throws IOException {
        Path tokens = directory.resolve("tokens");
        Files.writeString(tokens, "client " + TOKEN + "\n");
        GeminiServer gemini = GeminiServer.builder().keys("test-key").start();
        return new GatewayUnderTest(
                gemini,
                ProgramUnderTest.start(
                        new ProgramSettings(directory.resolve("program"))
                                .server(gemini)
                                .set("HTTP_PORT", Integer.toString(FreePort.find()))
                                .set("GEMINI_PROMPTS_ENABLED", "false")
                                .set("GEMINI_GATEWAY_TOKENS_FILE", tokens.toString()),
                        "run"));
    }

    /** Where it answers, without a slash at its end. */
    public String url() {
        return program.httpUrl();
    }

    /** What it asks. */
    public GeminiServer gemini() {
        return gemini;
    }

    /** A stream that ends well, of these pieces. */
    public static StreamScript stream(String... pieces) {
        StreamScript script = new StreamScript();
        for (int i = 0; i < pieces.length - 1; i++) {
            script.piece(pieces[i]);
        }
        script.lastPiece(pieces[pieces.length - 1]);
        script.end();
        return script;
    }

    @Override
    public void close() {
        program.close();
        gemini.close();
    }
}
