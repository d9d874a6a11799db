package xps.crypto.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xps.crypto.orchestrator.document.Code.KEY_FILE_UNSAFE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCaTest {

  private static final Instant NOW = Instant.parse("2026-03-04T20:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final AgentCa ca;

  AgentCaTest() throws Exception {
    ca = AgentCa.create("agents", NOW, random);
  }

  @Test
  void an_agents_certificate_names_its_node_and_nobody_else() throws Exception {
    var leaf = ca.node("validator-17", NOW, DAY).certificate();

    assertThat(AgentCertificate.node(leaf, ca.certificate(), NOW)).contains("validator-17");
    assertThat(leaf.getSubjectAlternativeNames()).hasSize(1);
  }

  @Test
  void a_certificate_of_another_authority_of_the_same_name_names_nobody() throws Exception {
    var other = AgentCa.create("agents", NOW, random);
    var leaf = other.node("validator-17", NOW, DAY).certificate();

    assertThat(AgentCertificate.node(leaf, ca.certificate(), NOW)).isEmpty();
  }

  @Test
  void a_servers_certificate_lets_nobody_in_as_a_node() throws Exception {
    var leaf = ca.server(List.of("validator-17"), NOW).certificate();

    assertThat(AgentCertificate.node(leaf, ca.certificate(), NOW)).isEmpty();
  }

  @Test
  void the_authoritys_own_certificate_lets_nobody_in() {
    assertThat(AgentCertificate.node(ca.certificate(), ca.certificate(), NOW)).isEmpty();
  }

  @Test
  void a_certificate_names_nobody_after_its_end_or_before_its_beginning() throws Exception {
    var leaf = ca.node("validator-17", NOW, DAY).certificate();

    assertThat(AgentCertificate.node(leaf, ca.certificate(), NOW.plus(DAY))).isEmpty();
    assertThat(AgentCertificate.node(leaf, ca.certificate(), NOW.minus(DAY))).isEmpty();
  }

  @Test
  void no_agent_gets_a_certificate_for_longer_than_seven_days() {
    assertThatThrownBy(() -> ca.node("validator-17", NOW, Duration.ofDays(8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_node_id_can_not_smuggle_another_name_in() {
    assertThatThrownBy(() -> ca.node("a/../validator-17", NOW, DAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_authority_of_a_folder_is_the_same_when_it_is_opened_again(@TempDir Path folder)
      throws Exception {
    var first = AgentCa.open(folder, NOW, random).orThrow();
    var second = AgentCa.open(folder, NOW.plus(DAY), random).orThrow();

    assertThat(second.spkiSha256()).isEqualTo(first.spkiSha256());
    assertThat(
            AgentCertificate.node(
                second.node("api-1", NOW, DAY).certificate(), first.certificate(), NOW))
        .contains("api-1");
  }

  @Test
  void a_key_that_others_can_read_is_not_used(@TempDir Path folder) throws Exception {
    AgentCa.open(folder, NOW, random).orThrow();
    Path key = folder.resolve("agents-ca.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(AgentCa.open(folder, NOW, random).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(KEY_FILE_UNSAFE));
  }

  @Test
  void half_an_authority_is_refused_and_not_replaced(@TempDir Path folder) throws Exception {
    AgentCa.open(folder, NOW, random).orThrow();
    Files.delete(folder.resolve("agents-ca.key"));

    assertThat(AgentCa.open(folder, NOW, random).isOk()).isFalse();
    assertThat(folder.resolve("agents-ca.key")).doesNotExist();
  }

  @Test
  void what_an_identity_says_of_itself_is_not_its_key() throws Exception {
    assertThat(ca.node("api-1", NOW, DAY).toString()).isEqualTo("identity of CN=api-1");
  }
}
