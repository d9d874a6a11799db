package xps.crypto.orchestrator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** One SQLite file, used by one thread at a time: a connection holds one transaction. */
final class Database {

  private final Path file;
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static Outcome<Database> open(Path file, int busyMs) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    NativeLibrary.loadBeside(file);
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(busyMs);
    config.enforceForeignKeys(true);
    @Nullable Connection connection = null;
    try {
      connection =
          JDBC.createConnection("jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
      if (connection == null) {
        throw new IOException("the SQLite driver doesn't know its own address");
      }
      if (Schema.upgrade(connection, file.toString())
          instanceof Outcome.Refused<Integer>(List<Problem> problems)) {
        connection.close();
        return Outcome.refused(problems);
      }
      return Outcome.ok(new Database(file, connection));
    } catch (SQLException e) {
      closeQuietly(connection);
      throw unusable(file, e);
    }
  }

  Connection connection() {
    return connection;
  }

  PreparedStatement prepare(String command) throws SQLException {
    return connection.prepareStatement(command);
  }

  /** Commits when the work's outcome is a value; what was refused has changed nothing. */
  <T> Outcome<T> inTransaction(Work<Outcome<T>> work) throws IOException {
    lock.lock();
    try {
      // From the start with the write lock: nothing that was read can change before it is used.
      execute("begin immediate");
      try {
        Outcome<T> outcome = work.run();
        execute(outcome.isOk() ? "commit" : "rollback");
        return outcome;
      } catch (SQLException | RuntimeException e) {
        execute("rollback");
        throw e;
      }
    } catch (SQLException e) {
      throw unusable(file, e);
    } finally {
      lock.unlock();
    }
  }

  void update(String command, String... values) throws IOException {
    lock.lock();
    try (var statement = connection.prepareStatement(command)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw unusable(file, e);
    } finally {
      lock.unlock();
    }
  }

  <T> List<T> query(String text, Binding binding, Reading<T> reading) throws IOException {
    lock.lock();
    try {
      return rows(text, binding, reading);
    } catch (SQLException e) {
      throw unusable(file, e);
    } finally {
      lock.unlock();
    }
  }

  /** The same inside of a transaction. */
  <T> List<T> rows(String text, Binding binding, Reading<T> reading) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      binding.apply(statement);
      var found = new ArrayList<T>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reading.read(rows));
        }
      }
      return List.copyOf(found);
    }
  }

  void close() throws IOException {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw unusable(file, e);
    } finally {
      lock.unlock();
    }
  }

  private void execute(String command) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException _) {
      // The failure that brought us here is the one to tell.
    }
  }

  private static IOException unusable(Path file, SQLException e) {
    return new IOException("the journal " + file + " can't be used: " + e.getMessage(), e);
  }

  interface Work<T> {
    T run() throws SQLException;
  }

  interface Binding {
    void apply(PreparedStatement statement) throws SQLException;
  }

  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }
}
