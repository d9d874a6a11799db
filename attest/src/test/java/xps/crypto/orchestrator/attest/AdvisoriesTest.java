package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

class AdvisoriesTest {
  @ParameterizedTest
  @CsvSource({
    "0.9.9,false",
    "1.0.0-rc.1,false",
    "1.0.0,true",
    "1.4.9,true",
    "1.5.0-rc.1,true",
    "1.5.0,false",
    "2.0.0,true",
    "2.3.4,true",
    "2.3.5,false",
    "v1.2.0,true",
    "1.2.0+build.7,true",
    "3.0.0-beta,false"
  })
  void a_version_is_affected_between_the_events_of_a_semver_range(
      String version, boolean affected) {
    var advisory =
        advisory(
            """
            "ranges": [
              {"type": "SEMVER", "events": [
                {"introduced": "2.0.0"}, {"last_affected": "2.3.4"},
                {"introduced": "1.0.0"}, {"fixed": "1.5.0"}]}]\
            """);

    assertThat(found(advisory, component("left-pad", version)).isEmpty()).isEqualTo(!affected);
  }

  @Test
  void introduced_zero_means_every_version_and_a_limit_ends_what_is_looked_at() {
    var all =
        advisory("\"ranges\": [{\"type\": \"SEMVER\", \"events\": [{\"introduced\": \"0\"}]}]");
    var limited =
        advisory(
            "\"ranges\": [{\"type\": \"SEMVER\", \"events\": [{\"introduced\": \"0\"}, {\"limit\": \"2.0.0\"}]}]");

    assertThat(found(all, component("left-pad", "0.0.0-a"))).hasSize(1);
    assertThat(found(limited, component("left-pad", "1.9.0"))).hasSize(1);
    assertThat(found(limited, component("left-pad", "2.0.0"))).isEmpty();
  }

  @Test
  void a_version_that_is_listed_is_affected_whatever_its_form() {
    var advisory = advisory("\"versions\": [\"1.1.1w\", \"2.0\"]");

    assertThat(found(advisory, component("left-pad", "1.1.1w")).getFirst())
        .contains("left-pad 1.1.1w has OSV-1 (it leaks)");
    assertThat(found(advisory, component("left-pad", "1.1.1x"))).isEmpty();
  }

