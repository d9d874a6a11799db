package xps.crypto.orchestrator.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.bind.NodeMark;
import xps.crypto.orchestrator.bind.Subject;
import xps.crypto.orchestrator.bind.Wish;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The journal in one SQLite file: what an append has answered survives a power cut.
 *
 * <p>Write-ahead log with {@code synchronous=FULL}: with {@code NORMAL} SQLite may lose
 * transactions that it acknowledged. One append is one transaction, so its caller decides how many
 * entries share the price of one flush. Several processes may open the file; writers wait for each
 * other for at most {@link #BUSY_MS}.
 */
public final class SqliteJournal implements Journal {

  /** How long a writer waits for another process's transaction: many flushes of a slow disk. */
  private static final int BUSY_MS = 10_000;

  /** Wishes handed out at once; more are handed out at the next call. */
  private static final int MAX_WISHES = 100;

  private static final String COLUMNS =
      "rollout, ordinal, body, plan, environment, attempt, result";

  private final Database database;

  private SqliteJournal(Database database) {
    this.database = database;
  }

  /**
   * Opens the journal, or makes an empty one.
   *
   * @return {@code ORCHESTRATOR_TOO_OLD} when a newer program made the file
   */
  public static Outcome<SqliteJournal> open(Path file) throws IOException {
    return Database.open(file, BUSY_MS).map(SqliteJournal::new);
  }

  @Override
  public Outcome<RolloutRow> create(String rollout, Subject subject, List<Entry> first)
      throws IOException {
    return database.inTransaction(() -> {
      try (var insert =
          database.prepare(
              "insert into rollout (rollout, body, plan, environment, attempt)"
                  + " values (?, ?, ?, ?, ?)")) {
        insert.setString(1, rollout);
        bind(insert, 2, subject);
        insert.executeUpdate();
      } catch (SQLiteException e) {
        if (isTaken(e)) {
          return conflict(rollout, "an unfinished rollout of the same patch and plan exists");
        }
        throw e;
      }
      var row = row(rollout).orElseThrow();
      insert(row.ordinal(), 1, first);
      return Outcome.ok(row);
    });
  }

  @Override
  public Outcome<Long> append(String rollout, long fromSeq, List<Entry> entries)
      throws IOException {
    if (entries.isEmpty() || entries.size() > MAX_BATCH) {
      throw new IllegalArgumentException(entries.size() + " entries in one append");
    }
    return database.inTransaction(() -> {
      var row = row(rollout);
      if (row.isEmpty()) {
        return conflict(rollout, "the journal has no such rollout");
      }
      long next = lastSeq(row.get().ordinal()) + 1;
      if (next != fromSeq) {
        return conflict(
            rollout, "entry " + fromSeq + " was to be written, but the next one is " + next);
      }
      insert(row.get().ordinal(), fromSeq, entries);
      return Outcome.ok(fromSeq + entries.size() - 1);
    });
  }

  @Override
  public List<Entry> load(String rollout) throws IOException {
    return database.query(
        "select e.kind, e.json from entry e join rollout r on r.ordinal = e.rollout"
            + " where r.rollout = ? order by e.seq",
        statement -> statement.setString(1, rollout),
        row -> new Entry(row.getString(1), row.getString(2)));
  }

  @Override
  public void finish(String rollout, String result) throws IOException {
    database.update(
        "update rollout set result = ? where rollout = ? and result = ''", result, rollout);
  }

  @Override
  public Optional<RolloutRow> unfinished(Subject subject) throws IOException {
    return database
        .query(
            "select "
                + COLUMNS
                + " from rollout where body = ? and plan = ? and environment = ? and attempt = ?"
                + " and result = ''",
            statement -> bind(statement, 1, subject),
            SqliteJournal::rolloutRow)
        .stream()
        .findFirst();
  }

  @Override
  public List<RolloutRow> rollouts() throws IOException {
    return database.query(
        "select " + COLUMNS + " from rollout order by ordinal desc",
        statement -> {},
        SqliteJournal::rolloutRow);
  }

  @Override
  public void draw(String rollout, String pictureJson) throws IOException {
    database.update("update rollout set picture = ? where rollout = ?", pictureJson, rollout);
  }

  @Override
  public Optional<String> picture(String rollout) throws IOException {
    return database
        .query(
            "select picture from rollout where rollout = ? and picture <> ''",
            statement -> statement.setString(1, rollout),
            row -> row.getString(1))
        .stream()
        .findFirst();
  }

  @Override
  public void ask(String rollout, Wish wish) throws IOException {
    database.update(
        "insert into wish (kind, node, actor, reason, rollout)"
            + " select ?, ?, ?, ?, ordinal from rollout where rollout = ?",
        wish.kind().text(),
        wish.node(),
        wish.actor(),
        wish.reason(),
        rollout);
  }

  @Override
  public List<NumberedWish> asked(String rollout, long after) throws IOException {
    return database.query(
        "select w.number, w.kind, w.node, w.actor, w.reason from wish w"
            + " join rollout r on r.ordinal = w.rollout"
            + " where r.rollout = ? and w.number > ? order by w.number limit "
            + MAX_WISHES,
        statement -> {
          statement.setString(1, rollout);
          statement.setLong(2, after);
        },
        row ->
            new NumberedWish(
                row.getLong(1),
                new Wish(
                    Wish.Kind.parse(row.getString(2)).orElseThrow(),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5))));
  }

  @Override
  public Optional<NodeMark> mark(String node) throws IOException {
    return database
        .query(
            "select memory, at, looked from mark where node = ?",
            statement -> statement.setString(1, node),
            row -> new NodeMark(row.getLong(1), Instant.parse(row.getString(2)), row.getString(3)))
        .stream()
        .findFirst();
  }

  @Override
  public void mark(SortedMap<String, NodeMark> marks) throws IOException {
    var _ =
        database.inTransaction(() -> {
          try (var insert =
              database.prepare(
                  "insert or replace into mark (node, memory, at, looked) values (?, ?, ?, ?)")) {
            for (var mark : marks.entrySet()) {
              insert.setString(1, mark.getKey());
              insert.setLong(2, mark.getValue().memory());
              insert.setString(3, mark.getValue().at().toString());
              insert.setString(4, mark.getValue().looked());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return Outcome.ok(marks.size());
        });
  }

  @Override
  public void close() throws IOException {
    database.close();
  }

  private void insert(long ordinal, long fromSeq, List<Entry> entries) throws SQLException {
    try (var insert =
        database.prepare("insert into entry (rollout, seq, kind, json) values (?, ?, ?, ?)")) {
      long seq = fromSeq;
      for (Entry entry : entries) {
        insert.setLong(1, ordinal);
        insert.setLong(2, seq++);
        insert.setString(3, entry.kind());
        insert.setString(4, entry.json());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private Optional<RolloutRow> row(String rollout) throws SQLException {
    return database
        .rows(
            "select " + COLUMNS + " from rollout where rollout = ?",
            statement -> statement.setString(1, rollout),
            SqliteJournal::rolloutRow)
        .stream()
        .findFirst();
  }

  private long lastSeq(long ordinal) throws SQLException {
    return database
        .rows(
            "select coalesce(max(seq), 0) from entry where rollout = ?",
            statement -> statement.setLong(1, ordinal),
            row -> row.getLong(1))
        .getFirst();
  }

  private static void bind(PreparedStatement statement, int from, Subject subject)
      throws SQLException {
    statement.setString(from, subject.body().hex());
    statement.setString(from + 1, subject.plan().hex());
    statement.setString(from + 2, subject.environment());
    statement.setInt(from + 3, subject.attempt());
  }

  private static RolloutRow rolloutRow(ResultSet row) throws SQLException {
    var subject =
        new Subject(
            Sha256.parse(row.getString(3)).orElseThrow(),
            Sha256.parse(row.getString(4)).orElseThrow(),
            row.getString(5),
            row.getInt(6));
    return new RolloutRow(row.getString(1), row.getLong(2), subject, row.getString(7));
  }

  private static boolean isTaken(SQLiteException e) {
    return e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
        || e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY;
  }

  /** For tests of what a connection is set to. */
  java.sql.Connection connection() {
    return database.connection();
  }

  private static <T> Outcome<T> conflict(String rollout, String message) {
    return Outcome.refused(Problem.of(Code.ROLLOUT_CONFLICT, message, "rollout " + rollout));
  }
}
