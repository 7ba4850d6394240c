package io.github.geminiroutes.folder;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A step that each prompt of the drop folder passes, see {@link PromptFileProcessor}. As a
 * processor it is called at once: Camel's bean step would choose the method and evaluate its
 * parameters anew with each exchange.
 */
public final class PromptStep implements Processor {

    /** The steps of every prompt. */
    public enum Step {
        OPEN,
        SETTLE,
        ANSWER
    }

    private PromptFileProcessor file;
    private Step step;

    /** What does the work. */
    public void setFile(PromptFileProcessor file) {
        this.file = file;
    }

    /** Which step it is. */
    public void setStep(Step step) {
        this.step = step;
    }

    /**
     * @throws Exception as the method of {@link PromptFileProcessor} does
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        switch (step) {
            case OPEN -> file.open(exchange);
            case SETTLE -> file.beginSettling(exchange);
            default -> file.answer(exchange);
        }
    }
}
