package xps.crypto.orchestrator.house;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import xps.crypto.orchestrator.house.Doors.Door;

/**
 * The rules that bytecode can answer, for the rooms under one root package. The tests hold the
 * product to them, and a street of trespassers, so that each rule is seen to fail.
 */
record Rules(String root) {

  /** A name that could stand for anything says nothing. */
  private static final String EMPTY_NAMES = ".*(Manager|Helper|Utils?|Impl|Data|Info)$";

  ArchRule rooms_know_only_the_rooms_below_them() {
    return CompositeArchRule.of(
        Stream.of(Rooms.values()).<ArchRule>map(this::knowsOnlyTheRoomsBelowIt).toList());
  }

  ArchRule pure_rooms_touch_nothing_of_the_world(List<Door> doors) {
    return classes()
        .that(livesInAPureRoom())
        .should(new StaysInside(root, doors))
        .because("what was simulated has to be what runs, and what was proved once stays proved");
  }

  ArchRule names_say_what_a_thing_is() {
    return noClasses()
        .should()
        .haveNameMatching(EMPTY_NAMES)
        .because("such a name fits every class; take the noun that the field uses");
  }

  ArchRule nothing_static_changes() {
    return fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .allowEmptyShould(true)
        .because("a value that changes belongs to an object that somebody owns");
  }

  ArchRule only_the_edges_speak() {
    var speaking =
        Rooms.SPEAKING.stream().map(room -> room.packageUnder(root)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(speaking)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "java.lang.System.Logger..")
        .because("a room returns what it has to say, or is handed the stream to print it on");
  }

  ArchRule refused_exception_is_the_only_one_of_ours() {
    return noClasses()
        .that()
        .doNotHaveSimpleName("RefusedException")
        .should()
        .beAssignableTo(Throwable.class)
        .because("what users can cause is a Problem in an Outcome, and bugs have the JDK's names");
  }

  ArchRule every_package_is_null_marked() {
    return classes()
        .should(
            new ArchCondition<>("live in a package that is @NullMarked") {
              @Override
              public void check(JavaClass subject, ConditionEvents events) {
                if (!subject.getPackage().isAnnotatedWith(NullMarked.class)) {
                  events.add(
                      violated(subject, subject.getPackageName() + " says nothing about null"));
                }
              }
            })
        .because("null is checked only where a package-info.java asks for it");
  }

  /** The product's own word for it is evidence: only its room can make one. */
  ArchRule evidence_is_made_in_its_room_alone() {
    return classes()
        .that(
            new DescribedPredicate<JavaClass>("implement a sealed type that is evidence") {
              @Override
              public boolean test(JavaClass subject) {
                return subject.getAllRawInterfaces().stream()
                    .anyMatch(type ->
                        List.of("SignedPatch", "AttestedPatch", "RolloutPlan", "Permit")
                            .contains(type.getSimpleName()));
              }
            })
        .and()
        .areNotInterfaces()
        .should()
        .notHaveModifier(JavaModifier.PUBLIC)
        .andShould()
        .beTopLevelClasses()
        .allowEmptyShould(true)
        .because("a public or nested record would hand its constructor to everybody");
  }

  private ArchRule knowsOnlyTheRoomsBelowIt(Rooms room) {
    return classes()
        .that()
        .resideInAPackage(room.packageUnder(root))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(room.withinReach(root).toArray(String[]::new))
        .allowEmptyShould(true)
        .because("dependencies of " + room + " point one way only");
  }

  private DescribedPredicate<JavaClass> livesInAPureRoom() {
    var packages = Rooms.PURE.stream().map(room -> room.packageUnder(root)).toArray(String[]::new);
    return JavaClass.Predicates.resideInAnyPackage(packages).as("live in a pure room");
  }
}
