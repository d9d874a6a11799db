/** Keeps the journal of rollouts in a database. */
module xps.crypto.orchestrator.store {
  requires transitive xps.crypto.orchestrator.bind;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports xps.crypto.orchestrator.store;
}
