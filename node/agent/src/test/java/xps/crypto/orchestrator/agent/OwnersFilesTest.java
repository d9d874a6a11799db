package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;

/** A bulletin is read when it comes, and again when it is replaced, whoever brings it. */
class OwnersFilesTest {
  @TempDir Path folder;
  private final Chain chain = new Chain();
  private final AnOrgCa ca = new AnOrgCa();
  private final List<Problem> complaints = new ArrayList<>();
  private Instant now = Chain.NOON;
  private OwnersFiles files;

  @BeforeEach
  void aNode() throws IOException {
    chain.certifiedBy(ca);
    var config = AnAgentYaml.in(folder).bulletin("required").read();
    var store = new AgentStore(config.store(), new LocalDisk());
    files =
        new OwnersFiles(
            config,
            new Succession(config, store, _ -> {}, complaints::add),
            chain.rules(),
            () -> now,
            complaints::add);
  }

  private void brings(String text) throws IOException {
    var other = Files.writeString(folder.resolve("new"), text);
    Files.move(
        other,
        folder.resolve("bulletin.json"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void brings(long serial) throws IOException {
    brings(Json.pretty(chain.signed(News.of(serial)).document()));
  }

  private Optional<Long> reads() {
    return files.news().flatMap(OwnersFiles.News::bulletin).map(Bulletin::serial);
  }

  @Test
  void a_node_without_a_bulletin_is_told_so_once() {
    assertThat(files.news()).isPresent().get().matches(news -> news.bulletin().isEmpty());
    files.news(); // now it is known which lists there are
    assertThat(files.news()).isEmpty();
    assertThat(complaints).isEmpty();
  }

  @Test
  void a_bulletin_is_read_once_and_again_when_another_is_put_in_its_place() throws IOException {
    files.news();
    brings(1);
    assertThat(reads()).contains(1L);
    assertThat(files.news()).isEmpty();

    brings(2);
    assertThat(reads()).contains(2L);
    assertThat(files.news()).isEmpty();
  }

  @Test
  void a_bulletin_is_offered_again_after_a_while_as_it_may_count_then() throws IOException {
    brings(1);
    reads();
    reads();
    now = now.plus(OwnersFiles.AGAIN).minusSeconds(1);
    assertThat(files.news()).isEmpty();

    now = now.plusSeconds(1);
    assertThat(reads()).contains(1L);
  }

  @Test
  void a_bulletin_is_offered_again_when_the_clock_was_put_back() throws IOException {
    brings(1);
    reads();
    now = now.minusSeconds(1);

    assertThat(reads()).contains(1L);
  }

  @Test
  void what_is_no_bulletin_is_complained_about_and_nothing_else() throws IOException {
    for (var text : List.of("", "{}", "{\"type\": \"xps-bulletin/v1\"}", "x".repeat(2 << 20))) {
      complaints.clear();
      brings(text);

      assertThat(reads()).isEmpty();
      assertThat(complaints)
          .isNotEmpty()
          .extracting(Problem::code)
          .containsOnly(Code.BULLETIN_INVALID);
    }
  }

  @Test
  void a_folder_in_its_place_is_complained_about() throws IOException {
    Files.createDirectory(folder.resolve("bulletin.json"));

    assertThat(reads()).isEmpty();
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.BULLETIN_INVALID);
  }

  private List<BigInteger> numbers() {
    return List.copyOf(files.rules().trust().revocationListNumbers().values());
  }

  @Test
  void a_revocation_list_is_read_again_when_another_is_put_in_its_place() throws IOException {
    var list = folder.resolve("org.crl");
    Files.write(list, ca.list(7, false).toArray());
    files.news();
    assertThat(numbers()).containsExactly(BigInteger.valueOf(7));

    Files.write(folder.resolve("new"), ca.list(8, true).toArray());
    Files.move(folder.resolve("new"), list, StandardCopyOption.REPLACE_EXISTING);
    assertThat(files.news()).isPresent();
    assertThat(numbers()).containsExactly(BigInteger.valueOf(8));

    Files.delete(list);
    assertThat(files.news()).isPresent();
    assertThat(numbers()).isEmpty();
  }
}
