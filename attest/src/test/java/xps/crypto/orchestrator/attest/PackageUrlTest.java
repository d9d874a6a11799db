package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageUrlTest {
  @Test
  void its_parts_are_decoded_and_its_type_is_small() {
    var url = PackageUrl.parse("PKG:NPM/%40scope/p%C3%A4d@1.2.3%2Ba?Arch=x#sub/path").orElseThrow();

    assertThat(url.type()).isEqualTo("npm");
    assertThat(url.path()).isEqualTo(List.of("@scope", "p\u00e4d"));
    assertThat(url.version()).isEqualTo(Optional.of("1.2.3+a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg:bitbucket/birkenfeld/pygments-main@244fd47e07d1014f0aed9c",
        "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64",
        "pkg:docker/customer/image@sha256%3A244fd47e07d10?repository_url=gcr.io",
        "pkg:generic/openssl@1.1.10g?download_url=https://openssl.org/a.tar.gz&checksum=sha256:de4d",
        "pkg:generic/a?vcs_url=git%2Bhttps://git.fsfe.org/dxtr/a%40cc55",
        "pkg:generic/a?vcs_url=git+https://git.fsfe.org/dxtr/a@cc55",
        "pkg:golang/google.golang.org/genproto#googleapis/api/annotations",
        "pkg:cocoapods/GoogleUtilities@7.5.2#NSData+zlib",
        "pkg:cpan/Perl::Version@1.013",
        "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=dist&type=zip",
        "pkg://gem//ruby-advisory-db-check@0.12.4",
        "pkg:npm/foobar@",
        "pkg:npm/foobar?",
        "pkg:npm/foobar@~!",
        "pkg:a/b?a=",
        "pkg:npm/foobar?c=%41"
      })
  void what_the_specification_allows_is_one(String text) {
    assertThat(PackageUrl.parse(text)).isPresent();
  }

  @Test
  void names_that_python_s_index_takes_for_the_same_are() {
    assertThat(url("pkg:pypi/A_b.-c").isSamePackage(url("pkg:pypi/a-B-C"))).isTrue();
    assertThat(url("pkg:pypi/a-b").isSamePackage(url("pkg:pypi/a-c"))).isFalse();
    assertThat(url("pkg:npm/a_b").isSamePackage(url("pkg:npm/a-b"))).isFalse();
    assertThat(url("pkg:npm/A").isSamePackage(url("pkg:npm/a"))).isTrue();
    assertThat(url("pkg:npm/a").isSamePackage(url("pkg:gem/a"))).isFalse();
  }

  private static PackageUrl url(String text) {
    return PackageUrl.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "npm/foobar@1.0.0",
        "http:npm/foobar@1.0.0",
        "pkg:7z/foobar@1.0.0",
        "pkg:n%70m/foobar@1.0.0",
        "pkg:n m/foobar@1.0.0",
        "pkg:npm/foo bar@1.0.0",
        "pkg:npm/foo\tbar@1.0.0",
        "pkg:npm/p\u00e4d@1.0.0",
        "pkg:npm/<foobar>@1.0.0",
        "pkg:npm/foobar%2@1.0.0",
        "pkg:npm/foobar%zz@1.0.0",
        "pkg:npm/foobar%C3@1.0.0",
        "pkg:npm/foobar@1.0.0%",
        "pkg:npm/foobar@1.0.0/x",
        "pkg:npm/@scope/foobar@1.0.0",
        "pkg:npm/a%2Fb/foobar@1.0.0",
        "pkg:npm/foobar@1.0.0?arch",
        "pkg:npm/foobar@1.0.0?=x",
        "pkg:npm/foobar@1.0.0?7z=x",
        "pkg:npm/foobar@1.0.0?a=1&A=2",
        "pkg:npm/foobar@1.0.0?a=%",
        "pkg:npm/foobar@1.0.0#%",
        "pkg:@/foobar",
        "pkg:npm/a/@1.0.0/x",
        "pkg:npm/foobar\u007f@1.0.0",
        "pkg:npm/foobar@1.0.0?a=%zz",
        "pkg:@1.0.0"
      })
  void what_it_does_not_allow_is_none(String text) {
    assertThat(PackageUrl.parse(text)).isEmpty();
  }
}