  @Test
  void what_cannot_be_compared_is_a_finding_that_says_so() {
    var foreign =
        advisory("\"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": [{\"introduced\": \"0\"}]}]");
    var semver =
        advisory("\"ranges\": [{\"type\": \"SEMVER\", \"events\": [{\"introduced\": \"5.0.0\"}]}]");
    var listed = foreign.replace("\"ranges\"", "\"versions\": [\"7\"], \"ranges\"");

    assertThat(found(foreign, component("left-pad", "1.0.0")).getFirst())
        .contains("may have OSV-1")
        .contains("can't be compared");
    assertThat(found(semver, component("left-pad", "1.1.1w")).getFirst()).contains("may have");
    assertThat(found(semver, component("left-pad", "NOASSERTION")).getFirst()).contains("may have");
    assertThat(found(listed, component("left-pad", "6"))).as("the list is complete").isEmpty();
    assertThat(found(advisory("\"versions\": []"), component("left-pad", "6"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "npm,left-pad,pkg:npm/left-pad@1.0.0,true",
    "npm,@scope/pad,pkg:npm/%40scope/pad@1.0.0,true",
    "npm,left-pad,pkg:pypi/left-pad@1.0.0,false",
    "npm,other,pkg:npm/left-pad@1.0.0,false",
    "Maven,org.example:pad,pkg:maven/org.example/pad@1.0.0?type=jar#x,true",
    "Maven,org.other:pad,pkg:maven/org.example/pad@1.0.0,false",
    "Go,example.org/pad/v2,pkg:golang/example.org/pad/v2@v1.0.0,true",
    "PyPI,left_pad,pkg:pypi/Left.Pad@1.0.0,true",
    "Debian:12,openssl,pkg:deb/debian/openssl@1.0.0?arch=amd64,true",
    "Debian:12,openssl,pkg:rpm/fedora/openssl@1.0.0,false",
    "Alpine,openssl,pkg:generic/openssl@1.0.0,true",
    "npm,left-pad,pkg:generic/left-pad@1.0.0,true",
    "Debian:12,openssl,pkg:deb/ubuntu/openssl@1.0.0,false",
    "Ubuntu:24.04,openssl,pkg:deb/ubuntu/openssl@1.0.0,true",
    "Ubuntu:24.04,openssl,pkg:deb/anybody/openssl@1.0.0,true",
    "Red Hat:9,openssl,pkg:rpm/redhat/openssl@1.0.0,true",
    "Rocky Linux:9,openssl,pkg:rpm/redhat/openssl@1.0.0,false",
    "npm,left-pad,pkg:NPM/Left-Pad@1.0.0,true",
    "npm,left-pad,pkg:npm/%6Ceft%2Dpad@1.0.0,true",
    "npm,@scope/pad,pkg:npm/@scope/pad@1.0.0,false",
    "Go,example.org/Pad,PKG:golang/Example.org/pad@v1.0.0,true",
    "PyPI,Left.Pad,pkg:pypi/left__pad@1.0.0,true",
    "npm,left-pad,not a url,true"
  })
  void a_package_url_decides_which_package_it_is(
      String ecosystem, String name, String url, boolean same) {
    var advisory =
        advisory("\"versions\": [\"1.0.0\", \"v1.0.0\"]")
            .replace("\"npm\"", "\"" + ecosystem + "\"")
            .replace("\"left-pad\"", "\"" + name + "\"");
    var component = new SbomSummary.Component("left-pad", "1.0.0", "MIT", List.of(url));

    assertThat(found(advisory, component).isEmpty()).isEqualTo(!same);
  }

  @ParameterizedTest
  @CsvSource({
    "pkg:npm/left-pad,pkg:NPM/Left-Pad@1.0.0,true",
    "pkg:npm/%40scope/pad,pkg:npm/%40SCOPE/pad@1.0.0,true",
    "pkg:github/Foo/Bar,pkg:GitHub/foo/bar@1.0.0,true",
    "pkg:pypi/left-pad,pkg:pypi/Left_Pad@1.0.0,true",
    "pkg:deb/debian/left-pad?arch=source,pkg:deb/Debian/left-pad@1.0.0?arch=amd64,true",
    "pkg:deb/debian/left-pad,pkg:deb/ubuntu/left-pad@1.0.0,false",
    "pkg:npm/left_pad,pkg:npm/left-pad@1.0.0,false"
  })
  void package_urls_are_compared_as_their_types_spell_them(
      String inAdvisory, String inSbom, boolean same) {
    var advisory =
        advisory("\"versions\": [\"1.0.0\"]")
            .replace("\"name\":", "\"purl\": \"" + inAdvisory + "\", \"name\":")
            .replace("\"npm\"", "\"Other\"");

    assertThat(found(advisory, withUrl(inSbom)).isEmpty()).isEqualTo(!same);
  }

  @Test
  void every_package_url_of_a_component_counts() {
    var advisory = advisory("\"versions\": [\"1.0.0\"]");
    for (var urls :
        List.of(
            List.of("pkg:npm/left-pad@1.0.0", "pkg:npm/harmless@1.0.0"),
            List.of("pkg:npm/harmless@1.0.0", "pkg:npm/left-pad@1.0.0"))) {
      var component = new SbomSummary.Component("left-pad", "1.0.0", "MIT", urls);

      assertThat(found(advisory, component)).hasSize(1);
    }
  }

  @Test
  void a_component_that_says_two_versions_is_judged_by_the_worse() {
    var advisory = advisory("\"versions\": [\"1.0.0\"]");
    for (var version : List.of("1.0.0", "2.0.0")) {
      var url = List.of("pkg:npm/left-pad@" + (version.equals("1.0.0") ? "2.0.0" : "1.0.0"));
      var component = new SbomSummary.Component("left-pad", version, "MIT", url);

      assertThat(found(advisory, component).getFirst()).contains(" has OSV-1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Go,1.2.3,v1.2.3,has",
    "Go,v1.2.3,1.2.3,has",
    "Go,v1.2.3+incompatible,v1.2.3,has",
    "Packagist,1.2.3,v1.2.3,has",
    "npm,1.2.3,v1.2.3,may have",
    "npm,1.2.3,1.2.3+build.7,may have",
    "PyPI,1.2,1.2.0,may have",
    "PyPI,1.2.0,1.2,may have",
    "PyPI,1.2RC1,1.2rc1,may have",
    "Debian:12,0:1.2-3,1.2-3,may have",
    "Go,1.2.3,v1.2.4,",
    "npm,1.2.3,version,",
  })
  void a_version_that_is_spelt_otherwise_is_no_other_version(
      String ecosystem, String listed, String said, String expected) {
    var advisory =
        advisory("\"versions\": [\"" + listed + "\"]").replace("\"npm\"", "\"" + ecosystem + "\"");

    var found = found(advisory, component("left-pad", said));

    if (expected == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found.getFirst()).contains(" " + expected + " OSV-1");
    }
  }

  @Test
  void a_component_without_a_package_url_is_known_by_its_name_with_or_without_its_group() {
    var grouped =
        advisory("\"versions\": [\"1.0.0\"]").replace("\"left-pad\"", "\"org.example:pad\"");

    assertThat(found(grouped, component("org.example/pad", "1.0.0"))).hasSize(1);
    assertThat(found(advisory("\"versions\": [\"1.0.0\"]"), component("org/left-pad", "1.0.0")))
        .hasSize(1);
  }

  @Test
  void the_package_url_of_an_advisory_wins_over_its_names() {
    var advisory =
        advisory("\"versions\": [\"1.0.0\"]")
            .replace("\"name\":", "\"purl\": \"pkg:npm/right-pad\", \"name\":");
    var url = List.of("pkg:npm/right-pad@1.0.0");

    assertThat(found(advisory, new SbomSummary.Component("x", "1.0.0", "MIT", url))).hasSize(1);
    assertThat(found(advisory, withUrl("pkg:npm/left-pad@1.0.0"))).isEmpty();
  }

  @Test
  void a_vulnerable_component_is_a_finding_of_the_patch_and_refuses_nothing() {
    var sbom = AnSbom.CYCLONE_DX.ofTwoModules();
    var known =
        """
        {"vulns": [{"id": "CVE-2026-1", "modified": "2026-02-01T00:00:00Z",
          "affected": [{"package": {"ecosystem": "OSS-Fuzz", "name": "zlib"}, "versions": ["1.3.1"]}]}]}\
        """;
    var patch =
        APatch.ofTwoModules()
            .metadata(
                "\"sbom\": \"bom\", \"sbom_sha256\": \"%s\"".formatted(Sha256.of(utf8(sbom)).hex()))
            .signedBy(People.ALICE)
            .swapped("bom", utf8(sbom));
    var verifier = ATrustStore.of(People.ALICE).verifier();

    var informed =
        verifier.advisories(parse(known).orThrow()).requireAll(patch.manifest(), patch.source());
    var blind = verifier.requireAll(patch.manifest(), patch.source());

    assertThat(Codes.of(informed.findings())).containsExactly(Code.VULNERABLE_COMPONENT);
    assertThat(Codes.of(informed.orThrow().findings())).containsExactly(Code.VULNERABLE_COMPONENT);
    assertThat(informed.orThrow().advisories()).contains(Sha256.of(utf8(known)));
    assertThat(blind.findings()).isEmpty();
    assertThat(blind.orThrow().advisories()).as("nobody looked").isEmpty();
  }

  @Test
  void without_an_sbom_nothing_was_compared() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);
    var attested =
        ATrustStore.of(People.ALICE)
            .verifier()
            .advisories(parse("[]").orThrow())
            .requireAll(patch.manifest(), patch.source())
            .orThrow();

    assertThat(attested.advisories()).isEmpty();
  }

  @Test
  void an_advisory_that_was_withdrawn_says_nothing_and_one_without_a_package_is_named() {
    var withdrawn =
        advisory("\"versions\": [\"1.0.0\"]")
            .replace("\"summary\"", "\"withdrawn\": \"2026-02-02T00:00:00Z\", \"summary\"");
    var nobody = parse("{\"id\": \"OSV-2\", \"modified\": \"2026-02-01T00:00:00Z\"}");

    assertThat(found(withdrawn, component("left-pad", "1.0.0"))).isEmpty();
    assertThat(nobody.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("OSV-2 names no package"));
  }

  @Test
  void very_many_findings_are_counted() {
    var component = component("left-pad", "1.0.0");
    var sbom = new SbomSummary("x", "x", java.util.Collections.nCopies(250, component), 0);

    var findings = parse(advisory("\"versions\": [\"1.0.0\"]")).orThrow().findings(sbom, "sbom");

    assertThat(findings).hasSize(Outcome.MOST_PROBLEMS + 1);
    assertThat(findings.getLast().message()).contains("150 more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "[7]",
        "{}",
        "{\"id\": \"a\"}",
        "{\"id\": \"\", \"modified\": \"x\"}",
        "{\"vulns\": 7}",
        "[{\"id\": \"a\", \"modified\": \"x\"}, {\"id\": \"a\", \"modified\": \"x\"}]",
        "{\"id\": \"a\", \"modified\": \"x\", \"affected\": [{\"package\": {\"name\": \"b\"}}]}",
        "{\"id\": \"a\", \"modified\": \"x\", \"affected\": [{\"package\": 7}]}",
      })
  void what_is_not_osv_is_refused(String text) {
    assertThat(Codes.of(parse(text))).isNotEmpty().containsOnly(Code.ADVISORIES_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"introduced\": \"1.0.0\", \"fixed\": \"1.1.0\"}",
        "{\"introduced\": \"one\"}",
        "{\"introduced\": 1}",
        "{\"fixed\": \"1.0.0\"}",
        "{\"fixed\": \"0\"}",
        "{\"began\": \"1.0.0\"}"
      })
  void a_range_that_nobody_can_evaluate_is_refused(String event) {
    var text = advisory("\"ranges\": [{\"type\": \"SEMVER\", \"events\": [" + event + "]}]");

    assertThat(Codes.of(parse(text))).isNotEmpty().containsOnly(Code.ADVISORIES_INVALID);
  }

  private static String advisory(String affected) {
    return """
    {"id": "OSV-1", "modified": "2026-02-01T00:00:00Z", "summary": "it leaks",
     "affected": [{"package": {"ecosystem": "npm", "name": "left-pad"}, %s}]}
    """
        .formatted(affected);
  }

  private static SbomSummary.Component component(String name, String version) {
    return new SbomSummary.Component(name, version, "MIT", List.of());
  }

  private static SbomSummary.Component withUrl(String url) {
    return new SbomSummary.Component("left-pad", "1.0.0", "MIT", List.of(url));
  }

  private static List<String> found(String advisory, SbomSummary.Component component) {
    var sbom = new SbomSummary("CycloneDX-1.6", "test", List.of(component), 0);
    return parse(advisory).orThrow().findings(sbom, "sbom").stream()
        .map(problem -> problem.message())
        .toList();
  }

  private static Outcome<Advisories> parse(String text) {
    return Advisories.parse("advisories.json", utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
