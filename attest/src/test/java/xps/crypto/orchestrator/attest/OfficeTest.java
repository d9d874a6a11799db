package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

class OfficeTest {
  @Test
  void each_has_a_word_and_is_found_by_it() {
    assertThat(Office.texts())
        .containsExactly("signer", "root", "bulletin", "orchestrator", "log", "ca");
    assertThat(Office.parse("bulletin")).contains(Office.BULLETIN);
    assertThat(Office.parse("bulletins")).isEmpty();
    assertThat(Office.CA.list()).isEqualTo("org_cas");
  }

  @Test
  void its_entries_stand_in_its_list_and_those_of_roots_within_theirs() {
    var store =
        json("{\"trusted_signers\": [1, 2], \"keys\": [3], \"roots\": {\"keys\": [4, 5, 6]}}");

    assertThat(Office.SIGNER.entries(store)).hasSize(2);
    assertThat(Office.ROOT.entries(store)).hasSize(3);
    assertThat(Office.LOG.entries(store)).isEmpty();
    assertThat(Office.ROOT.entries(json("{\"roots\": 7}"))).isEmpty();
    assertThat(Office.SIGNER.entries(json("{\"trusted_signers\": {}}"))).isEmpty();
  }

  private static Value.Obj json(String text) {
    return (Value.Obj)
        Json.parse("store.json", text.getBytes(StandardCharsets.UTF_8), Code.TRUST_STORE_INVALID)
            .orThrow();
  }
}
