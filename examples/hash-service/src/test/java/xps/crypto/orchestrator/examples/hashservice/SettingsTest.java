package xps.crypto.orchestrator.examples.hashservice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.workload.Uid;

class SettingsTest {
  private static final String COMPLETE =
      """
      listen=127.0.1.1:8443
      tls.chain=chain.pem
      tls.key=key.pem
      store=/srv/store
      control=control/hash.sock
      """;

  @TempDir Path folder;

  @Test
  void paths_are_relative_to_the_file_and_what_is_optional_has_a_default() throws IOException {
    var settings = Settings.load(file(COMPLETE)).value().orElseThrow();

    assertThat(settings.tlsKey()).isEqualTo(folder.resolve("key.pem"));
    assertThat(settings.store()).isEqualTo(Path.of("/srv/store"));
    assertThat(settings.listen().getPort()).isEqualTo(8443);
    assertThat(settings.agent()).isEqualTo(Uid.mine());
    assertThat(settings.drainDeadline()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void the_agent_may_be_another_user() throws IOException {
    var settings = Settings.load(file(COMPLETE + "agent.uid=993\ndrain.millis=50\n"));

    assertThat(settings.value().orElseThrow().agent()).isEqualTo(new Uid(993));
    assertThat(settings.value().orElseThrow().drainDeadline()).isEqualTo(Duration.ofMillis(50));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent_uid=993",
        "agent.uid=root",
        "agent.uid=-1",
        "drain.millis=2s",
        "listen=8443",
        "listen=127.0.0.1:65536",
        "listen=",
        "store= ",
        "tls.key=\\u00zz"
      })
  void a_wrong_line_is_refused(String line) throws IOException {
    var refusal = Settings.load(file(COMPLETE + line)).refusal().orElseThrow();

    assertThat(refusal.message()).contains("hash-service.properties");
  }

  @Test
  void a_file_that_is_not_there_or_endless_is_refused() throws IOException {
    assertThat(Settings.load(folder.resolve("none")).refusal()).isPresent();
    assertThat(Settings.load(folder).refusal()).isPresent();
    assertThat(Settings.load(file("#".repeat(70_000))).refusal()).isPresent();
  }

  @Test
  void a_key_in_another_form_is_refused_with_the_command_that_converts_it() throws IOException {
    var key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN EC PRIVATE KEY-----\n");

    var refusal = TlsIdentity.load(folder.resolve("chain.pem"), key).refusal().orElseThrow();

    assertThat(refusal.message()).contains("openssl pkcs8 -topk8");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("hash-service.properties"), text);
  }
}
