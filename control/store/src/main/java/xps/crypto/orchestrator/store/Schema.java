package xps.crypto.orchestrator.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Brings a database to the newest schema: numbered scripts, each applied once, in order, in the
 * transaction that notes its digest.
 *
 * <p>A script that has been released never changes, and a database knows the digest of each that
 * made it. A database with a script that this program doesn't know was made by a newer one, and is
 * left alone.
 */
final class Schema {

  private static final List<String> SCRIPTS = List.of("1-journal.sql", "2-marks.sql");

  private static final String HISTORY =
      "create table if not exists schema_script"
          + " (number integer primary key, name text not null, sha256 text not null) strict";

  private Schema() {}

  /** Leaves the database as it was when it refuses. */
  static Outcome<Integer> upgrade(Connection database, String where)
      throws SQLException, IOException {
    try (var statement = database.createStatement()) {
      // The write lock from the start: of two processes that open a new database, one waits.
      statement.execute("begin immediate");
      try {
        statement.execute(HISTORY);
        var applied = applied(database);
        var problem = strangers(applied, where);
        if (!problem.isEmpty()) {
          statement.execute("rollback");
          return Outcome.refused(problem);
        }
        for (int number = applied.size(); number < SCRIPTS.size(); number++) {
          apply(database, number, SCRIPTS.get(number));
        }
        statement.execute("commit");
        return Outcome.ok(SCRIPTS.size());
      } catch (SQLException | IOException e) {
        statement.execute("rollback");
        throw e;
      }
    }
  }

  private static List<String> applied(Connection database) throws SQLException {
    var digests = new ArrayList<String>();
    try (var statement = database.createStatement();
        var rows = statement.executeQuery("select sha256 from schema_script order by number")) {
      while (rows.next()) {
        digests.add(rows.getString(1));
      }
    }
    return digests;
  }

  private static List<Problem> strangers(List<String> applied, String where) throws IOException {
    if (applied.size() > SCRIPTS.size()) {
      return List.of(
          new Problem(
              Code.ORCHESTRATOR_TOO_OLD,
              "the journal was last used by a newer version of xps",
              where,
              "use that version, or another --home"));
    }
    for (int i = 0; i < applied.size(); i++) {
      if (!applied.get(i).equals(digest(text(SCRIPTS.get(i))))) {
        return List.of(
            new Problem(
                Code.ORCHESTRATOR_TOO_OLD,
                "the journal's schema was made by another program: " + SCRIPTS.get(i) + " differs",
                where,
                "use the xps that made it, or another --home"));
      }
    }
    return List.of();
  }

  private static void apply(Connection database, int number, String name)
      throws SQLException, IOException {
    String script = text(name);
    try (var statement = database.createStatement()) {
      for (String command : script.split(";\\s*\n", -1)) {
        if (!command.isBlank()) {
          statement.execute(command);
        }
      }
    }
    try (var note =
        database.prepareStatement(
            "insert into schema_script (number, name, sha256) values (?,?,?)")) {
      note.setInt(1, number + 1);
      note.setString(2, name);
      note.setString(3, digest(script));
      note.executeUpdate();
    }
  }

  private static String digest(String script) {
    return Sha256.of(script.getBytes(UTF_8)).hex();
  }

  private static String text(String name) throws IOException {
    try (var script = Schema.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
