package io.github.geminiroutes;

import io.github.geminiroutes.app.CallThreads;
import io.github.geminiroutes.app.CheckDirsCommand;
import io.github.geminiroutes.app.DemoCommand;
import io.github.geminiroutes.app.DiagnoseCommand;
import io.github.geminiroutes.app.EstimateCommand;
import io.github.geminiroutes.app.InitCommand;
import io.github.geminiroutes.app.JvmEnd;
import io.github.geminiroutes.app.RequeueCommand;
import io.github.geminiroutes.app.RunCommand;
import io.github.geminiroutes.app.TrainCommand;
import io.github.geminiroutes.app.Version;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.SingleLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code gemini-routes COMMAND}, or {@code java -jar gemini-routes.jar COMMAND}. */
@Command(
        name = "gemini-routes",
        description = "Gets prompts through Google's Gemini API.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  gemini-routes demo",
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            EstimateCommand.class,
            DiagnoseCommand.class,
            InitCommand.class,
            CheckDirsCommand.class,
            RequeueCommand.class,
            TrainCommand.class
        })
public final class Main implements Callable<Integer> {

    /** Exit code for bad arguments or settings: nothing was started. */
    static final int BAD_USAGE = 2;

    /** Exit code for an error of the JVM: a keeper starts the program again. */
    private static final int FAILED = 1;

    private static final String LAUNCHERS_THREAD = "main";

    public static void main(String[] arguments) {
        CallThreads.provideCarriers();
        // Numbers look the same in each country: logs and output are searched and compared.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        // From here on no message repeats it, whatever setting it was written into by mistake.
        KeyMask.add(System.getenv("GEMINI_API_KEY"));
        KeyMask.add(System.getenv("GOOGLE_API_KEY"));
        int code = execute(arguments);
        // By itself the JVM would end a second later, with Netty's last thread. Maven's must go on:
        // there exec:java runs this on a thread of its own.
        if (code != 0 || LAUNCHERS_THREAD.equals(Thread.currentThread().getName())) {
            System.exit(code);
        }
    }

    /** Runs the command and gives its exit code, the same whether or not picocli reads it. */
    private static int execute(String... arguments) {
        Callable<Integer> plain = RunCommand.ofPlain(arguments);
        try {
            return plain == null ? commandLine().execute(arguments) : plain.call();
        } catch (SettingsException e) {
            tell(new PrintWriter(System.err, true), SingleLine.of(e.getMessage()));
            return BAD_USAGE;
        } catch (Exception | VirtualMachineError e) {
            endOnJvmError(e);
            return unexpected(new PrintWriter(System.err, true), e);
        }
    }

    /**
     * Ends the program at once where the JVM has no thread or no memory left: an orderly end, too,
     * would take one. What is not finished is found by the next start, as after a kill.
     */
    private static void endOnJvmError(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError lacking) {
                if (JvmEnd.tryTell()) {
                    tell(
                            new PrintWriter(System.err, true),
                            "The JVM cannot go on: " + JvmEnd.text(lacking));
                }
                Runtime.getRuntime().halt(FAILED);
            }
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(
                        (error, arguments) -> {
                            tell(
                                    error.getCommandLine().getErr(),
                                    SingleLine.of(error.getMessage()));
                            return BAD_USAGE;
                        })
                .setExecutionExceptionHandler(
                        (error, command, parsed) -> {
                            if (error instanceof SettingsException) {
                                tell(command.getErr(), SingleLine.of(error.getMessage()));
                                return BAD_USAGE;
                            }
                            endOnJvmError(error);
                            return unexpected(command.getErr(), error);
                        });
    }

    /** A fault of the program: its trace is told, without the key. */
    static int unexpected(PrintWriter err, Throwable fault) {
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        err.print(KeyMask.of(trace.toString()));
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void tell(PrintWriter err, String line) {
        err.println("gemini-routes: " + KeyMask.of(line));
        err.flush();
    }

    @Override
    public Integer call() throws Exception {
        return new RunCommand().call();
    }
}
