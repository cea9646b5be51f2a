// Jdbc.java APP_URI MIGRATE_URI: the JDBC driver, run as one source file.
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.sql.*;
import java.util.Properties;
import org.postgresql.PGConnection;

public class Jdbc {
  interface Trial { void run(Connection connection) throws Exception; }

  static boolean failed = false;
  static String version = org.postgresql.Driver.getVersion().replaceAll("[^0-9.]*([0-9][0-9.]*).*", "$1");

  static Connection connect(String address, String... settings) throws Exception {
    URI uri = new URI(address);
    String[] user = uri.getUserInfo().split(":");
    Properties properties = new Properties();
    properties.setProperty("user", user[0]);
    if (user.length > 1) properties.setProperty("password", user[1]);
    for (int i = 0; i < settings.length; i += 2) properties.setProperty(settings[i], settings[i + 1]);
    Connection connection =
        DriverManager.getConnection("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), properties);
    try (Statement statement = connection.createStatement()) { statement.execute("SET ringfence.viewer = 'US'"); }
    return connection;
  }

  static void tried(String what, String address, Trial trial, String... settings) {
    String result = "works";
    try (Connection connection = connect(address, settings)) {
      trial.run(connection);
    } catch (Exception | AssertionError error) {
      failed = true;
      result = "failed: " + String.valueOf(error.getMessage()).split("\n")[0];
    }
    System.out.println("JDBC | " + version + " | " + what + " | " + result);
  }

  static void same(Object is, Object should) {
    if (!is.equals(should)) throw new AssertionError("got " + is + ", expected " + should);
  }

  static long balance(Connection connection, long person) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement("SELECT balance FROM account WHERE person_id = ?")) {
      read.setLong(1, person);
      ResultSet rows = read.executeQuery();
      rows.next();
      return rows.getLong(1);
    }
  }

  static void prepared(Connection connection) throws Exception {
    try (PreparedStatement read = connection.prepareStatement("SELECT person_id FROM account WHERE person_id = ?")) {
      for (long i = 1; i <= 30; ++i) {
        read.setLong(1, i);
        ResultSet rows = read.executeQuery();
        rows.next();
        same(rows.getLong(1), i);
      }
    }
  }

  static void transaction(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.executeUpdate("UPDATE account SET balance = balance + 7 WHERE person_id = 31");
    Savepoint savepoint = connection.setSavepoint();
    try {
      statement.executeUpdate("INSERT INTO account (person_id) VALUES (31)");
      throw new AssertionError("the key is there twice");
    } catch (SQLException error) {
      same(error.getSQLState(), "23505");
    }
    connection.rollback(savepoint);
    long inside = balance(connection, 31);
    connection.rollback();
    same(balance(connection, 31), inside - 7);
    connection.rollback();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    balance(connection, 31);
    connection.commit();
  }

  static void fetch(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement read = connection.prepareStatement("SELECT id FROM post WHERE author_id = ?")) {
      read.setLong(1, 32);
      read.setFetchSize(2);
      ResultSet rows = read.executeQuery();
      int count = 0;
      while (rows.next()) ++count;
      same(count, 5);
    }
    connection.commit();
  }

  static void batch(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement write = connection.prepareStatement("INSERT INTO payment (person_id, amount) VALUES (?, ?)")) {
      for (int i = 0; i < 100; ++i) {
        write.setLong(1, 33);
        write.setLong(2, i);
        write.addBatch();
      }
      same(write.executeBatch().length, 100);
    }
    connection.rollback();
  }

  // Each row of the one INSERT could be another person's: whose it is has to be said.
  static void declared(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) { statement.execute("SET ringfence.subject = '33'"); }
    batch(connection);
  }

  static void generated(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement write =
             connection.prepareStatement("INSERT INTO post (author_id, content) VALUES (?, ?)", new String[] {"id"})) {
      write.setLong(1, 34);
      write.setString(2, "from Java");
      write.executeUpdate();
      same(write.getGeneratedKeys().next(), true);
    }
    connection.rollback();
  }

  static void metadata(Connection connection) throws Exception {
    DatabaseMetaData about = connection.getMetaData();
    int columns = 0;
    for (ResultSet rows = about.getColumns(null, "public", "post", null); rows.next();) {
      if (!rows.getString("COLUMN_NAME").startsWith("ringfence_")) ++columns;  // where it is withheld
    }
    same(columns, 4);
    same(about.getTables(null, "public", "person", new String[] {"TABLE"}).next(), true);
    same(about.getPrimaryKeys(null, "public", "person").next(), true);
    same(about.getImportedKeys(null, "public", "post").next(), true);
    same(about.getIndexInfo(null, "public", "post", false, false).next(), true);
  }

  static void timeout(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      statement.execute("SELECT pg_sleep(20)");
      throw new AssertionError("no timeout");
    } catch (SQLException error) {
      same(error.getSQLState(), "57014");
    }
    balance(connection, 35);
  }

  static void copy(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    StringBuilder rows = new StringBuilder();
    for (int i = 2000; i < 2100; ++i) rows.append(i).append("\ttag\n");
    PGConnection plain = connection.unwrap(PGConnection.class);
    same(plain.getCopyAPI().copyIn("COPY tag FROM STDIN", new StringReader(rows.toString())), 100L);
    StringWriter out = new StringWriter();
    same(plain.getCopyAPI().copyOut("COPY (SELECT * FROM tag WHERE id >= 2000) TO STDOUT", out), 100L);
    connection.rollback();
  }

  public static void main(String[] arguments) {
    String app = arguments[0], migrate = arguments[1];
    tried("statements prepared after five uses", app, Jdbc::prepared);
    tried("statements prepared at once, binary", app, Jdbc::prepared, "prepareThreshold", "-1");
    tried("the simple protocol", app, Jdbc::prepared, "preferQueryMode", "simple");
    tried("transactions, savepoints, isolation, read only", app, Jdbc::transaction);
    tried("savepoints of its own (autosave)", app, Jdbc::transaction, "autosave", "always");
    tried("fetch size (portals suspended)", app, Jdbc::fetch);
    tried("batches", app, Jdbc::batch);
    tried("batches rewritten to one INSERT, after SET ringfence.subject", app, Jdbc::declared, "reWriteBatchedInserts", "true");
    tried("generated keys", app, Jdbc::generated);
    tried("metadata: tables, columns, keys, indexes", app, Jdbc::metadata);
    tried("query timeout (cancel; purpose migrate)", migrate, Jdbc::timeout);
    tried("COPY both ways (purpose migrate)", migrate, Jdbc::copy);
    System.exit(failed ? 1 : 0);
  }
}
