package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets of tasks that have one of their own. A small file for each keeps its sum over a
 * restart, in a folder beside that of the day's budget. Thread-safe.
 */
public final class TaskBudgets {

    /**
     * The calls of a gateway's client are booked under this and its name. A folder of the inbox may
     * have the same name: its author must not decide what that client may spend.
     */
    public static final String OF_GATEWAY = "gateway/";

    private static final Logger LOG = LoggerFactory.getLogger(TaskBudgets.class);

    /** A task beyond them is refused. */
    private static final int MOST = 10_000;

    private static final int DIGITS = 32;

    /** Longer than any answer of a batch job is awaited. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final Map<String, TaskBudget> budgets = new ConcurrentHashMap<>();
    private final Set<String> without = ConcurrentHashMap.newKeySet();
    private final Path directory;
    private final Path usageLog;
    private final Function<Usage, BigDecimal> most;
    private final Clock clock;
    private Function<String, SharedBudget> shared = task -> SharedBudget.NONE;
    private int instances = 1;

    /**
     * @param dayFile the file of the day's sum; null to keep nothing
     * @param usageLog {@code usage.jsonl}; null for none
     * @param most what a call without a price may have cost at most; may give null
     */
    public TaskBudgets(Path dayFile, Path usageLog, Function<Usage, BigDecimal> most, Clock clock) {
        this.directory = dayFile == null ? null : dayFile.resolveSibling("task-spending");
        this.usageLog = usageLog;
        this.most = most;
        this.clock = clock;
    }

    /**
     * Shares the budgets with other instances, by the names of the tasks. To be called before the
     * first task is known.
     *
     * @param others the money that all of them have for a task
     * @param among how many there are, see {@link DailyBudget#share}
     */
    public void share(Function<String, SharedBudget> others, int among) {
        shared = others;
        instances = among;
    }

    /**
     * Tells what a task may cost, and looks whether it may go on.
     *
     * @param usd a day; null for no limit
     * @return null if a call may be made; empty if its calls under way are waited for; else why
     *     none may, for a person
     */
    public String look(String task, BigDecimal usd) {
        if (isOfGateway(task)) {
            return usd == null
                    ? null
                    : "its budget cannot be held, as clients of the gateway are booked under such"
                            + " names: rename its folder 'gateway', or remove the budget";
        }
        TaskBudget known = budgets.get(task);
        if (known == null) {
            if (usd == null) {
                return null;
            }
            if (budgets.size() >= MOST) {
                return "has a budget, as %d other tasks have: remove it".formatted(MOST);
            }
            known = budgets.computeIfAbsent(task, key -> make(key, usd));
            without.remove(task);
        }
        known.setLimit(usd);
        return known.trouble();
    }

    private static boolean isOfGateway(String task) {
        return task != null && task.startsWith(OF_GATEWAY);
    }

    private TaskBudget make(String task, BigDecimal usd) {
        if (directory != null && budgets.isEmpty()) {
            prepare();
        }
        DailyBudget money = new DailyBudget(usd, file(task), clock, task);
        money.share(shared.apply(task), instances);
        money.recall(usageLog, most);
        money.mark();
        return new TaskBudget(money, clock);
    }

    private void prepare() {
        try {
            Files.createDirectories(directory);
            Instant old = clock.instant().minus(KEPT);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
                for (Path file : files) {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("The folder of the tasks' costs {}: {}", directory, e.toString());
        }
    }

    private Path file(String task) {
        return directory == null
                ? null
                : directory.resolve(Sha256.hex(task).substring(0, DIGITS) + ".json");
    }

    /** The budget of a task; null if it has none, and had none in the last days. */
    public TaskBudget of(String task) {
        if (task == null || isOfGateway(task)) {
            return null;
        }
        TaskBudget known = budgets.get(task);
        if (known != null || directory == null || without.contains(task)) {
            return known;
        }
        if (budgets.size() < MOST && Files.exists(file(task))) {
            return budgets.computeIfAbsent(task, key -> make(key, null));
        }
        if (without.size() >= MOST) {
            without.clear();
        }
        without.add(task);
        return null;
    }

    /** Adds a cost of a task that has no line in the usage log. */
    public void add(String task, BigDecimal cost, BigDecimal assumed) {
        add(task, cost, assumed, null);
    }

    /**
     * Adds a call of a task.
     *
     * @param task null if it is of none
     * @param cost in USD
     * @param assumed what a call without a price may have cost at most
     * @param line the time in its line of the usage log; null if it has none
     */
    public void add(String task, BigDecimal cost, BigDecimal assumed, Instant line) {
        TaskBudget budget = of(task);
        if (budget != null) {
            budget.money().add(cost, assumed, line);
        }
    }

    /** Why the sum of a task with a budget cannot be kept; null if that of each can. */
    public String trouble() {
        return budgets.values().stream()
                .map(TaskBudget::money)
                .filter(money -> money.limit() != null && money.trouble() != null)
                .map(DailyBudget::trouble)
                .findFirst()
                .orElse(null);
    }

    /** Reads the files again when this instance takes over from another one that has the same. */
    public void recall() {
        budgets.values().forEach(budget -> budget.money().recall());
    }

    /** Writes what has changed, at most once a second. */
    public void keepIfDue() {
        budgets.values().forEach(budget -> budget.money().keepIfDue());
    }

    /** Writes what has changed. */
    public void keep() {
        budgets.values().forEach(budget -> budget.money().keep());
    }
}
