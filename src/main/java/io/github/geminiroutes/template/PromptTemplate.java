package io.github.geminiroutes.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsError;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.io.StringTemplateSource;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.support.WorkTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a {@code .prompt} file: Handlebars with the helpers of dotprompt. It is compiled once
 * and rendered as often as there are values. Thread-safe.
 */
public final class PromptTemplate {

    /** For a rendering that has a processor of its own. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String OWN_NAME = "the prompt";
    private static final int MAX_REASON = 160;
    private static final Pattern MEDIA = Pattern.compile("\\{\\{~?\\s*media\\b");

    /** The engine throws it as a fault of its caller, without an error of its own. */
    private static final Pattern NO_BLOCK =
            Pattern.compile("does not provide a @partial-block for (.+):(\\d{1,9}):\\d+");

    private final String text;
    private final Template compiled;

    private PromptTemplate(String text, Template compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /** Whether a text has a place for media. */
    public static boolean hasMedia(String text) {
        return MEDIA.matcher(text).find();
    }

    /**
     * Compiles a body.
     *
     * @param partials where its partials come from; they are asked for when a rendering needs them
     * @throws TemplateException if it is broken, or uses what dotprompt does not have
     */
    public static PromptTemplate parse(String body, Partials partials) {
        if (TemplateSyntax.isPlain(body)) {
            return new PromptTemplate(body, null);
        }
        String checked = TemplateSyntax.checked(body);
        Handlebars engine =
                new Handlebars(new PartialLoader(partials))
                        .with(new Helpers())
                        .with(new CountedTemplates())
                        .with(EscapingStrategy.NOOP)
                        .with((value, chain) -> ValueText.plain(value))
                        .parentScopeResolution(false)
                        .prettyPrint(true);
        try {
            return new PromptTemplate(
                    body, engine.compile(new StringTemplateSource(OWN_NAME, checked)));
        } catch (HandlebarsException e) {
            throw broken(e);
        } catch (StackOverflowError e) {
            throw Rendering.tooDeep();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /**
     * The turns of the prompt. Blank ones are left out; there may be none.
     *
     * @param values the values of the variables; nothing in them is compiled
     * @param optional the names of variables that may be without a value
     * @param maxChars the longest text, in characters
     * @throws TemplateException if a variable has no value, or a bound is exceeded
     * @throws RuntimeException that the source of the partials threw
     */
    public List<Message> render(ObjectNode values, Set<String> optional, long maxChars) {
        return render(values, name -> false, optional, maxChars).messages();
    }

    /**
     * Renders it, and tells which of its beginning other renderings have as well: all that is
     * written before a value is looked at that changes.
     *
     * @param isChanging whether the value of a name may be another one in the next rendering
     * @throws TemplateException as above
     */
    public Rendered render(
            ObjectNode values, Predicate<String> isChanging, Set<String> optional, long maxChars) {
        Rendering rendering =
                new Rendering(isChanging, optional, maxChars, WorkTime.ofThisThread(PATIENCE));
        if (compiled == null) {
            rendering.write(text.length());
            return rendering.rendered(text);
        }
        try {
            return rendering.rendered(rendering.run(compiled, Values.of(values)));
        } catch (HandlebarsException e) {
            throw broken(e);
        } catch (StackOverflowError e) {
            throw Rendering.tooDeep();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** The error of ours within the engine's, or its reason, with the line that it knows. */
    private static RuntimeException broken(HandlebarsException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StackOverflowError) {
                return Rendering.tooDeep();
            }
            if (cause instanceof PartialLoader.Failure failure) {
                return failure.reason();
            }
        }
        return ofTemplate(e);
    }

    private static TemplateException ofTemplate(HandlebarsException e) {
        HandlebarsError error = e.getError();
        int line = error == null ? 0 : error.line;
        String file = error == null || error.filename == null ? OWN_NAME : error.filename;
        String reason = null;
        boolean isOfAbsence = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Matcher block = NO_BLOCK.matcher(String.valueOf(cause.getMessage()));
            if (block.find()) {
                file = block.group(1);
                line = Integer.parseInt(block.group(2));
                reason =
                        "{{> @partial-block}} has no block: it stands in a partial, which is used as"
                                + " {{#> name}}…{{/name}}";
            }
            if (cause instanceof TemplateException ours) {
                reason = ours.getMessage();
                isOfAbsence = ours.isOfAbsence();
                line = ours.line() > 0 ? ours.line() : line;
            }
        }
        if (reason == null) {
            String said = error == null ? e.getMessage() : error.reason;
            reason = "the template is broken: " + SingleLine.quoted(said, MAX_REASON);
        }
        if (file.equals(OWN_NAME)) {
            return new TemplateException(reason, line, isOfAbsence);
        }
        return new TemplateException(
                "%s (in line %d of the partial '%s')".formatted(reason, line, Helpers.quoted(file)),
                0,
                isOfAbsence);
    }
}
