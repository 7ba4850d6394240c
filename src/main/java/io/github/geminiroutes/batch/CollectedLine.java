package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.JobFile;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.prompt.Prompt;
import java.util.List;

/**
 * A prompt, and what is sent of it.
 *
 * @param prompt what must be known of it when its answer comes
 * @param source where it comes from
 * @param request its line
 * @param input the estimated tokens of it
 * @param output the most tokens of its answer
 * @param room gives back what it has set aside of its task's budget
 */
record CollectedLine(
        SubmittedPrompt prompt,
        LineSource source,
        String model,
        byte[] request,
        long input,
        long output,
        Runnable room) {

    /**
     * @param task what it is booked under; null if it is of no task
     * @param files attachments that do not go with it
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it cannot be sent
     * @throws NotReadyException if its task's budget has no room for it now
     */
    static CollectedLine of(
            Prompt prompt,
            LineSource source,
            String task,
            BatchCalls calls,
            List<JobFile> files,
            byte[] request) {
        String model = calls.model(prompt);
        long input = calls.inputTokens(prompt);
        long output = calls.outputTokens(prompt);
        Runnable room = calls.reserveOfTask(task, model, input, output);
        if (room == null) {
            throw new NotReadyException("The budget of its task has no room for the prompt");
        }
        SubmittedPrompt line =
                new SubmittedPrompt(
                        source.name(),
                        source.sha256(),
                        source.row(),
                        source.receivedAt(),
                        task,
                        prompt.outputFile(),
                        files,
                        0,
                        0);
        return new CollectedLine(line, source, model, request, input, output, room);
    }
}
